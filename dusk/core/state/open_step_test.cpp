#include <gtest/gtest.h>

#include <dusk/core/state/open_step.hpp>

namespace dusk {
namespace {

constexpr std::uint8_t opcode(evm::Opcode value) { return static_cast<std::uint8_t>(value); }

TEST(open_step, costs_what_is_gone_before_the_next) {
    EXPECT_EQ((OpenStep{.opcode = opcode(evm::Opcode::ADD), .gas = 100}).cost(97), 3);
}

TEST(open_step, a_call_costs_what_it_passed_on_though_some_came_back) {
    const OpenStep call{.opcode = opcode(evm::Opcode::CALL),
                        .gas = 10'000,
                        .child_gas = 5'000,
                        .returned_gas = 4'000};
    EXPECT_EQ(call.cost(10'000 - 2'600 - 5'000 + 4'000), 2'600 + 5'000);
}

TEST(open_step, a_creation_does_not_cost_what_it_passed_on) {
    for (const auto kind : {evm::Opcode::CREATE, evm::Opcode::CREATE2}) {
        const OpenStep creation{
            .opcode = opcode(kind), .gas = 100'000, .child_gas = 60'000, .returned_gas = 50'000};
        EXPECT_EQ(creation.cost(100'000 - 32'000 - 60'000 + 50'000), 32'000);
    }
}

TEST(open_step, never_costs_less_than_nothing) {
    // A stipend that came back whole.
    EXPECT_EQ((OpenStep{.opcode = opcode(evm::Opcode::ADD), .gas = 10}).cost(20), 0);
}

}  // namespace
}  // namespace dusk
