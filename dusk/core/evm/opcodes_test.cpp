// The opcode list against facts that it is not made from.
#include <gtest/gtest.h>

#include <dusk/core/evm/gas.hpp>

namespace dusk::evm {
namespace {

constexpr int defined_in(Revision revision) {
    int count = 0;
    for (const auto& traits : OPCODE_TRAITS) count += traits.is_defined(revision) ? 1 : 0;
    return count;
}

// The number of instructions of each hard fork, without INVALID.
static_assert(defined_in(Revision::frontier) == 129);
static_assert(defined_in(Revision::homestead) == 129 + 1);       // DELEGATECALL
static_assert(defined_in(Revision::byzantium) == 130 + 4);       // EIP-140, 211, 214
static_assert(defined_in(Revision::constantinople) == 134 + 5);  // EIP-145, 1014, 1052
static_assert(defined_in(Revision::istanbul) == 139 + 2);        // EIP-1344, 1884
static_assert(defined_in(Revision::london) == 141 + 1);          // EIP-3198
static_assert(defined_in(Revision::shanghai) == 142 + 1);        // EIP-3855
static_assert(defined_in(Revision::cancun) == 143 + 5);          // EIP-1153, 4844, 5656, 7516
static_assert(defined_in(Revision::prague) == defined_in(Revision::cancun));
static_assert(defined_in(Revision::osaka) == 148 + 1);  // EIP-7939

static_assert(push_size(0x5f) == 0);
static_assert(push_size(0x60) == 1);
static_assert(push_size(0x7f) == 32);
static_assert(push_size(0x80) == 0);

TEST(opcodes, families_have_their_shape) {
    for (unsigned n = 1; n <= 16; ++n) {
        const auto& dup = OPCODE_TRAITS[0x7f + n];
        EXPECT_EQ(dup.name, "DUP" + std::to_string(n));
        EXPECT_EQ(dup.pops, n);
        EXPECT_EQ(dup.pushes, n + 1);
        const auto& swap = OPCODE_TRAITS[0x8f + n];
        EXPECT_EQ(swap.name, "SWAP" + std::to_string(n));
        EXPECT_EQ(swap.pops, n + 1);
        EXPECT_EQ(swap.pushes, n + 1);
    }
    for (unsigned n = 0; n <= 32; ++n) {
        EXPECT_EQ(OPCODE_TRAITS[0x5f + n].name, "PUSH" + std::to_string(n));
        EXPECT_EQ(OPCODE_TRAITS[0x5f + n].pops, 0);
        EXPECT_EQ(OPCODE_TRAITS[0x5f + n].pushes, 1);
    }
    for (unsigned n = 0; n <= 4; ++n) EXPECT_EQ(OPCODE_TRAITS[0xa0 + n].pops, n + 2);
    EXPECT_FALSE(OPCODE_TRAITS[0xfe].is_defined(Revision::osaka));
}

TEST(opcodes, instructions_push_at_most_one_word_net) {
    for (const auto& traits : OPCODE_TRAITS) EXPECT_LE(traits.pushes, traits.pops + 1);
}

TEST(gas, undefined_instructions_cannot_be_paid) {
    for (int i = 0; i <= static_cast<int>(Revision::osaka); ++i) {
        const auto revision = static_cast<Revision>(i);
        const auto& schedule = gas_schedule(revision);
        for (unsigned op = 0; op < 256; ++op)
            EXPECT_EQ(schedule.base[op] == UNDEFINED_COST, !OPCODE_TRAITS[op].is_defined(revision));
    }
}

TEST(gas, memory_cost_is_quadratic) {
    EXPECT_EQ(memory_cost(0), 0);
    EXPECT_EQ(memory_cost(22), 66);
    EXPECT_EQ(memory_cost(23), 70);
    EXPECT_EQ(memory_cost(1024), 3 * 1024 + 2048);
    EXPECT_EQ(words_of(0), 0);
    EXPECT_EQ(words_of(1), 1);
    EXPECT_EQ(words_of(32), 1);
    EXPECT_EQ(words_of(33), 2);
}

}  // namespace
}  // namespace dusk::evm
