#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/bls12_codec.hpp>

namespace dusk::bls12 {

const FixedBytes<48> FIELD_PRIME{{0x1a, 0x01, 0x11, 0xea, 0x39, 0x7f, 0xe6, 0x9a, 0x4b, 0x1b,
                                  0xa7, 0xb6, 0x43, 0x4b, 0xac, 0xd7, 0x64, 0x77, 0x4b, 0x84,
                                  0xf3, 0x85, 0x12, 0xbf, 0x67, 0x30, 0xd2, 0xa0, 0xf6, 0xb0,
                                  0xf6, 0x24, 0x1e, 0xab, 0xff, 0xfe, 0xb1, 0x53, 0xff, 0xff,
                                  0xb9, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xaa, 0xab}};

std::optional<blst_fp> decode_fp(BytesView in) {
    DUSK_CHECK(in.size() == FP_SIZE);
    const auto padding = in.first(16);
    if (!std::ranges::all_of(padding, [](std::uint8_t b) { return b == 0; })) return std::nullopt;
    const auto value = FixedBytes<48>::from(in.subspan(16));
    if (value >= FIELD_PRIME) return std::nullopt;
    blst_fp out;
    blst_fp_from_bendian(&out, value.data());
    return out;
}

std::optional<blst_fp2> decode_fp2(BytesView in) {
    const auto c0 = decode_fp(in.first(FP_SIZE));
    const auto c1 = decode_fp(in.subspan(FP_SIZE));
    if (!c0 || !c1) return std::nullopt;
    return blst_fp2{{*c0, *c1}};
}

std::optional<blst_p1_affine> decode_g1(BytesView in) {
    const auto x = decode_fp(in.first(FP_SIZE));
    const auto y = decode_fp(in.subspan(FP_SIZE));
    if (!x || !y) return std::nullopt;
    const blst_p1_affine point{*x, *y};
    if (!blst_p1_affine_is_inf(&point) && !blst_p1_affine_on_curve(&point)) return std::nullopt;
    return point;
}

std::optional<blst_p2_affine> decode_g2(BytesView in) {
    const auto x = decode_fp2(in.first(2 * FP_SIZE));
    const auto y = decode_fp2(in.subspan(2 * FP_SIZE));
    if (!x || !y) return std::nullopt;
    const blst_p2_affine point{*x, *y};
    if (!blst_p2_affine_is_inf(&point) && !blst_p2_affine_on_curve(&point)) return std::nullopt;
    return point;
}

void encode_fp(std::uint8_t* out, const blst_fp& value) {
    std::ranges::fill(std::span(out, 16), std::uint8_t{0});
    blst_bendian_from_fp(out + 16, &value);
}

Bytes encode_g1(const blst_p1& point) {
    Bytes out(G1_SIZE);
    if (blst_p1_is_inf(&point)) return out;
    blst_p1_affine affine;
    blst_p1_to_affine(&affine, &point);
    encode_fp(out.data(), affine.x);
    encode_fp(out.data() + FP_SIZE, affine.y);
    return out;
}

Bytes encode_g2(const blst_p2& point) {
    Bytes out(G2_SIZE);
    if (blst_p2_is_inf(&point)) return out;
    blst_p2_affine affine;
    blst_p2_to_affine(&affine, &point);
    encode_fp(out.data(), affine.x.fp[0]);
    encode_fp(out.data() + FP_SIZE, affine.x.fp[1]);
    encode_fp(out.data() + 2 * FP_SIZE, affine.y.fp[0]);
    encode_fp(out.data() + 3 * FP_SIZE, affine.y.fp[1]);
    return out;
}

}  // namespace dusk::bls12
