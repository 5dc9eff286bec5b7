// What each precompile costs, as a function of its input and the rules. Sums that exceed 64 bits
// stay at GAS_UNPAYABLE, which no call can offer. Spec: the EIPs named at each function.
#pragma once

#include <cstdint>
#include <limits>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/core/evm/precompiles.hpp>

namespace dusk::evm {

inline constexpr std::uint64_t GAS_UNPAYABLE = std::numeric_limits<std::uint64_t>::max();

std::uint64_t ecrecover_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t sha256_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t ripemd160_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t identity_gas(const PrecompileSet&, BytesView input) noexcept;
/// EIP-198, EIP-2565 from Berlin, EIP-7883 from Osaka.
std::uint64_t modexp_gas(const PrecompileSet&, BytesView input) noexcept;
/// EIP-196 and 197; EIP-1108 from Istanbul.
std::uint64_t bn254_add_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t bn254_mul_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t bn254_pairing_gas(const PrecompileSet&, BytesView input) noexcept;
/// EIP-152: one gas a round; zero where the input has the wrong size and will fail.
std::uint64_t blake2f_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t kzg_point_evaluation_gas(const PrecompileSet&, BytesView input) noexcept;
/// EIP-2537.
std::uint64_t bls12_g1_add_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t bls12_g1_msm_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t bls12_g2_add_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t bls12_g2_msm_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t bls12_pairing_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t bls12_map_fp_to_g1_gas(const PrecompileSet&, BytesView input) noexcept;
std::uint64_t bls12_map_fp2_to_g2_gas(const PrecompileSet&, BytesView input) noexcept;
/// RIP-7212; EIP-7951 from Osaka.
std::uint64_t p256_verify_gas(const PrecompileSet&, BytesView input) noexcept;

/// The three lengths at the head of a MODEXP input; bytes that the input lacks read as zeros.
struct ModexpLengths {
    u256 base;
    u256 exponent;
    u256 modulus;
};
ModexpLengths modexp_lengths(BytesView input) noexcept;

}  // namespace dusk::evm
