#include <optional>
#include <vector>

#include <dusk/platform/crypto/bn254.hpp>
#include <dusk/platform/crypto/bn254_glv.hpp>
#include <dusk/platform/crypto/bn254_pairing.hpp>

namespace dusk::bn254 {
namespace {

constexpr std::size_t G1_SIZE = 64;
constexpr std::size_t PAIR_SIZE = 192;

std::optional<Fp> decode_fp(const std::uint8_t* in) noexcept {
    const auto value = load_be_u256(in);
    if (!(value < FIELD_PRIME)) return std::nullopt;
    return Fp::from(value);
}

std::optional<G1> decode_g1(const std::uint8_t* in) noexcept {
    const auto x = decode_fp(in);
    const auto y = decode_fp(in + 32);
    if (!x || !y) return std::nullopt;
    const G1 point{*x, *y};
    if (!is_on_curve(point)) return std::nullopt;
    return point;
}

// EIP-197: an Fp2 element a i + b is encoded as a, then b.
std::optional<G2> decode_g2(const std::uint8_t* in) noexcept {
    const auto x1 = decode_fp(in);
    const auto x0 = decode_fp(in + 32);
    const auto y1 = decode_fp(in + 64);
    const auto y0 = decode_fp(in + 96);
    if (!x0 || !x1 || !y0 || !y1) return std::nullopt;
    const G2 point{{*x0, *x1}, {*y0, *y1}};
    if (!is_on_curve(point) || !is_in_subgroup(point)) return std::nullopt;
    return point;
}

Bytes encode_g1(const Jacobian<Fp>& point) {
    const auto affine = point.to_affine();
    Bytes out(G1_SIZE);
    store_be(out.data(), affine.x.value());
    store_be(out.data() + 32, affine.y.value());
    return out;
}

}  // namespace

std::expected<Bytes, CryptoError> add(BytesView input) {
    const auto padded = FixedBytes<2 * G1_SIZE>::from(input);
    const auto a = decode_g1(padded.data());
    const auto b = decode_g1(padded.data() + G1_SIZE);
    if (!a || !b) return std::unexpected(CryptoError::invalid_input);
    return encode_g1(Jacobian<Fp>::from(*a).plus(*b));
}

std::expected<Bytes, CryptoError> multiply(BytesView input) {
    const auto padded = FixedBytes<G1_SIZE + 32>::from(input);
    const auto point = decode_g1(padded.data());
    if (!point) return std::unexpected(CryptoError::invalid_input);
    return encode_g1(multiply_g1(*point, load_be_u256(padded.data() + G1_SIZE)));
}

std::expected<Bytes, CryptoError> pairing(BytesView input) {
    if (input.size() % PAIR_SIZE != 0) return std::unexpected(CryptoError::invalid_input);
    std::vector<PairingInput> pairs;
    pairs.reserve(input.size() / PAIR_SIZE);
    for (std::size_t at = 0; at < input.size(); at += PAIR_SIZE) {
        const auto p = decode_g1(input.data() + at);
        if (!p) return std::unexpected(CryptoError::invalid_input);
        const auto q = decode_g2(input.data() + at + G1_SIZE);
        if (!q) return std::unexpected(CryptoError::invalid_input);
        pairs.push_back({*p, *q});
    }
    Bytes out(32);
    out[31] = pairing_product_is_one(pairs) ? 1 : 0;
    return out;
}

}  // namespace dusk::bn254
