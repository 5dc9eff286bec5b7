// The strong definitions of core/crypto/hash_blocks.hpp.
#include <atomic>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>
#include <dusk/platform/crypto/keccak_lanes.hpp>
#include <dusk/platform/crypto/native_hash.hpp>

/// What the linker is told to look for, so that this object comes into every program.
extern "C" {
extern const char dusk_native_hash;
const char dusk_native_hash = 1;
}

namespace dusk {
namespace {

using Permutation = void (*)(std::uint64_t (&)[25]) noexcept;
using Compression = void (*)(std::uint32_t (&)[8], BytesView) noexcept;
using Blake2bRounds = void (*)(std::uint32_t, std::uint64_t (&)[16],
                               const std::uint64_t (&)[16]) noexcept;
using HashEach = void (*)(std::span<const BytesView>, Hash32*) noexcept;

// The first call chooses: it may come from the initialization of another file's constants, before
// anything here has run.
void choose_permutation(std::uint64_t (&state)[25]) noexcept;
void choose_compression(std::uint32_t (&state)[8], BytesView blocks) noexcept;
void choose_blake2b_rounds(std::uint32_t rounds, std::uint64_t (&v)[16],
                           const std::uint64_t (&m)[16]) noexcept;
void choose_hash_each(std::span<const BytesView> messages, Hash32* digests) noexcept;

constinit std::atomic<Permutation> permutation{choose_permutation};
constinit std::atomic<Compression> compression{choose_compression};
constinit std::atomic<Blake2bRounds> rounds_of_blake2b{choose_blake2b_rounds};
constinit std::atomic<HashEach> hash_each{choose_hash_each};

void choose_permutation(std::uint64_t (&state)[25]) noexcept {
    const bool has_bmi2 = native::find_extensions().bmi2;
    permutation.store(has_bmi2 ? native::keccak_f1600_bmi2 : portable::keccak_f1600,
                      std::memory_order_relaxed);
    keccak_f1600(state);
}

void choose_compression(std::uint32_t (&state)[8], BytesView blocks) noexcept {
    const bool has_sha = native::find_extensions().sha;
    compression.store(has_sha ? native::sha256_compress_sha : portable::sha256_compress,
                      std::memory_order_relaxed);
    sha256_compress(state, blocks);
}

void choose_blake2b_rounds(std::uint32_t rounds, std::uint64_t (&v)[16],
                           const std::uint64_t (&m)[16]) noexcept {
    const auto has = native::find_extensions();
    rounds_of_blake2b.store(has.avx512 ? native::blake2b_rounds_avx512
                            : has.avx2 ? native::blake2b_rounds_avx2
                                       : portable::blake2b_rounds,
                            std::memory_order_relaxed);
    blake2b_rounds(rounds, v, m);
}

void choose_hash_each(std::span<const BytesView> messages, Hash32* digests) noexcept {
    const auto has = native::find_extensions();
    hash_each.store(has.avx512 ? native::keccak256_each_lanes<native::keccak_f1600_x8_avx512>
                    : has.avx2 ? native::keccak256_each_lanes<native::keccak_f1600_x4_avx2>
                               : portable::keccak256_each,
                    std::memory_order_relaxed);
    keccak256_each(messages, digests);
}

}  // namespace

void keccak_f1600(std::uint64_t (&state)[25]) noexcept {
    permutation.load(std::memory_order_relaxed)(state);
}

void sha256_compress(std::uint32_t (&state)[8], BytesView blocks) noexcept {
    compression.load(std::memory_order_relaxed)(state, blocks);
}

void blake2b_rounds(std::uint32_t rounds, std::uint64_t (&v)[16],
                    const std::uint64_t (&m)[16]) noexcept {
    rounds_of_blake2b.load(std::memory_order_relaxed)(rounds, v, m);
}

void keccak256_each(std::span<const BytesView> messages, Hash32* digests) noexcept {
    hash_each.load(std::memory_order_relaxed)(messages, digests);
}

bool native::is_in_use() noexcept {
    static_cast<void>(keccak256({}));
    return permutation.load(std::memory_order_relaxed) != choose_permutation;
}

native::Extensions native::find_extensions() noexcept {
    __builtin_cpu_init();
    return {.bmi2 = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"),
            .avx2 = __builtin_cpu_supports("avx2") != 0,
            .avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"),
            .sha = __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1")};
}

}  // namespace dusk
