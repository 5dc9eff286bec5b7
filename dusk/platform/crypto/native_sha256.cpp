#include <immintrin.h>

#include <dusk/core/crypto/sha256_constants.hpp>
#include <dusk/platform/crypto/native_hash.hpp>

namespace dusk::native {
namespace {

constexpr std::size_t BLOCK_SIZE = 64;

}  // namespace

// The instructions hold the state as (a, b, e, f) and (c, d, g, h), the first letter highest, and
// do two rounds each.
[[gnu::target("sha,sse4.1")]] void sha256_compress_sha(std::uint32_t (&state)[8],
                                                       BytesView blocks) noexcept {
    const auto load = [](const auto* in) __attribute__((target("sha,sse4.1"))) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
    };
    const auto swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const auto low = load(state);
    const auto high = load(state + 4);
    auto abef = _mm_shuffle_epi32(_mm_unpacklo_epi64(low, high), 0x1b);
    auto cdgh = _mm_shuffle_epi32(_mm_unpackhi_epi64(low, high), 0x1b);
    for (; blocks.size() >= BLOCK_SIZE; blocks = blocks.subspan(BLOCK_SIZE)) {
        const auto abef_before = abef;
        const auto cdgh_before = cdgh;
        __m128i w[4];
        for (std::size_t i = 0; i < 4; ++i)
            w[i] = _mm_shuffle_epi8(load(blocks.data() + 16 * i), swap);
#pragma clang loop unroll(full)
        for (std::size_t i = 0; i < 16; ++i) {
            auto& words = w[i % 4];
            if (i >= 4) {  // section 6.2.2, step 1: four words of the schedule
                const auto& next = w[(i + 1) % 4];
                const auto& last = w[(i + 3) % 4];
                words = _mm_sha256msg1_epu32(words, next);
                words = _mm_add_epi32(words, _mm_alignr_epi8(last, w[(i + 2) % 4], 4));
                words = _mm_sha256msg2_epu32(words, last);
            }
            auto input = _mm_add_epi32(words, load(SHA256_CONSTANTS + 4 * i));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, input);
            input = _mm_shuffle_epi32(input, 0x0e);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, input);
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    abef = _mm_shuffle_epi32(abef, 0x1b);
    cdgh = _mm_shuffle_epi32(cdgh, 0x1b);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state), _mm_unpacklo_epi64(abef, cdgh));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state + 4), _mm_unpackhi_epi64(abef, cdgh));
}

}  // namespace dusk::native
