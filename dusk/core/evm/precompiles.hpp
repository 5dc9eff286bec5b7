// The precompiled contracts through Osaka, with the OP Stack's additions: which are active, what
// they cost, what they answer. Hashes run here; curve work goes to the CryptoProvider once it is
// paid for. Spec: yellow paper appendix E; EIP-152, 196, 197, 198, 1108, 2565, 2537, 4844, 7823,
// 7883, 7951; OP specs, protocol/{fjord,granite,isthmus,jovian,karst}/exec-engine.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/provider.hpp>
#include <dusk/core/evm/revision.hpp>

namespace dusk::evm {

/// The largest input in bytes that each variable-length precompile takes; a longer one fails it.
/// Ethereum has none of these limits: they keep each call provable in one fault-proof step.
struct PrecompileLimits {
    static constexpr std::size_t UNLIMITED = std::numeric_limits<std::size_t>::max();
    std::size_t bn254_pairing_size_max = UNLIMITED;
    std::size_t bls12_g1_msm_size_max = UNLIMITED;
    std::size_t bls12_g2_msm_size_max = UNLIMITED;
    std::size_t bls12_pairing_size_max = UNLIMITED;
    friend bool operator==(const PrecompileLimits&, const PrecompileLimits&) = default;
};

/// OP specs, granite/exec-engine.md#bn256pairing-precompile-input-restriction
inline constexpr PrecompileLimits OP_GRANITE_PRECOMPILE_LIMITS{.bn254_pairing_size_max = 112687};
/// OP specs, isthmus/exec-engine.md: BLS12-381 comes with limits.
inline constexpr PrecompileLimits OP_ISTHMUS_PRECOMPILE_LIMITS{.bn254_pairing_size_max = 112687,
                                                               .bls12_g1_msm_size_max = 513760,
                                                               .bls12_g2_msm_size_max = 488448,
                                                               .bls12_pairing_size_max = 235008};
/// OP specs, jovian/exec-engine.md: lower limits.
inline constexpr PrecompileLimits OP_JOVIAN_PRECOMPILE_LIMITS{.bn254_pairing_size_max = 81984,
                                                              .bls12_g1_msm_size_max = 288960,
                                                              .bls12_g2_msm_size_max = 278784,
                                                              .bls12_pairing_size_max = 156672};

/// OP specs, karst/exec-engine.md: the pairing's limit falls to 300 pairs, as one transaction may
/// use no more than 2^24 gas.
inline constexpr PrecompileLimits OP_KARST_PRECOMPILE_LIMITS{.bn254_pairing_size_max = 57600,
                                                             .bls12_g1_msm_size_max = 288960,
                                                             .bls12_g2_msm_size_max = 278784,
                                                             .bls12_pairing_size_max = 156672};

/// Simulations only (eth_simulateV1): the precompile of `precompile`, or none, is at `address`.
struct PrecompileMove {
    Address address;
    std::optional<Address> precompile;
    friend bool operator==(const PrecompileMove&, const PrecompileMove&) = default;
};

/// The precompiles of one block's rules. core/chain fills it; the defaults beside `revision` are
/// Ethereum's.
struct PrecompileSet {
    Revision revision = Revision::osaka;
    /// P256VERIFY at 0x100 before Osaka, for 3450 gas (OP Fjord, RIP-7212). From Osaka on it is
    /// there in any case, for 6900 gas (EIP-7951).
    bool p256_before_osaka = false;
    PrecompileLimits limits;
    /// Come before all else. Addresses that are warm from the start stay the same.
    std::vector<PrecompileMove> moves;
    friend bool operator==(const PrecompileSet&, const PrecompileSet&) = default;
};

enum class PrecompileStatus : std::uint8_t {
    ok,
    out_of_gas,
    failure,  ///< bad input; like out_of_gas it takes all gas of the call
};

struct PrecompileResult {
    PrecompileStatus status = PrecompileStatus::failure;
    std::int64_t gas_left = 0;  ///< zero unless ok
    Bytes output;               ///< empty unless ok
};

/// Whether `address` holds a precompile under these rules. (Empty accounts there are still calls to
/// it.)
bool is_precompile(const PrecompileSet& set, const Address& address) noexcept;

/// All active precompiles in ascending order: warm from the start of each transaction (EIP-2929).
std::vector<Address> precompile_addresses(const PrecompileSet& set);

/// Runs the precompile at `address`, which must be one. `gas` is not negative.
PrecompileResult run_precompile(const PrecompileSet& set, const Address& address, BytesView input,
                                std::int64_t gas, const CryptoProvider& crypto);

}  // namespace dusk::evm
