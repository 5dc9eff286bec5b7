// The fast arithmetic against core/base and the portable interpreter's instructions.
#include <random>

#include <gtest/gtest.h>

#include <dusk/core/evm/instructions_arithmetic.hpp>
#include <dusk/platform/evm/word_functions.hpp>

namespace dusk::evm::fast {
namespace {

/// Words of limbs at the edges: few bits, all bits, equal limbs, small numbers.
class Words {
public:
    u256 next() {
        u256 word;
        const auto limbs = random_() % 5;
        for (unsigned i = 0; i < limbs && i < 4; ++i) word.limb[i] = limb(word, i);
        return random_() % 8 == 0 ? u256{} - word : word;
    }
    u256 small() { return random_() % 300; }

private:
    Limb limb(const u256& word, unsigned i) {
        switch (random_() % 8) {
            case 0:
                return 0;
            case 1:
                return ~Limb{0};
            case 2:
                return Limb{1} << (random_() % 64);
            case 3:
                return Limb{1} << 63;
            case 4:
                return random_() % 16;
            case 5:
                return i > 0 ? word.limb[i - 1] : ~Limb{1};
            default:
                return random_();
        }
    }
    std::mt19937_64 random_{1};
};

using Portable = void (*)(u256* top);

/// F against the portable instruction.
template <class F>
void expect_same(Portable portable, const u256& a, const u256& b, const char* name) {
    u256 stack[] = {b, a};
    portable(&stack[1]);
    EXPECT_EQ(u256{F::of(a, b)}, stack[0])
        << name << " of " << std::hex << a.limb[3] << " " << a.limb[2] << " " << a.limb[1] << " "
        << a.limb[0] << " and " << b.limb[3] << " " << b.limb[2] << " " << b.limb[1] << " "
        << b.limb[0];
}

TEST(word_functions, agree_with_the_portable_instructions) {
    if (!has_features()) GTEST_SKIP() << "the processor has no BMI2 or ADX";
    Words words;
    for (int i = 0; i < 100'000; ++i) {
        const auto a = words.next();
        const auto b = words.next();
        expect_same<Add>(instructions::add, a, b, "ADD");
        expect_same<Sub>(instructions::sub, a, b, "SUB");
        expect_same<Mul>(instructions::mul, a, b, "MUL");
        expect_same<Div>(instructions::div, a, b, "DIV");
        expect_same<Mod>(instructions::mod, a, b, "MOD");
        expect_same<SDiv>(instructions::sdiv, a, b, "SDIV");
        expect_same<SMod>(instructions::smod, a, b, "SMOD");
        expect_same<And>(instructions::bit_and, a, b, "AND");
        expect_same<Or>(instructions::bit_or, a, b, "OR");
        expect_same<Xor>(instructions::bit_xor, a, b, "XOR");
        expect_same<Lt>(instructions::lt, a, b, "LT");
        expect_same<Gt>(instructions::gt, a, b, "GT");
        expect_same<Slt>(instructions::slt, a, b, "SLT");
        expect_same<Sgt>(instructions::sgt, a, b, "SGT");
        expect_same<Eq>(instructions::eq, a, b, "EQ");
        expect_same<Eq>(instructions::eq, a, a, "EQ");
    }
}

TEST(word_functions, shift_and_pick_as_the_portable_instructions) {
    if (!has_features()) GTEST_SKIP() << "the processor has no BMI2 or ADX";
    Words words;
    for (int i = 0; i < 100'000; ++i) {
        const auto a = i % 50 == 0 ? words.next() : words.small();
        const auto b = words.next();
        expect_same<Shl>(instructions::shl, a, b, "SHL");
        expect_same<Shr>(instructions::shr, a, b, "SHR");
        expect_same<Sar>(instructions::sar, a, b, "SAR");
        expect_same<Byte>(instructions::byte, a % u256{36}, b, "BYTE");
        expect_same<Byte>(instructions::byte, a, b, "BYTE");
        expect_same<SignExtend>(instructions::signextend, a % u256{36}, b, "SIGNEXTEND");
        expect_same<SignExtend>(instructions::signextend, a, b, "SIGNEXTEND");
    }
}

TEST(word_functions, reduce_and_raise_as_core_does) {
    if (!has_features()) GTEST_SKIP() << "the processor has no BMI2 or ADX";
    Words words;
    for (int i = 0; i < 100'000; ++i) {
        const auto a = words.next();
        const auto b = words.next();
        const auto m = words.next();
        ASSERT_EQ(remainder_of_sum(a, b, m), add_mod(a, b, m)) << i;
        ASSERT_EQ(remainder_of_product(a, b, m), mul_mod(a, b, m)) << i;
        if (i % 16 == 0) ASSERT_EQ(power_of(a, b), power(a, b)) << i;
        const auto small = words.small();
        ASSERT_EQ(power_of(a, small), power(a, small)) << i;
    }
}

}  // namespace
}  // namespace dusk::evm::fast
