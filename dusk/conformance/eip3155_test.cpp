// Prices in EIP-3155 traces: of calls, creations and failures, which only what follows tells.
#include <gtest/gtest.h>

#include <dusk/conformance/eip3155.hpp>
#include <dusk/core/state/memory_state.hpp>

namespace dusk::conformance {
namespace {

using evm::Message;
using evm::Step;

/// A tracer that is told by hand what happens.
struct Told {
    std::string text;
    Eip3155Tracer tracer{evm::Revision::cancun,
                         {.with_stack = false},
                         [this](std::string_view line) { text += line; }};
    Message outer;
    Message inner{.depth = 1, .gas = 700};

    void step(const Message& message, std::uint8_t opcode, std::int64_t gas,
              std::int64_t refund = 0, std::span<const u256> stack = {}) {
        tracer.on_step({.pc = 0,
                        .opcode = opcode,
                        .gas = gas,
                        .gas_refund = refund,
                        .stack = stack,
                        .memory = {},
                        .return_data = {},
                        .message = message});
    }
    bool has(std::string_view part) const { return text.find(part) != std::string::npos; }
};

TEST(eip3155, call_costs_what_it_passes_on_and_comes_before_what_it_does) {
    Told told;
    told.tracer.on_enter(told.outer);
    told.step(told.outer, 0xf1, 1'000);
    told.tracer.on_enter(told.inner);
    told.step(told.inner, 0x00, 700);
    EXPECT_EQ(told.text, "");  // held back until the call has its price
    told.tracer.on_exit(told.inner, {.gas_left = 700});
    told.step(told.outer, 0x00, 900);
    told.tracer.on_exit(told.outer, {.gas_left = 900});
    // 1000 before, 900 after, 700 of it the child's own rest: 800.
    EXPECT_EQ(
        told.text,
        R"({"pc":0,"op":241,"gas":"0x3e8","memSize":0,"depth":1,"refund":0,"opName":"CALL","gasCost":"0x320"}
{"pc":0,"op":0,"gas":"0x2bc","memSize":0,"depth":2,"refund":0,"opName":"STOP","gasCost":"0x0"}
{"pc":0,"op":0,"gas":"0x384","memSize":0,"depth":1,"refund":0,"opName":"STOP","gasCost":"0x0"}
)");
}

TEST(eip3155, creation_costs_neither_its_childs_gas_nor_the_code) {
    Told told;
    const std::uint8_t init_code[] = {0x60, 0x01, 0x5f, 0xf3};
    told.inner.kind = evm::CallKind::create;
    told.inner.input = init_code;
    told.tracer.on_enter(told.outer);
    told.step(told.outer, 0xf0, 40'000);
    told.tracer.on_enter(told.inner);
    const u256 operands[] = {u256{1}, u256{0}};  // size, offset
    told.step(told.inner, 0xf3, 700, 0, operands);
    told.tracer.on_exit(told.inner, {.gas_left = 500});  // 200 for one byte of code
    told.step(told.outer, 0x00, 40'000 - 32'000 - 700 + 500);
    told.tracer.on_exit(told.outer, {.gas_left = 0});
    EXPECT_TRUE(told.has(R"("opName":"CREATE","gasCost":"0x7d00")"));
    EXPECT_TRUE(told.has(R"("opName":"RETURN","gasCost":"0x0")"));
}

TEST(eip3155, failure_names_its_reason_and_refunds_add_up_over_frames) {
    Told told;
    told.tracer.on_enter(told.outer);
    told.step(told.outer, 0xf1, 1'000, 4'800);
    told.tracer.on_enter(told.inner);
    told.step(told.inner, 0x0c, 700, 100);
    told.tracer.on_exit(told.inner, {.status = evm::Status::invalid_opcode});
    told.tracer.on_exit(told.outer, {.status = evm::Status::out_of_gas});
    EXPECT_TRUE(told.has(
        R"("refund":4900,"opName":"opcode 0xc not defined","gasCost":"0x0","error":"invalid_opcode")"));
    EXPECT_TRUE(told.has(R"("opName":"CALL","gasCost":"0x64","error":"out_of_gas")"));
}

TEST(eip3155, an_instruction_that_cannot_be_paid_shows_its_whole_price) {
    MemoryState world;
    State state(world);
    std::string text;
    Eip3155Tracer tracer{evm::Revision::cancun,
                         {.with_stack = false},
                         [&](std::string_view line) { text += line; },
                         &state};
    const Message message;
    const u256 slot[] = {u256{5}};
    tracer.on_enter(message);
    tracer.on_step({.opcode = 0x54, .gas = 1000, .stack = slot, .message = message});
    tracer.on_exit(message, {.status = evm::Status::out_of_gas});
    EXPECT_NE(text.find(R"("opName":"SLOAD","gasCost":"0x834","error":"out_of_gas")"),
              std::string::npos)
        << text;
}

}  // namespace
}  // namespace dusk::conformance
