#include <algorithm>

#include <dusk/core/crypto/blake2b_sigma.hpp>
#include <dusk/platform/crypto/native_hash.hpp>

namespace dusk::native {
namespace {

using Row [[gnu::vector_size(32)]] = std::uint64_t;

constexpr std::size_t SCHEDULE_SIZE = 10;

/// The message words of a round: for the columns, first and second half of the mixing function;
/// for the diagonals, likewise.
using Schedule = Row[SCHEDULE_SIZE][4];

[[gnu::always_inline]] inline void fill_schedule(Schedule& schedule, std::size_t count,
                                                 const std::uint64_t (&m)[16]) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        const auto& s = BLAKE2B_SIGMA[i];
        schedule[i][0] = Row{m[s[0]], m[s[2]], m[s[4]], m[s[6]]};
        schedule[i][1] = Row{m[s[1]], m[s[3]], m[s[5]], m[s[7]]};
        // The diagonals stand one word to the right, as row b does not move.
        schedule[i][2] = Row{m[s[14]], m[s[8]], m[s[10]], m[s[12]]};
        schedule[i][3] = Row{m[s[15]], m[s[9]], m[s[11]], m[s[13]]};
    }
}

/// RFC 7693, section 3.1, in four columns at once.
[[gnu::always_inline]] inline void mix(Row& a, Row& b, Row& c, Row& d, const Row& x,
                                       const Row& y) noexcept {
#define DUSK_ROTATED(value, count) (((value) >> (count)) | ((value) << (64 - (count))))
    a += b + x;
    d = DUSK_ROTATED(d ^ a, 32);
    c += d;
    b = DUSK_ROTATED(b ^ c, 24);
    a += b + y;
    d = DUSK_ROTATED(d ^ a, 16);
    c += d;
    b = DUSK_ROTATED(b ^ c, 63);
#undef DUSK_ROTATED
}

/// Moves words to the right, in a circle.
template <int Count>
[[gnu::always_inline]] inline void turn(Row& row) noexcept {
    row = __builtin_shufflevector(row, row, (4 - Count) % 4, (5 - Count) % 4, (6 - Count) % 4,
                                  (7 - Count) % 4);
}

[[gnu::always_inline]] inline void run_rounds(std::uint32_t rounds, std::uint64_t (&v)[16],
                                              const std::uint64_t (&m)[16]) noexcept {
    Row rows[4];
    __builtin_memcpy(rows, v, sizeof(rows));
    Schedule schedule;
    fill_schedule(schedule, std::min<std::size_t>(rounds, SCHEDULE_SIZE), m);
    auto& [a, b, c, d] = rows;
    std::size_t row = 0;
    for (std::uint32_t i = 0; i < rounds; ++i) {
        const auto& words = schedule[row];
        row = row + 1 == SCHEDULE_SIZE ? 0 : row + 1;
        mix(a, b, c, d, words[0], words[1]);
        turn<1>(a);
        turn<2>(d);
        turn<3>(c);
        mix(a, b, c, d, words[2], words[3]);
        turn<3>(a);
        turn<2>(d);
        turn<1>(c);
    }
    __builtin_memcpy(v, rows, sizeof(rows));
}

}  // namespace

[[gnu::target("avx2")]] void blake2b_rounds_avx2(std::uint32_t rounds, std::uint64_t (&v)[16],
                                                 const std::uint64_t (&m)[16]) noexcept {
    run_rounds(rounds, v, m);
}

[[gnu::target("avx512f,avx512vl")]] void blake2b_rounds_avx512(
    std::uint32_t rounds, std::uint64_t (&v)[16], const std::uint64_t (&m)[16]) noexcept {
    run_rounds(rounds, v, m);
}

}  // namespace dusk::native
