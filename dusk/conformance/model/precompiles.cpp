#include <algorithm>

#include <dusk/conformance/model/precompiles.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk::model {
namespace {

constexpr std::uint64_t NEVER = std::uint64_t{1} << 62;
/// Discounts in thousandths for 1 to 8 pairs (EIP-2537).
constexpr std::uint64_t G1_DISCOUNTS[] = {1000, 949, 848, 797, 764, 750, 738, 728};
constexpr std::uint64_t G2_DISCOUNTS[] = {1000, 1000, 923, 884, 855, 832, 812, 796};

bool exists(const Rules& rules, unsigned number) {
    if (number == 0x100) return rules.fork >= OSAKA || rules.has_op(FJORD);
    if (number == 0 || number > 0x11) return false;
    if (number <= 4) return true;
    if (number <= 8) return rules.fork >= BYZANTIUM;
    if (number == 9) return rules.fork >= ISTANBUL;
    if (number == 10) return rules.fork >= CANCUN;
    return rules.fork >= PRAGUE;
}

Address numbered(unsigned number) { return address_of(word(number)); }

/// The input from `at` on, zeros past its end.
Bytes part(const Bytes& input, std::uint64_t at, std::size_t size) {
    Bytes out(size);
    for (std::size_t i = 0; i < size && at + i < input.size(); ++i) out[i] = input[at + i];
    return out;
}

Word length(const Bytes& input, unsigned index) {
    return word_of_bytes(part(input, 32 * index, 32));
}

/// EIP-198, EIP-2565, EIP-7883.
std::uint64_t modexp_price(Fork fork, const Bytes& input) {
    const auto base = length(input, 0);
    const auto exponent = length(input, 1);
    const auto modulus = length(input, 2);
    const auto size = less(base, modulus) ? modulus : base;
    if (bit_length(size) > 32) return NEVER;
    const auto x = low64(size);
    const auto words = (x + 7) / 8;
    Word work;
    if (fork < BERLIN) {
        work = x <= 64     ? word(x * x)
               : x <= 1024 ? word(x * x / 4 + 96 * x - 3072)
                           : word(x * x / 16 + 480 * x - 199680);
    } else if (fork < OSAKA) {
        work = word(words * words);
    } else {
        work = word(x <= 32 ? 16 : 2 * words * words);
    }
    const auto head_size = std::min<std::uint64_t>(clamp64(exponent), 32);
    const auto head =
        word_of_bytes(part(input, 96 + clamp64(base), static_cast<std::size_t>(head_size)));
    auto rounds = word(is_zero(head) ? 0 : bit_length(head) - 1);
    if (less(word(32), exponent)) {
        if (bit_length(exponent) > 64)
            return is_zero(work) && fork < BERLIN ? 0
                   : is_zero(work)                ? (fork < OSAKA ? 200 : 500)
                                                  : NEVER;
        rounds = add(rounds, mul(word(fork >= OSAKA ? 16 : 8), sub(exponent, word(32))));
    }
    if (is_zero(rounds)) rounds = word(1);
    const auto price = div(mul(work, rounds), word(fork >= OSAKA ? 1 : fork >= BERLIN ? 3 : 20));
    const std::uint64_t least = fork >= OSAKA ? 500 : fork >= BERLIN ? 200 : 0;
    return std::max(std::min(clamp64(price), NEVER), least);
}

std::uint64_t msm_price(std::uint64_t pairs, std::uint64_t one,
                        const std::uint64_t (&discounts)[8]) {
    if (pairs == 0) return 0;
    return pairs * one * discounts[std::min<std::uint64_t>(pairs, 8) - 1] / 1000;
}

std::uint64_t price_of(const Rules& rules, unsigned number, const Bytes& input) {
    const auto words = (input.size() + 31) / 32;
    const bool is_cheap_curve = rules.fork >= ISTANBUL;  // EIP-1108
    switch (number) {
        case 1:
            return 3000;
        case 2:
            return 60 + 12 * words;
        case 3:
            return 600 + 120 * words;
        case 4:
            return 15 + 3 * words;
        case 5:
            return modexp_price(rules.fork, input);
        case 6:
            return is_cheap_curve ? 150 : 500;
        case 7:
            return is_cheap_curve ? 6000 : 40000;
        case 8:
            return is_cheap_curve ? 45000 + 34000 * (input.size() / 192)
                                  : 100000 + 80000 * (input.size() / 192);
        case 9:
            return input.size() == 213 ? low64(word_of_bytes(part(input, 0, 4))) : 0;
        case 10:
            return 50000;
        case 0x0b:
            return 375;
        case 0x0c:
            return msm_price(input.size() / 160, 12000, G1_DISCOUNTS);
        case 0x0d:
            return 600;
        case 0x0e:
            return msm_price(input.size() / 288, 22500, G2_DISCOUNTS);
        case 0x0f:
            return 37700 + 32600 * (input.size() / 384);
        case 0x10:
            return 5500;
        case 0x11:
            return 23800;
        default:
            return rules.fork >= OSAKA ? 6900 : 3450;
    }
}

/// OP: Granite, Isthmus, Jovian and Karst bound inputs of variable size.
std::size_t size_max(const Rules& rules, unsigned number) {
    if (number == 8 && rules.has_op(KARST)) return 57600;
    if (number == 8 && rules.has_op(JOVIAN)) return 81984;
    if (number == 8 && rules.has_op(GRANITE)) return 112687;
    const bool is_jovian = rules.has_op(JOVIAN);
    if (!rules.has_op(ISTHMUS)) return ~std::size_t{0};
    if (number == 0x0c) return is_jovian ? 288960 : 513760;
    if (number == 0x0e) return is_jovian ? 278784 : 488448;
    if (number == 0x0f) return is_jovian ? 156672 : 235008;
    return ~std::size_t{0};
}

std::optional<Bytes> blake2f(const Bytes& input) {
    if (input.size() != 213 || input[212] > 1) return {};
    const auto read = [&](std::size_t at) {
        std::uint64_t out = 0;
        for (std::size_t i = 8; i-- > 0;) out = out << 8 | input[at + i];
        return out;
    };
    std::uint64_t h[8];
    std::uint64_t m[16];
    for (std::size_t i = 0; i < 8; ++i) h[i] = read(4 + 8 * i);
    for (std::size_t i = 0; i < 16; ++i) m[i] = read(68 + 8 * i);
    const std::uint64_t t[2] = {read(196), read(204)};
    blake2b_compress(static_cast<std::uint32_t>(low64(word_of_bytes(part(input, 0, 4)))), h, m, t,
                     input[212] == 1);
    Bytes out;
    for (const auto word64 : h)
        for (unsigned i = 0; i < 8; ++i)
            out.push_back(static_cast<std::uint8_t>(word64 >> (8 * i)));
    return out;
}

std::optional<Bytes> modexp(const Setting& setting, const Bytes& input) {
    if (setting.rules.fork >= OSAKA)  // EIP-7823
        for (unsigned i = 0; i < 3; ++i)
            if (clamp64(length(input, i)) > 1024) return {};
    if (is_zero(length(input, 2))) return Bytes{};
    const auto output = setting.crypto->curve(CurveOp::modexp, input);
    return output ? std::optional{*output} : std::nullopt;
}

std::optional<Bytes> run(const Setting& setting, unsigned number, const Bytes& input) {
    constexpr CurveOp CURVES[] = {CurveOp::ecrecover,
                                  CurveOp::ecrecover,
                                  CurveOp::ecrecover,
                                  CurveOp::ecrecover,
                                  CurveOp::ecrecover,
                                  CurveOp::ecrecover,
                                  CurveOp::bn254_add,
                                  CurveOp::bn254_mul,
                                  CurveOp::bn254_pairing,
                                  CurveOp::ecrecover,
                                  CurveOp::kzg_point_evaluation,
                                  CurveOp::bls12_g1_add,
                                  CurveOp::bls12_g1_msm,
                                  CurveOp::bls12_g2_add,
                                  CurveOp::bls12_g2_msm,
                                  CurveOp::bls12_pairing,
                                  CurveOp::bls12_map_fp_to_g1,
                                  CurveOp::bls12_map_fp2_to_g2};
    switch (number) {
        case 2:
            return to_bytes(sha256(input));
        case 3: {
            Bytes out(12);
            append(out, ripemd160(input));
            return out;
        }
        case 4:
            return input;
        case 5:
            return modexp(setting, input);
        case 9:
            return blake2f(input);
        default: {
            const auto op = number == 0x100 ? CurveOp::p256_verify : CURVES[number];
            const auto output = setting.crypto->curve(op, input);
            return output ? std::optional{*output} : std::nullopt;
        }
    }
}

}  // namespace

std::vector<Address> precompiles_of(const Rules& rules) {
    std::vector<Address> out;
    for (unsigned number = 1; number <= 0x100; ++number)
        if (exists(rules, number)) out.push_back(numbered(number));
    return out;
}

std::optional<PrecompileOutput> run_precompile(const Setting& setting, const Address& address,
                                               const Bytes& input, std::int64_t gas) {
    const auto number = clamp64(word_of(address));
    if (number > 0x100 || !exists(setting.rules, static_cast<unsigned>(number))) return {};
    const auto index = static_cast<unsigned>(number);
    const auto price = price_of(setting.rules, index, input);
    if (input.size() > size_max(setting.rules, index)) return PrecompileOutput{};
    if (price > static_cast<std::uint64_t>(gas)) return PrecompileOutput{};
    auto output = run(setting, index, input);
    if (!output) return PrecompileOutput{};
    return PrecompileOutput{true, gas - static_cast<std::int64_t>(price), *std::move(output)};
}

}  // namespace dusk::model
