// What is read as hex is written back as the same digits.
#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>

using namespace dusk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = as_text({data, size});
    if (const auto bytes = from_hex(text)) DUSK_CHECK(from_hex(to_hex(*bytes)) == *bytes);
    if (const auto value = quantity_from_hex(text)) {
        const auto again = to_hex_quantity(*value);
        DUSK_CHECK(again.size() == text.size());
        DUSK_CHECK(quantity_from_hex(again) == *value);
    }
    return 0;
}
