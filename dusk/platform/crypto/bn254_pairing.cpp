#include <vector>

#include <dusk/platform/crypto/bn254_pairing.hpp>

namespace dusk::bn254 {
namespace {

constexpr std::uint64_t CURVE_X = 4965661367192848881;

/// 3b' for the twist's b' = 3 / (9 + u).
constexpr Fp2 THREE_B2 = [] {
    const Fp2 b{
        Fp::from({0x2b149d40ceb8aaae, 0x81be18991be06ac3, 0xb5b4c5e559dbefa3, 0x3267e6dc24a138e5}),
        Fp::from({0x009713b03af0fed4, 0xcd2cafadeed8fdf4, 0xa74fa084e52d1852, 0xe4a2bd0685c315d2})};
    return b.doubled() + b;
}();

/// The signed digits of 6x + 2 below its highest, most significant first.
constexpr std::array<std::int8_t, 65> LOOP_DIGITS = {
    0, -1, 0, 1,  0, 0, 0, -1, 0, -1, 0,  0, 0,  -1, 0, 1, 0, -1, 0, 0, -1, 0,
    0, 0,  0, 0,  1, 0, 0, -1, 0, 1,  0,  0, -1, 0,  0, 0, 0, -1, 0, 1, 0,  0,
    0, -1, 0, -1, 0, 0, 1, 0,  0, 0,  -1, 0, 0,  -1, 0, 1, 0, 1,  0, 0, 0};

constexpr bool digits_are_6x_plus_2() {
    Uint128 sum = 1;
    for (const auto digit : LOOP_DIGITS) {
        sum <<= 1;
        if (digit > 0) sum += 1;
        if (digit < 0) sum -= 1;
    }
    return sum == static_cast<Uint128>(CURVE_X) * 6 + 2;
}
static_assert(digits_are_6x_plus_2());

/// A line through points of the twist before it meets p: a0 y_p + (b0 x_p + b1 v) w.
struct Line {
    Fp2 a0;
    Fp2 b0;
    Fp2 b1;
};

/// (x / z, y / z)
struct Homogeneous {
    Fp2 x;
    Fp2 y;
    Fp2 z;

    /// Doubles the point; gives the tangent.
    Line double_step() noexcept {
        const auto a = (x * y).halved();
        const auto b = y.square();
        const auto c = z.square();
        const auto e = THREE_B2 * c;
        const auto f = e.doubled() + e;
        const auto g = (b + f).halved();
        const auto h = (y + z).square() - b - c;
        const auto j = x.square();
        const auto e2 = e.square();
        x = a * (b - f);
        y = g.square() - (e2.doubled() + e2);
        z = b * h;
        return {-h, j.doubled() + j, e - b};
    }
    /// Adds q, which is neither the point nor its negative; gives the chord.
    Line add_step(const G2& q) noexcept {
        const auto theta = y - q.y * z;
        const auto lambda = x - q.x * z;
        const auto d = lambda.square();
        const auto e = lambda * d;
        const auto g = x * d;
        const auto h = e + z * theta.square() - g.doubled();
        x = lambda * h;
        y = theta * (g - h) - e * y;
        z = z * e;
        return {lambda, -theta, theta * q.x - lambda * q.y};
    }
};

struct LoopState {
    PairingInput pair;
    Homogeneous t;
};

void apply(Fp12& f, const Line& line, const G1& p) noexcept {
    f = f.times_line(line.a0.scaled(p.y), line.b0.scaled(p.x), line.b1);
}

void add_frobenius_lines(Fp12& f, LoopState& state) noexcept {
    const auto q1 = frobenius(state.pair.q);
    const auto q2 = frobenius_2(state.pair.q).negated();
    apply(f, state.t.add_step(q1), state.pair.p);
    apply(f, state.t.add_step(q2), state.pair.p);
}

/// f^x in the cyclotomic subgroup.
Fp12 power_x(const Fp12& f) noexcept {
    auto result = f;
    for (unsigned i = 62; i-- > 0;) {
        result = result.cyclotomic_square();
        if ((CURVE_X >> i & 1) != 0) result = result * f;
    }
    return result;
}
static_assert(CURVE_X >> 62 == 1);

}  // namespace

Fp12 miller_loop(std::span<const PairingInput> pairs) {
    std::vector<LoopState> states;
    states.reserve(pairs.size());
    for (const auto& pair : pairs)
        if (!pair.p.is_infinity() && !pair.q.is_infinity())
            states.push_back({pair, {pair.q.x, pair.q.y, Fp2::one()}});
    auto f = Fp12::one();
    for (const auto digit : LOOP_DIGITS) {
        f = f.square();
        for (auto& state : states) {
            apply(f, state.t.double_step(), state.pair.p);
            if (digit == 0) continue;
            const auto& q = state.pair.q;
            apply(f, state.t.add_step(digit > 0 ? q : q.negated()), state.pair.p);
        }
    }
    for (auto& state : states) add_frobenius_lines(f, state);
    return f;
}

Fp12 final_exponentiation(const Fp12& f) noexcept {
    // The easy part: (p^6 - 1)(p^2 + 1).
    auto g = f.conjugate() * f.inverse();
    g = g.frobenius_2() * g;
    // The hard part: 2x(6x^2 + 3x + 1) (p^4 - p^2 + 1) / r. In the cyclotomic subgroup the
    // conjugate is the inverse.
    const auto a = power_x(g).conjugate().cyclotomic_square();  // -2x
    const auto b = a * a.cyclotomic_square();                   // -6x
    const auto c = power_x(b).conjugate();                      // 6x^2
    const auto d = c * b.conjugate();                           // 6x^2 + 6x
    const auto e = d * power_x(c.cyclotomic_square());          // 12x^3 + 6x^2 + 6x
    const auto h = a * e;                                       // 12x^3 + 6x^2 + 4x
    const auto p0 = g * (c * e);                                // 12x^3 + 12x^2 + 6x + 1
    const auto p3 = (g.conjugate() * h).frobenius_2().frobenius();
    return p0 * h.frobenius() * e.frobenius_2() * p3;
}

bool pairing_product_is_one(std::span<const PairingInput> pairs) {
    return final_exponentiation(miller_loop(pairs)) == Fp12::one();
}

}  // namespace dusk::bn254
