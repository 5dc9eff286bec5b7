// Hex digits and quantities (execution-apis).
#include <fuzz/codec/codec.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>

using namespace dusk;

/// What is read as hex is written back as the same digits.
void dusk::fuzz::hex(BytesView input) {
    const auto text = as_text(input);
    if (const auto bytes = from_hex(text)) DUSK_CHECK(from_hex(to_hex(*bytes)) == *bytes);
    const auto value = quantity_from_hex(text);
    if (!value) return;
    const auto again = to_hex_quantity(*value);
    DUSK_CHECK(again.size() == text.size());
    DUSK_CHECK(quantity_from_hex(again) == *value);
}
