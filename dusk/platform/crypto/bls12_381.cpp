#include <type_traits>
#include <vector>

#include <dusk/platform/crypto/bls12_381.hpp>
#include <dusk/platform/crypto/bls12_codec.hpp>
#include <dusk/platform/crypto/bls12_sum.hpp>

namespace dusk::bls12 {
namespace {

constexpr std::size_t SCALAR_SIZE = 32;
/// Scalars are reduced modulo the group's order, which has 255 bits.
constexpr std::size_t SCALAR_BITS = 255;
constexpr auto INVALID = std::unexpected(CryptoError::invalid_input);

/// blst's functions for G1 and for G2 under one name each.
struct OnG1 {
    using Affine = blst_p1_affine;
    using Point = blst_p1;
    static constexpr std::size_t SIZE = G1_SIZE;
    static constexpr auto decode = decode_g1;
    static constexpr auto encode = encode_g1;
    static constexpr auto is_infinity = blst_p1_affine_is_inf;
    static constexpr auto is_in_subgroup = blst_p1_affine_in_g1;
    static constexpr auto from_affine = blst_p1_from_affine;
    static constexpr auto add = blst_p1_add_or_double_affine;
    static constexpr auto multiply = blst_p1_mult;
    static constexpr auto scratch_size = blst_p1s_mult_pippenger_scratch_sizeof;
    static constexpr auto multiply_sum = blst_p1s_mult_pippenger;
};
struct OnG2 {
    using Affine = blst_p2_affine;
    using Point = blst_p2;
    static constexpr std::size_t SIZE = G2_SIZE;
    static constexpr auto decode = decode_g2;
    static constexpr auto encode = encode_g2;
    static constexpr auto is_infinity = blst_p2_affine_is_inf;
    static constexpr auto is_in_subgroup = blst_p2_affine_in_g2;
    static constexpr auto from_affine = blst_p2_from_affine;
    static constexpr auto add = blst_p2_add_or_double_affine;
    static constexpr auto multiply = blst_p2_mult;
    static constexpr auto scratch_size = blst_p2s_mult_pippenger_scratch_sizeof;
    static constexpr auto multiply_sum = blst_p2s_mult_pippenger;
};

// EIP-2537: "There is no subgroup check" for additions.
template <class Curve>
std::expected<Bytes, CryptoError> add(BytesView input) {
    if (input.size() != 2 * Curve::SIZE) return INVALID;
    const auto a = Curve::decode(input.first(Curve::SIZE));
    const auto b = Curve::decode(input.subspan(Curve::SIZE));
    if (!a || !b) return INVALID;
    typename Curve::Point sum;
    Curve::from_affine(&sum, &*a);
    if (!Curve::is_infinity(&*b)) Curve::add(&sum, &sum, &*b);
    return Curve::encode(sum);
}

/// The terms of a multi-scalar multiplication that are not at infinity.
template <class Curve>
struct Terms {
    std::vector<typename Curve::Affine> points;
    std::vector<blst_scalar> scalars;
};

template <class Curve>
std::expected<Terms<Curve>, CryptoError> decode_terms(BytesView input) {
    constexpr auto TERM_SIZE = Curve::SIZE + SCALAR_SIZE;
    if (input.empty() || input.size() % TERM_SIZE != 0) return INVALID;
    Terms<Curve> terms;
    terms.points.reserve(input.size() / TERM_SIZE);
    terms.scalars.reserve(input.size() / TERM_SIZE);
    for (std::size_t at = 0; at < input.size(); at += TERM_SIZE) {
        const auto point = Curve::decode(input.subspan(at, Curve::SIZE));
        if (!point) return INVALID;
        if (Curve::is_infinity(&*point)) continue;
        if (!Curve::is_in_subgroup(&*point)) return INVALID;
        blst_scalar scalar;
        blst_scalar_from_be_bytes(&scalar, input.data() + at + Curve::SIZE, SCALAR_SIZE);
        terms.points.push_back(*point);
        terms.scalars.push_back(scalar);
    }
    return terms;
}

/// Up to here the sum by rows of doublings is faster than blst's by buckets.
constexpr std::size_t FEW_TERMS_MAX = 24;

blst_p1 sum_of_few(const Terms<OnG1>& terms) {
    std::vector<G1Term> few;
    few.reserve(terms.points.size());
    for (std::size_t i = 0; i < terms.points.size(); ++i) {
        u256 scalar;
        blst_uint64_from_scalar(scalar.limb, &terms.scalars[i]);
        few.push_back({terms.points[i], scalar});
    }
    return sum_of_products(few);
}

template <class Curve>
typename Curve::Point sum_of(const Terms<Curve>& terms) {
    if constexpr (std::is_same_v<Curve, OnG1>)
        if (terms.points.size() <= FEW_TERMS_MAX) return sum_of_few(terms);
    typename Curve::Point sum{};
    if (terms.points.size() == 1) {
        Curve::from_affine(&sum, &terms.points[0]);
        Curve::multiply(&sum, &sum, terms.scalars[0].b, SCALAR_BITS);
    } else if (!terms.points.empty()) {
        // A null after the first pointer: the rest follows in one array.
        const typename Curve::Affine* const points[] = {terms.points.data(), nullptr};
        const byte* const scalars[] = {terms.scalars.data()->b, nullptr};
        std::vector<limb_t> scratch(Curve::scratch_size(terms.points.size()) / sizeof(limb_t));
        Curve::multiply_sum(&sum, points, terms.points.size(), scalars, SCALAR_BITS,
                            scratch.data());
    }
    return sum;
}

template <class Curve>
std::expected<Bytes, CryptoError> msm(BytesView input) {
    const auto terms = decode_terms<Curve>(input);
    if (!terms) return INVALID;
    return Curve::encode(sum_of(*terms));
}

struct Pairs {
    std::vector<blst_p1_affine> p;
    std::vector<blst_p2_affine> q;
};

/// The pairs without a point at infinity; these contribute the factor one.
std::expected<Pairs, CryptoError> decode_pairs(BytesView input) {
    constexpr auto PAIR_SIZE = G1_SIZE + G2_SIZE;
    if (input.empty() || input.size() % PAIR_SIZE != 0) return INVALID;
    Pairs pairs;
    for (std::size_t at = 0; at < input.size(); at += PAIR_SIZE) {
        const auto p = decode_g1(input.subspan(at, G1_SIZE));
        const auto q = decode_g2(input.subspan(at + G1_SIZE, G2_SIZE));
        if (!p || !q) return INVALID;
        if (!blst_p1_affine_in_g1(&*p) || !blst_p2_affine_in_g2(&*q)) return INVALID;
        if (blst_p1_affine_is_inf(&*p) || blst_p2_affine_is_inf(&*q)) continue;
        pairs.p.push_back(*p);
        pairs.q.push_back(*q);
    }
    return pairs;
}

bool product_is_one(const Pairs& pairs) {
    if (pairs.p.empty()) return true;
    const blst_p1_affine* const ps[] = {pairs.p.data(), nullptr};
    const blst_p2_affine* const qs[] = {pairs.q.data(), nullptr};
    blst_fp12 product;
    blst_miller_loop_n(&product, qs, ps, pairs.p.size());
    blst_final_exp(&product, &product);
    return blst_fp12_is_one(&product);
}

}  // namespace

std::expected<Bytes, CryptoError> g1_add(BytesView input) { return add<OnG1>(input); }
std::expected<Bytes, CryptoError> g1_msm(BytesView input) { return msm<OnG1>(input); }
std::expected<Bytes, CryptoError> g2_add(BytesView input) { return add<OnG2>(input); }
std::expected<Bytes, CryptoError> g2_msm(BytesView input) { return msm<OnG2>(input); }

std::expected<Bytes, CryptoError> pairing(BytesView input) {
    const auto pairs = decode_pairs(input);
    if (!pairs) return INVALID;
    Bytes out(32);
    out[31] = product_is_one(*pairs) ? 1 : 0;
    return out;
}

std::expected<Bytes, CryptoError> map_fp_to_g1(BytesView input) {
    if (input.size() != FP_SIZE) return INVALID;
    const auto element = decode_fp(input);
    if (!element) return INVALID;
    blst_p1 point;
    blst_map_to_g1(&point, &*element, nullptr);
    return encode_g1(point);
}

std::expected<Bytes, CryptoError> map_fp2_to_g2(BytesView input) {
    if (input.size() != 2 * FP_SIZE) return INVALID;
    const auto element = decode_fp2(input);
    if (!element) return INVALID;
    blst_p2 point;
    blst_map_to_g2(&point, &*element, nullptr);
    return encode_g2(point);
}

}  // namespace dusk::bls12
