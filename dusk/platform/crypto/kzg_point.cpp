// The check of a point proof (EIP-4844's verify_kzg_proof) with the pairings' second arguments
// fixed, so that their lines are made once: for the proof P of p(z) = y under the commitment C,
// e(C - y G1 + z P, G2) = e(P, tau G2).
#include <array>

#include <blst.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/bls12_sum.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/crypto/kzg_setup.hpp>

namespace dusk::kzg {
namespace {

/// The order of the groups.
constexpr u256 ORDER{0x73eda753299d7d48, 0x3339d80809a1d805, 0x53bda402fffe5bfe,
                     0xffffffff00000001};

using Lines = std::array<blst_fp6, 68>;

struct FixedLines {
    Lines generator;
    Lines tau;

    FixedLines() {
        blst_precompute_lines(generator.data(), blst_p2_affine_generator());
        blst_p2_affine point;
        blst_p2_to_affine(&point, &settings().g2_values_monomial[1]);
        blst_precompute_lines(tau.data(), &point);
    }
};

const FixedLines& fixed_lines() {
    static const FixedLines lines;
    return lines;
}

/// A point of G1, infinity included.
std::optional<blst_p1_affine> decode_point(const FixedBytes<48>& bytes) {
    blst_p1_affine point;
    if (blst_p1_uncompress(&point, bytes.data()) != BLST_SUCCESS) return std::nullopt;
    if (!blst_p1_affine_is_inf(&point) && !blst_p1_affine_in_g1(&point)) return std::nullopt;
    return point;
}

/// C - y G1 + z P
blst_p1_affine left_side(const blst_p1_affine& commitment, const blst_p1_affine& proof,
                         const u256& z, const u256& y) {
    std::array<bls12::G1Term, 2> terms{{{*blst_p1_affine_generator(), ORDER - y}}};
    std::size_t count = 1;
    if (!blst_p1_affine_is_inf(&proof)) terms[count++] = {proof, z};
    auto sum = bls12::sum_of_products(std::span(terms).first(count));
    if (!blst_p1_affine_is_inf(&commitment)) blst_p1_add_or_double_affine(&sum, &sum, &commitment);
    blst_p1_affine affine;
    blst_p1_to_affine(&affine, &sum);
    return affine;
}

/// The Miller loop over one of the fixed points; one at infinity.
blst_fp12 miller_loop(const Lines& lines, const blst_p1_affine& point) {
    if (blst_p1_affine_is_inf(&point)) return *blst_fp12_one();
    blst_fp12 out;
    blst_miller_loop_lines(&out, lines.data(), &point);
    return out;
}

}  // namespace

void preload_lines() { static_cast<void>(fixed_lines()); }

std::expected<bool, CryptoError> verify_point_proof(const PointClaim& claim) {
    const auto z = to_u256(claim.z);
    const auto y = to_u256(claim.y);
    const auto commitment = decode_point(claim.commitment);
    const auto proof = decode_point(claim.proof);
    if (!commitment || !proof || !(z < ORDER) || !(y < ORDER))
        return std::unexpected(CryptoError::invalid_input);
    const auto& lines = fixed_lines();
    const auto left = miller_loop(lines.generator, left_side(*commitment, *proof, z, y));
    const auto right = miller_loop(lines.tau, *proof);
    return blst_fp12_finalverify(&left, &right);
}

}  // namespace dusk::kzg
