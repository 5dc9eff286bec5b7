// Any zlib or brotli input ends within the output limit, and a smaller limit gives the front of the
// same output. The first byte chooses.
#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/brotli.hpp>
#include <dusk/core/codec/inflate.hpp>

using namespace dusk;

namespace {

void check(auto&& decompress, BytesView input) {
    constexpr std::size_t OUTPUT_MAX = 1 << 16;
    const auto whole = decompress(input, OUTPUT_MAX);
    DUSK_CHECK(whole.output.size() <= OUTPUT_MAX);
    const auto half = whole.output.size() / 2;
    const auto cut = decompress(input, half);
    DUSK_CHECK(equal(cut.output, BytesView{whole.output}.first(half)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const BytesView input{data + 1, size - 1};
    if (data[0] % 2 == 0) {
        check(zlib_inflate, input);
    } else {
        check(brotli_decompress, input);
    }
    return 0;
}
