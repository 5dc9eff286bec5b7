#include <dusk/platform/crypto/bn254_tower.hpp>

namespace dusk::bn254 {

constinit const Fp2 FROBENIUS_GAMMA[6] = {
    Fp2::one(),
    {Fp::from({0x1284b71c2865a7df, 0xe8b99fdd76e68b60, 0x5c521e08292f2176, 0xd60b35dadcc9e470}),
     Fp::from({0x246996f3b4fae7e6, 0xa6327cfe12150b8e, 0x747992778eeec7e5, 0xca5cf05f80f362ac})},
    {Fp::from({0x2fb347984f7911f7, 0x4c0bec3cf559b143, 0xb78cc310c2c3330c, 0x99e39557176f553d}),
     Fp::from({0x16c9e55061ebae20, 0x4ba4cc8bd75a0794, 0x32ae2a1d0b7c9dce, 0x1665d51c640fcba2})},
    {Fp::from({0x063cf305489af5dc, 0xdc5ec698b6e2f9b9, 0xdbaae0eda9c95998, 0xdc54014671a0135a}),
     Fp::from({0x07c03cbcac41049a, 0x0704b5a7ec796f2b, 0x21807dc98fa25bd2, 0x82d37f632623b0e3})},
    {Fp::from({0x05b54f5e64eea801, 0x80f3c0b75a181e84, 0xd33365f7be94ec72, 0x848a1f55921ea762}),
     Fp::from({0x2c145edbe7fd8aee, 0x9f3a80b03b0b1c92, 0x3685d2ea1bdec763, 0xc13b4711cd2b8126})},
    {Fp::from({0x0183c1e74f798649, 0xe93a3661a4353ff4, 0x425c459b55aa1bd3, 0x2ea2c810eab7692f}),
     Fp::from({0x12acf2ca76fd0675, 0xa27fb246c7729f7d, 0xb080cb99678e2ac0, 0x24c6b8ee6e0c2c4b})}};

constinit const Fp FROBENIUS_2_GAMMA[6] = {
    Fp::one(),
    Fp::from({0x30644e72e131a029, 0x5e6dd9e7e0acccb0, 0xc28f069fbb966e3d, 0xe4bd44e5607cfd49}),
    Fp::from({0x30644e72e131a029, 0x5e6dd9e7e0acccb0, 0xc28f069fbb966e3d, 0xe4bd44e5607cfd48}),
    Fp::from({0x30644e72e131a029, 0xb85045b68181585d, 0x97816a916871ca8d, 0x3c208c16d87cfd46}),
    Fp::from({0x0000000000000000, 0x59e26bcea0d48bac, 0xd4f263f1acdb5c4f, 0x5763473177fffffe}),
    Fp::from({0x0000000000000000, 0x59e26bcea0d48bac, 0xd4f263f1acdb5c4f, 0x5763473177ffffff})};

Fp6 operator*(const Fp6& a, const Fp6& b) noexcept {
    const auto t0 = a.c0 * b.c0;
    const auto t1 = a.c1 * b.c1;
    const auto t2 = a.c2 * b.c2;
    return {((a.c1 + a.c2) * (b.c1 + b.c2) - t1 - t2).times_xi() + t0,
            (a.c0 + a.c1) * (b.c0 + b.c1) - t0 - t1 + t2.times_xi(),
            (a.c0 + a.c2) * (b.c0 + b.c2) - t0 - t2 + t1};
}

Fp6 Fp6::inverse() const noexcept {
    const auto a = c0.square() - (c1 * c2).times_xi();
    const auto b = c2.square().times_xi() - c0 * c1;
    const auto c = c1.square() - c0 * c2;
    const auto norm = c0 * a + (c2 * b + c1 * c).times_xi();
    return Fp6{a, b, c}.scaled(norm.inverse());
}

Fp12 operator*(const Fp12& a, const Fp12& b) noexcept {
    const auto t0 = a.c0 * b.c0;
    const auto t1 = a.c1 * b.c1;
    return {t0 + t1.times_v(), (a.c0 + a.c1) * (b.c0 + b.c1) - t0 - t1};
}

// (c0 + c1 w)^2 by complex squaring: two multiplications in Fp6.
Fp12 Fp12::square() const noexcept {
    const auto product = c0 * c1;
    const auto t = (c0 + c1) * (c0 + c1.times_v());
    return {t - product - product.times_v(), product + product};
}

// Granger and Scott: three squarings in Fp4 = Fp2[s]/(s^2 - xi).
Fp12 Fp12::cyclotomic_square() const noexcept {
    struct Fp4Square {
        Fp2 low;
        Fp2 high;
    };
    const auto square_fp4 = [](const Fp2& a, const Fp2& b) -> Fp4Square {
        const auto a2 = a.square();
        const auto b2 = b.square();
        return {b2.times_xi() + a2, (a + b).square() - a2 - b2};
    };
    const auto s0 = square_fp4(c0.c0, c1.c1);
    const auto s1 = square_fp4(c1.c0, c0.c2);
    const auto s2 = square_fp4(c0.c1, c1.c2);
    const auto minus = [](const Fp2& t, const Fp2& z) { return (t - z).doubled() + t; };
    const auto plus = [](const Fp2& t, const Fp2& z) { return (t + z).doubled() + t; };
    return {{minus(s0.low, c0.c0), minus(s1.low, c0.c1), minus(s2.low, c0.c2)},
            {plus(s2.high.times_xi(), c1.c0), plus(s0.high, c1.c1), plus(s1.high, c1.c2)}};
}

Fp12 Fp12::inverse() const noexcept {
    const auto norm_inverse = (c0 * c0 - (c1 * c1).times_v()).inverse();
    return {c0 * norm_inverse, -(c1 * norm_inverse)};
}

// Coefficient of w^i: conjugated, times gamma_i. In Fp6 terms v^j = w^2j.
Fp12 Fp12::frobenius() const noexcept {
    const auto map = [](const Fp2& a, unsigned i) { return a.conjugate() * FROBENIUS_GAMMA[i]; };
    return {{c0.c0.conjugate(), map(c0.c1, 2), map(c0.c2, 4)},
            {map(c1.c0, 1), map(c1.c1, 3), map(c1.c2, 5)}};
}

Fp12 Fp12::frobenius_2() const noexcept {
    const auto map = [](const Fp2& a, unsigned i) { return a.scaled(FROBENIUS_2_GAMMA[i]); };
    return {{c0.c0, map(c0.c1, 2), map(c0.c2, 4)}, {map(c1.c0, 1), map(c1.c1, 3), map(c1.c2, 5)}};
}

Fp12 Fp12::times_line(const Fp2& a0, const Fp2& b0, const Fp2& b1) const noexcept {
    const auto t0 = c0.scaled(a0);
    const auto t1 = c1.times_01(b0, b1);
    return {t0 + t1.times_v(), (c0 + c1).times_01(a0 + b0, b1) - t0 - t1};
}

}  // namespace dusk::bn254
