// Any zlib or brotli input ends within the output limit, and a smaller limit gives the front of the
// same output.
#include <fuzz/codec/codec.hpp>

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

void dusk::fuzz::zlib(BytesView input) { check(zlib_inflate, input); }

void dusk::fuzz::brotli(BytesView input) { check(brotli_decompress, input); }
