#include <dusk/core/base/endian.hpp>
#include <dusk/core/evm/precompile_gas.hpp>

namespace dusk::evm {
namespace {

constexpr std::uint64_t per_word(std::uint64_t base, std::uint64_t word_cost,
                                 std::size_t size) noexcept {
    return base + word_cost * ((static_cast<std::uint64_t>(size) + 31) / 32);
}

// EIP-2537, "G1/G2 MSM": discounts in thousandths for 1 to 128 pairs; more pairs have the last one.
constexpr std::size_t DISCOUNT_COUNT = 128;
constexpr std::uint16_t G1_MSM_DISCOUNTS[DISCOUNT_COUNT] = {
    1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677, 673, 669, 665,
    661,  658, 654, 651, 648, 645, 642, 640, 637, 635, 632, 630, 627, 625, 623, 621, 619, 617, 615,
    613,  611, 609, 608, 606, 604, 603, 601, 599, 598, 596, 595, 593, 592, 591, 589, 588, 586, 585,
    584,  582, 581, 580, 579, 577, 576, 575, 574, 573, 572, 570, 569, 568, 567, 566, 565, 564, 563,
    562,  561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 551, 550, 549, 548, 547, 547, 546, 545,
    544,  543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532, 532, 531, 530, 529,
    528,  528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519};
constexpr std::uint16_t G2_MSM_DISCOUNTS[DISCOUNT_COUNT] = {
    1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717, 711, 704, 699,
    693,  688,  683, 679, 674, 670, 666, 663, 659, 655, 652, 649, 646, 643, 640, 637, 634, 632, 629,
    627,  624,  622, 620, 618, 615, 613, 611, 609, 607, 606, 604, 602, 600, 598, 597, 595, 593, 592,
    590,  589,  587, 586, 584, 583, 582, 580, 579, 578, 576, 575, 574, 573, 571, 570, 569, 568, 567,
    566,  565,  563, 562, 561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 552, 551, 550, 549, 548,
    547,  546,  545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536, 535, 535, 534, 533,
    532,  532,  531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524};

std::uint64_t msm_gas(std::uint64_t pairs, std::uint64_t multiplication,
                      const std::uint16_t (&discounts)[DISCOUNT_COUNT]) noexcept {
    if (pairs == 0) return 0;
    const auto index = pairs < DISCOUNT_COUNT ? pairs - 1 : DISCOUNT_COUNT - 1;
    return pairs * multiplication * discounts[index] / 1000;
}

/// `size` bytes from `offset`, zeros where the input has ended.
u256 padded_word(BytesView input, std::uint64_t offset, std::size_t size) noexcept {
    u256 value;
    for (std::size_t i = 0; i < size; ++i) {
        const auto at = offset + i;
        value = (value << 8) | u256{at < input.size() ? input[static_cast<std::size_t>(at)] : 0u};
    }
    return value;
}

unsigned bit_length(const u256& value) noexcept {
    for (unsigned i = 4; i-- > 0;)
        if (value.limb[i] != 0)
            return i * 64 + 64 - static_cast<unsigned>(__builtin_clzll(value.limb[i]));
    return 0;
}

/// EIP-198's multiplication complexity for operands of `x` bytes, x at most 2^40.
u256 complexity_eip198(std::uint64_t x) noexcept {
    const auto square = u256{x} * u256{x};
    if (x <= 64) return square;
    if (x <= 1024) return u256{x * x / 4 + 96 * x - 3072};
    return (square >> 4) + u256{480 * x - 199680};
}

u256 complexity_of(Revision revision, std::uint64_t size) noexcept {
    if (revision < Revision::berlin) return complexity_eip198(size);
    const u256 words{(size + 7) / 8};
    if (revision < Revision::osaka) return words * words;
    return size <= 32 ? u256{16} : (words * words) << 1;  // EIP-7883
}

/// EIP-198's ADJUSTED_EXPONENT_LENGTH, at least 1.
u256 modexp_iterations(Revision revision, BytesView input, const ModexpLengths& lengths) noexcept {
    const u256 head_max{32};
    const bool is_short = lengths.exponent < head_max;
    const auto head_size = is_short ? static_cast<std::size_t>(lengths.exponent.limb[0]) : 32;
    const auto bits = bit_length(padded_word(input, 96 + lengths.base.limb[0], head_size));
    u256 count{bits == 0 ? 0u : bits - 1};
    if (!is_short) {
        const u256 bits_per_byte{revision >= Revision::osaka ? 16u : 8u};
        const u256 exponent_cap = u256{1} << 128;
        const auto exponent = exponent_cap < lengths.exponent ? exponent_cap : lengths.exponent;
        count += (exponent - head_max) * bits_per_byte;
    }
    return count == u256{} ? u256{1} : count;
}

}  // namespace

std::uint64_t ecrecover_gas(const PrecompileSet&, BytesView) noexcept { return 3000; }
std::uint64_t sha256_gas(const PrecompileSet&, BytesView input) noexcept {
    return per_word(60, 12, input.size());
}
std::uint64_t ripemd160_gas(const PrecompileSet&, BytesView input) noexcept {
    return per_word(600, 120, input.size());
}
std::uint64_t identity_gas(const PrecompileSet&, BytesView input) noexcept {
    return per_word(15, 3, input.size());
}

ModexpLengths modexp_lengths(BytesView input) noexcept {
    return {.base = padded_word(input, 0, 32),
            .exponent = padded_word(input, 32, 32),
            .modulus = padded_word(input, 64, 32)};
}

std::uint64_t modexp_gas(const PrecompileSet& set, BytesView input) noexcept {
    const auto lengths = modexp_lengths(input);
    const auto& size = lengths.base < lengths.modulus ? lengths.modulus : lengths.base;
    // The square of 2^40 bytes costs more than 63 bits of gas under every price.
    if ((u256{1} << 40) < size) return GAS_UNPAYABLE;
    const auto work =
        complexity_of(set.revision, size.limb[0]) * modexp_iterations(set.revision, input, lengths);
    const auto divisor = set.revision >= Revision::osaka    ? 1u
                         : set.revision >= Revision::berlin ? 3u
                                                            : 20u;
    const auto floor = set.revision >= Revision::osaka    ? 500u
                       : set.revision >= Revision::berlin ? 200u
                                                          : 0u;
    const auto gas = work / u256{divisor};
    if (u256{GAS_UNPAYABLE} < gas) return GAS_UNPAYABLE;
    return gas.limb[0] < floor ? floor : gas.limb[0];
}

std::uint64_t bn254_add_gas(const PrecompileSet& set, BytesView) noexcept {
    return set.revision >= Revision::istanbul ? 150 : 500;
}
std::uint64_t bn254_mul_gas(const PrecompileSet& set, BytesView) noexcept {
    return set.revision >= Revision::istanbul ? 6000 : 40000;
}
std::uint64_t bn254_pairing_gas(const PrecompileSet& set, BytesView input) noexcept {
    const std::uint64_t pairs = input.size() / 192;
    return set.revision >= Revision::istanbul ? 45000 + 34000 * pairs : 100000 + 80000 * pairs;
}

std::uint64_t blake2f_gas(const PrecompileSet&, BytesView input) noexcept {
    return input.size() == 213 ? load_be<std::uint32_t>(input) : 0;
}

std::uint64_t kzg_point_evaluation_gas(const PrecompileSet&, BytesView) noexcept { return 50000; }

std::uint64_t bls12_g1_add_gas(const PrecompileSet&, BytesView) noexcept { return 375; }
std::uint64_t bls12_g1_msm_gas(const PrecompileSet&, BytesView input) noexcept {
    return msm_gas(input.size() / 160, 12000, G1_MSM_DISCOUNTS);
}
std::uint64_t bls12_g2_add_gas(const PrecompileSet&, BytesView) noexcept { return 600; }
std::uint64_t bls12_g2_msm_gas(const PrecompileSet&, BytesView input) noexcept {
    return msm_gas(input.size() / 288, 22500, G2_MSM_DISCOUNTS);
}
std::uint64_t bls12_pairing_gas(const PrecompileSet&, BytesView input) noexcept {
    return 37700 + 32600 * static_cast<std::uint64_t>(input.size() / 384);
}
std::uint64_t bls12_map_fp_to_g1_gas(const PrecompileSet&, BytesView) noexcept { return 5500; }
std::uint64_t bls12_map_fp2_to_g2_gas(const PrecompileSet&, BytesView) noexcept { return 23800; }

std::uint64_t p256_verify_gas(const PrecompileSet& set, BytesView) noexcept {
    return set.revision >= Revision::osaka ? 6900 : 3450;
}

}  // namespace dusk::evm
