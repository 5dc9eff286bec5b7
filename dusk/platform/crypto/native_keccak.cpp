#include <dusk/core/crypto/keccak_rounds.hpp>
#include <dusk/platform/crypto/native_hash.hpp>

namespace dusk::native {
namespace {

template <std::size_t Count>
[[gnu::always_inline]] inline void permute_lanes(std::uint64_t (&lanes)[25][Count]) noexcept {
    using Lane [[gnu::vector_size(Count * 8)]] = std::uint64_t;
    Lane state[25];
    for (std::size_t i = 0; i < 25; ++i) __builtin_memcpy(&state[i], lanes[i], sizeof(Lane));
    keccak::permute(state);
    for (std::size_t i = 0; i < 25; ++i) __builtin_memcpy(lanes[i], &state[i], sizeof(Lane));
}

}  // namespace

[[gnu::target("bmi,bmi2")]] void keccak_f1600_bmi2(std::uint64_t (&state)[25]) noexcept {
    keccak::permute(state);
}

[[gnu::target("avx2")]] void keccak_f1600_x4_avx2(std::uint64_t (&lanes)[25][4]) noexcept {
    permute_lanes(lanes);
}

[[gnu::target("avx512f,avx512vl")]] void keccak_f1600_x8_avx512(
    std::uint64_t (&lanes)[25][8]) noexcept {
    permute_lanes(lanes);
}

}  // namespace dusk::native
