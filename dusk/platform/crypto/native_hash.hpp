// The hash functions' inner loops with the processor's extensions: BMI2, AVX2 and AVX-512 for
// Keccak and BLAKE2b, SHA for SHA-256. A program that links this module has them in place of
// core/crypto's portable ones (core/crypto/hash_blocks.hpp says how). What the processor has is
// asked once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <dusk/core/base/bytes.hpp>

namespace dusk::native {

/// Which of the extensions used here the processor and the system have.
struct Extensions {
    bool bmi2 = false;    ///< BMI1 and BMI2
    bool avx2 = false;    ///< AVX2
    bool avx512 = false;  ///< AVX-512 F and VL
    bool sha = false;     ///< SHA, with SSE 4.1
};
Extensions find_extensions() noexcept;
/// Whether the program's hash functions are those of this module.
bool is_in_use() noexcept;

/// Each needs the extension it is named after; the functions of hash_blocks.hpp choose among them.
void keccak_f1600_bmi2(std::uint64_t (&state)[25]) noexcept;
/// The i-th state is in lanes[.][i].
void keccak_f1600_x4_avx2(std::uint64_t (&lanes)[25][4]) noexcept;
void keccak_f1600_x8_avx512(std::uint64_t (&lanes)[25][8]) noexcept;
void sha256_compress_sha(std::uint32_t (&state)[8], BytesView blocks) noexcept;
void blake2b_rounds_avx2(std::uint32_t rounds, std::uint64_t (&v)[16],
                         const std::uint64_t (&m)[16]) noexcept;
void blake2b_rounds_avx512(std::uint32_t rounds, std::uint64_t (&v)[16],
                           const std::uint64_t (&m)[16]) noexcept;

}  // namespace dusk::native
