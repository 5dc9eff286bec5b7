#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/bls12_381.hpp>
#include <dusk/platform/crypto/bn254.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/crypto/modexp.hpp>
#include <dusk/platform/crypto/p256.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/crypto/secp256k1.hpp>

namespace dusk {
namespace {

class NativeCrypto final : public CryptoProvider {
public:
    std::expected<Bytes, CryptoError> curve(CurveOp op, BytesView input) const override {
        switch (op) {
            case CurveOp::ecrecover:
                return secp256k1_ecrecover(input);
            case CurveOp::modexp:
                return modexp(input);
            case CurveOp::bn254_add:
                return bn254::add(input);
            case CurveOp::bn254_mul:
                return bn254::multiply(input);
            case CurveOp::bn254_pairing:
                return bn254::pairing(input);
            case CurveOp::kzg_point_evaluation:
                return kzg::point_evaluation(input);
            case CurveOp::bls12_g1_add:
                return bls12::g1_add(input);
            case CurveOp::bls12_g1_msm:
                return bls12::g1_msm(input);
            case CurveOp::bls12_g2_add:
                return bls12::g2_add(input);
            case CurveOp::bls12_g2_msm:
                return bls12::g2_msm(input);
            case CurveOp::bls12_pairing:
                return bls12::pairing(input);
            case CurveOp::bls12_map_fp_to_g1:
                return bls12::map_fp_to_g1(input);
            case CurveOp::bls12_map_fp2_to_g2:
                return bls12::map_fp2_to_g2(input);
            case CurveOp::p256_verify:
                return p256_verify(input);
        }
        check_failed("op is a CurveOp", __FILE__, __LINE__);
    }

    std::optional<Address> recover_signer(const Hash32& digest, const Hash32& r, const Hash32& s,
                                          bool odd_y) const override {
        return secp256k1_recover(digest, r, s, odd_y);
    }
};

}  // namespace

const CryptoProvider& native_crypto() {
    static const NativeCrypto instance;
    return instance;
}

}  // namespace dusk
