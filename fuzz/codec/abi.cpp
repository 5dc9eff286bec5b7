// The first byte of the input says which values to read from the rest; all stay within the input.
#include <fuzz/codec/codec.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/abi.hpp>

using namespace dusk;

void dusk::fuzz::abi_values(BytesView input) {
    if (input.empty()) return;
    abi::Reader reader{input.subspan(1)};
    for (unsigned step = 0, choice = input[0]; step < 8; ++step, choice = choice * 7 / 2) {
        switch (choice % 5) {
            case 0:
                if (const auto bytes = reader.bytes()) DUSK_CHECK(bytes->size() < input.size());
                break;
            case 1:
                if (const auto inner = reader.tuple()) reader = *inner;
                break;
            case 2:
                if (const auto array = reader.array()) {
                    DUSK_CHECK(array->count < input.size());
                    reader = array->elements;
                }
                break;
            case 3:
                static_cast<void>(reader.address().has_value());
                break;
            default:
                static_cast<void>(reader.boolean().has_value());
                break;
        }
    }
}
