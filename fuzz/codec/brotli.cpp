// Any input ends within the output limit, and a smaller limit gives the front of the same output.
#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/brotli.hpp>

using namespace dusk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t OUTPUT_MAX = 1 << 16;
    const auto whole = brotli_decompress({data, size}, OUTPUT_MAX);
    DUSK_CHECK(whole.output.size() <= OUTPUT_MAX);
    const auto half = whole.output.size() / 2;
    const auto cut = brotli_decompress({data, size}, half);
    DUSK_CHECK(equal(cut.output, BytesView{whole.output}.first(half)));
    return 0;
}
