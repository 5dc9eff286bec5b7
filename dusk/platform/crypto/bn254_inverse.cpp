// The inverse modulo p by Bernstein and Yang, "Fast constant-time gcd computation and modular
// inversion" (2019), in its variable-time form: 62 division steps at a time on the low words, then
// their matrix on the whole numbers.
#include <algorithm>
#include <bit>
#include <utility>

#include <dusk/platform/crypto/bn254_field.hpp>

namespace dusk::bn254 {
namespace {

__extension__ using Int128 = __int128;

constexpr unsigned STEPS = 62;
constexpr std::uint64_t MASK = (std::uint64_t{1} << STEPS) - 1;
constexpr unsigned SIZE = 5;

/// Limbs of 62 bits, least significant first; the top one has the sign.
struct Signed62 {
    std::int64_t limb[SIZE]{};
};

constexpr Signed62 split(const Limbs& a) noexcept {
    Signed62 r;
    for (unsigned i = 0; i < SIZE; ++i) {
        const unsigned bit = i * STEPS;
        std::uint64_t limb = a[bit / 64] >> (bit % 64);
        if (bit % 64 > 64 - STEPS && bit / 64 + 1 < 4) limb |= a[bit / 64 + 1] << (64 - bit % 64);
        r.limb[i] = static_cast<std::int64_t>(limb & MASK);
    }
    return r;
}

constexpr Signed62 P62 = split(detail::P);
/// 1/p mod 2^62
constexpr std::uint64_t P62_INVERSE = (0 - detail::P_FACTOR) & MASK;

/// 2^62 times the matrix of 62 steps.
struct Matrix {
    std::int64_t u = 1;
    std::int64_t v = 0;
    std::int64_t q = 0;
    std::int64_t r = 1;
};

/// 62 steps from the low words of f, which is odd, and g. All trailing zeros of g go at once, and
/// after a swap up to six of its bits.
Matrix divide_steps(std::int64_t& eta, std::uint64_t f, std::uint64_t g) noexcept {
    // Unsigned, as entries wrap on the way.
    std::uint64_t u = 1;
    std::uint64_t v = 0;
    std::uint64_t q = 0;
    std::uint64_t r = 1;
    int left = STEPS;
    for (;;) {
        const int zeros = std::countr_zero(g | (~std::uint64_t{0} << left));
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        eta -= zeros;
        left -= zeros;
        if (left == 0) break;
        std::uint64_t factor = 0;  // -1/f, modulo as many bits
        int bits = 0;
        if (eta < 0) {
            eta = -eta;
            std::swap(f, g);
            std::swap(u, q);
            std::swap(v, r);
            g = 0 - g;
            q = 0 - q;
            r = 0 - r;
            factor = f * (f * f - 2);
            bits = 6;
        } else {
            factor = 0 - (f + (((f + 1) & 4) << 1));
            bits = 4;
        }
        const auto limit = std::min<std::int64_t>({eta + 1, left, bits});
        const std::uint64_t w = (factor * g) & (~std::uint64_t{0} >> (64 - limit));
        g += f * w;
        q += u * w;
        r += v * w;
    }
    return {static_cast<std::int64_t>(u), static_cast<std::int64_t>(v),
            static_cast<std::int64_t>(q), static_cast<std::int64_t>(r)};
}

Int128 product(std::int64_t a, std::int64_t b) noexcept { return static_cast<Int128>(a) * b; }
std::int64_t low62(Int128 a) noexcept {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) & MASK);
}

/// (f, g) = matrix (f, g) / 2^62, which divides without rest.
void update(Signed62& f, Signed62& g, const Matrix& m) noexcept {
    Int128 cf = product(m.u, f.limb[0]) + product(m.v, g.limb[0]);
    Int128 cg = product(m.q, f.limb[0]) + product(m.r, g.limb[0]);
    for (unsigned i = 1; i < SIZE; ++i) {
        cf >>= STEPS;
        cg >>= STEPS;
        cf += product(m.u, f.limb[i]) + product(m.v, g.limb[i]);
        cg += product(m.q, f.limb[i]) + product(m.r, g.limb[i]);
        f.limb[i - 1] = low62(cf);
        g.limb[i - 1] = low62(cg);
    }
    f.limb[SIZE - 1] = static_cast<std::int64_t>(cf >> STEPS);
    g.limb[SIZE - 1] = static_cast<std::int64_t>(cg >> STEPS);
}

/// A row of the matrix: (a d + b e) / 2^62 mod p, between -2p and p as d and e are.
Signed62 combine(std::int64_t a, const Signed62& d, std::int64_t b, const Signed62& e) noexcept {
    // Multiples of p: those that bring negative inputs above zero, and what makes it divisible.
    std::int64_t factor = (d.limb[SIZE - 1] < 0 ? a : 0) + (e.limb[SIZE - 1] < 0 ? b : 0);
    Int128 c = product(a, d.limb[0]) + product(b, e.limb[0]);
    factor -= static_cast<std::int64_t>(
        (P62_INVERSE * static_cast<std::uint64_t>(c) + static_cast<std::uint64_t>(factor)) & MASK);
    c += product(P62.limb[0], factor);
    Signed62 out;
    for (unsigned i = 1; i < SIZE; ++i) {
        c >>= STEPS;
        c += product(a, d.limb[i]) + product(b, e.limb[i]) + product(P62.limb[i], factor);
        out.limb[i - 1] = low62(c);
    }
    out.limb[SIZE - 1] = static_cast<std::int64_t>(c >> STEPS);
    return out;
}

bool is_zero(const Signed62& a) noexcept {
    return (a.limb[0] | a.limb[1] | a.limb[2] | a.limb[3] | a.limb[4]) == 0;
}

/// The value plus `multiple` times p, negated first if asked; limbs again of 62 bits.
Signed62 adjusted(const Signed62& a, bool negate, int multiple) noexcept {
    Signed62 r;
    Int128 c = 0;
    for (unsigned i = 0; i < SIZE; ++i) {
        c += (negate ? -a.limb[i] : a.limb[i]) + product(P62.limb[i], multiple);
        r.limb[i] = i + 1 < SIZE ? low62(c) : static_cast<std::int64_t>(c);
        c >>= STEPS;
    }
    return r;
}

Limbs join(const Signed62& a) noexcept {
    const auto limb = [&](unsigned i) { return static_cast<std::uint64_t>(a.limb[i]); };
    return {limb(0) | limb(1) << 62, limb(1) >> 2 | limb(2) << 60, limb(2) >> 4 | limb(3) << 58,
            limb(3) >> 6 | limb(4) << 56};
}

}  // namespace

Limbs detail::invert(const Limbs& a) noexcept {
    Signed62 f = P62;
    Signed62 g = split(a);
    Signed62 d;
    Signed62 e{.limb = {1}};
    std::int64_t eta = -1;
    while (!is_zero(g)) {
        const auto matrix = divide_steps(eta, static_cast<std::uint64_t>(f.limb[0]),
                                         static_cast<std::uint64_t>(g.limb[0]));
        const auto new_d = combine(matrix.u, d, matrix.v, e);
        e = combine(matrix.q, d, matrix.r, e);
        d = new_d;
        update(f, g, matrix);
    }
    // f is 1 or -1 now, and d its multiple of the inverse, between -2p and p.
    auto inverse = adjusted(d, false, d.limb[SIZE - 1] < 0 ? 1 : 0);
    inverse = adjusted(inverse, f.limb[SIZE - 1] < 0, 0);
    if (inverse.limb[SIZE - 1] < 0) inverse = adjusted(inverse, false, 1);
    return join(inverse);
}

}  // namespace dusk::bn254
