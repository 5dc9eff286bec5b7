// CryptoProvider: the curve work that PURE code asks of its surroundings. The node answers with
// native libraries (platform/crypto), the fault-proof guest with precompile preimages.
#pragma once

#include <expected>
#include <optional>

#include <dusk/core/base/bytes.hpp>

namespace dusk {

enum class [[nodiscard]] CryptoError : std::uint8_t { invalid_input };

/// One function each; input and output are those of the Ethereum precompile of that name (gas
/// aside).
enum class CurveOp : std::uint8_t {
    ecrecover,             ///< 0x01; empty output when no key can be recovered
    modexp,                ///< 0x05 (sizes were already bounded and paid for)
    bn254_add,             ///< 0x06
    bn254_mul,             ///< 0x07
    bn254_pairing,         ///< 0x08
    kzg_point_evaluation,  ///< 0x0a, EIP-4844
    bls12_g1_add,          ///< 0x0b, EIP-2537
    bls12_g1_msm,          ///< 0x0c
    bls12_g2_add,          ///< 0x0d
    bls12_g2_msm,          ///< 0x0e
    bls12_pairing,         ///< 0x0f
    bls12_map_fp_to_g1,    ///< 0x10
    bls12_map_fp2_to_g2,   ///< 0x11
    p256_verify,           ///< 0x100, RIP-7212; empty output when the signature is invalid
};

class CryptoProvider {
public:
    virtual ~CryptoProvider() = default;
    /// The precompile's output, or invalid_input where the precompile fails.
    virtual std::expected<Bytes, CryptoError> curve(CurveOp op, BytesView input) const = 0;
    /// The address whose key made signature (r, s, parity) over `digest`; none if there is none.
    /// Both halves of s are accepted here: rules on low s are the caller's.
    virtual std::optional<Address> recover_signer(const Hash32& digest, const Hash32& r,
                                                  const Hash32& s, bool odd_y) const = 0;
};

}  // namespace dusk
