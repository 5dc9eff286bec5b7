// L1 attributes that are accepted encode back to the very bytes.
#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>

using namespace dusk;
using namespace dusk::rollup;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto attributes = decode_l1_attributes({data, size}))
        DUSK_CHECK(equal(encode_l1_attributes(*attributes), {data, size}));
    return 0;
}
