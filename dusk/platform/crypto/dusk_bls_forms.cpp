#include <dusk/core/base/endian.hpp>
#include <dusk/platform/crypto/bls12_codec.hpp>
#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/dusk_bls_point.hpp>

namespace dusk {
namespace {

constexpr std::size_t RAW_FP_SIZE = 48;
constexpr std::size_t LIMB_COUNT = 6;

void write_raw_fp(std::uint8_t* out, const blst_fp& value) {
    for (std::size_t i = 0; i < LIMB_COUNT; ++i) store_le(out + i * 8, value.l[i]);
}

/// blst's own form has the same limbs; none where they are not below the prime.
std::optional<blst_fp> read_raw_fp(BytesView in) {
    auto big_endian = FixedBytes<RAW_FP_SIZE>::from(in);
    std::ranges::reverse(big_endian);
    if (big_endian >= bls12::FIELD_PRIME) return std::nullopt;
    blst_fp value;
    for (std::size_t i = 0; i < LIMB_COUNT; ++i)
        value.l[i] = load_le<std::uint64_t>(in.subspan(i * 8));
    return value;
}

}  // namespace

std::optional<BlsRawKey> bls_key_to_raw(const BlsPublicKey& key) {
    const auto point = bls::decode_key(key);
    if (!point) return std::nullopt;
    BlsRawKey raw;
    write_raw_fp(raw.data(), point->x.fp[0]);
    write_raw_fp(raw.data() + RAW_FP_SIZE, point->x.fp[1]);
    write_raw_fp(raw.data() + 2 * RAW_FP_SIZE, point->y.fp[0]);
    write_raw_fp(raw.data() + 3 * RAW_FP_SIZE, point->y.fp[1]);
    return raw;
}

std::optional<BlsPublicKey> bls_key_from_raw(const BlsRawKey& raw) {
    if (raw[4 * RAW_FP_SIZE] != 0) return std::nullopt;
    const auto coordinate = [&](std::size_t i) {
        return read_raw_fp(raw.view().subspan(i * RAW_FP_SIZE, RAW_FP_SIZE));
    };
    const auto x0 = coordinate(0);
    const auto x1 = coordinate(1);
    const auto y0 = coordinate(2);
    const auto y1 = coordinate(3);
    if (!x0 || !x1 || !y0 || !y1) return std::nullopt;
    const blst_p2_affine point{{{*x0, *x1}}, {{*y0, *y1}}};
    if (!bls::is_valid_key(point)) return std::nullopt;
    return bls::encode_key(point);
}

std::optional<BlsEip2537Key> bls_key_to_eip2537(const BlsPublicKey& key) {
    const auto point = bls::decode_key(key);
    if (!point) return std::nullopt;
    BlsEip2537Key encoded;
    bls12::encode_fp(encoded.data(), point->x.fp[0]);
    bls12::encode_fp(encoded.data() + bls12::FP_SIZE, point->x.fp[1]);
    bls12::encode_fp(encoded.data() + 2 * bls12::FP_SIZE, point->y.fp[0]);
    bls12::encode_fp(encoded.data() + 3 * bls12::FP_SIZE, point->y.fp[1]);
    return encoded;
}

std::optional<BlsPublicKey> bls_key_from_eip2537(const BlsEip2537Key& encoded) {
    const auto point = bls12::decode_g2(encoded);
    if (!point || !bls::is_valid_key(*point)) return std::nullopt;
    return bls::encode_key(*point);
}

}  // namespace dusk
