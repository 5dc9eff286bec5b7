// Calls: gas split (EIP-150), value, depth, return data (EIP-211), delegation (EIP-7702).
#include <dusk/core/evm/delegation.hpp>
#include <dusk/core/state/evm_fixture.hpp>

namespace dusk::test {
namespace {

struct evm_call : EvmTest {
    const Address callee = address_of(0xca11ee);
};

TEST_F(evm_call, eip150_gives_at_most_all_but_one_64th) {
    world.set_code(callee, Code().op(GAS).return_top());
    const auto result = run(Code()
                                .push(32)
                                .push(0)
                                .push(0)
                                .push(0)
                                .push(0)
                                .push(callee)
                                .push(u256::max())
                                .op(CALL)
                                .push(0)
                                .op(MLOAD)
                                .return_top(),
                            100'000);
    const auto before = 100'000 - 7 * 3 - 3 - 2600;  // seven pushes, memory, cold access
    EXPECT_EQ(load_be_u256(result.output.data()),
              u256{static_cast<std::uint64_t>(before - before / 64 - 2)});
}

TEST_F(evm_call, unused_gas_comes_back_and_failure_takes_what_was_given) {
    world.set_code(callee, Bytes{0xfe});
    EXPECT_EQ(gas_of(Code().call(callee, 0, 5000)), 21 + 2600 + 5000);
    world.set_code(callee, Code().push(0).push(0).op(REVERT));
    EXPECT_EQ(gas_of(Code().call(callee, 0, 5000)), 21 + 2600 + 6);
}

TEST_F(evm_call, value_moves_and_costs) {
    world[target].account.balance = 10;
    world[callee].account.nonce = 1;
    EXPECT_EQ(gas_of(Code().call(callee, 3, 0)), 21 + 2600 + 9000 - 2300);
    EXPECT_EQ(state->balance(callee), u256{3});
    EXPECT_EQ(state->balance(target), u256{7});
    // A new account costs 25000 more; without value it costs nothing.
    const auto fresh = address_of(0xf4e54);
    EXPECT_EQ(gas_of(Code().call(fresh, 3, 0)), 21 + 2600 + 9000 + 25000 - 2300);
    EXPECT_EQ(gas_of(Code().call(fresh, 0, 0)), 21 + 2600);
    // Too little balance: flag 0, gas back, nothing else.
    EXPECT_EQ(top_of(Code().call(callee, 11, 0)), u256{});
    EXPECT_EQ(state->balance(callee), u256{});
}

TEST_F(evm_call, failed_call_leaves_no_trace) {
    world[target].account.balance = 10;
    world.set_code(callee, Code().sstore(1, 1).push(0).push(0).op(LOG0).op(Opcode{0xfe}));
    EXPECT_EQ(top_of(Code().call(callee, 3)), u256{});
    EXPECT_EQ(state->balance(callee), u256{});
    EXPECT_EQ(state->storage(callee, 1), u256{});
    EXPECT_TRUE(state->logs().empty());
    EXPECT_FALSE(state->is_warm(callee, 1));
}

TEST_F(evm_call, delegatecall_keeps_sender_value_and_storage) {
    world.set_code(callee, Code().op(CALLER).push(1).op(SSTORE).op(ADDRESS).push(2).op(SSTORE));
    EXPECT_EQ(top_of(Code().call_plain(DELEGATECALL, callee)), u256{1});
    EXPECT_EQ(state->storage(target, 1), to_u256(sender));
    EXPECT_EQ(state->storage(target, 2), to_u256(target));
    EXPECT_EQ(state->storage(callee, 1), u256{});
}

TEST_F(evm_call, nests_to_depth_1024_without_host_stack) {
    // Each level adds 1 to what its child returned, until a call fails.
    const Bytes code = Code()
                           .push(32)
                           .push(0)
                           .push(0)
                           .push(0)
                           .push(0)
                           .op(ADDRESS)
                           .op(GAS)
                           .op(CALL)
                           .op(POP)
                           .push(0)
                           .op(MLOAD)
                           .push(1)
                           .op(ADD)
                           .return_top();
    const auto result = run(code, std::int64_t{1} << 50);
    ASSERT_EQ(result.status, Status::success);
    EXPECT_EQ(load_be_u256(result.output.data()), u256{1025});
}

TEST_F(evm_call, eip211_return_data) {
    world.set_code(callee, Code().mstore(0, 0x1234).push(32).push(0).op(REVERT));
    EXPECT_EQ(top_of(Code().call(callee).op(POP).op(RETURNDATASIZE)), u256{32});
    EXPECT_EQ(top_of(Code()
                         .call(callee)
                         .op(POP)
                         .push(32)
                         .push(0)
                         .push(0)
                         .op(RETURNDATACOPY)
                         .push(0)
                         .op(MLOAD)),
              u256{0x1234});
    EXPECT_EQ(run(Code().push(1).push(0).push(0).op(RETURNDATACOPY)).status,
              Status::return_data_out_of_bounds);
    EXPECT_EQ(run(Code().push(0).push(1).push(0).op(RETURNDATACOPY)).status,
              Status::return_data_out_of_bounds);
}

TEST_F(evm_call, precompile_failure_takes_the_gas_given) {
    // Point addition of two words that are no point: the provider refuses.
    const auto bn254_add = address_of(6);
    EXPECT_EQ(top_of(Code().call_plain(STATICCALL, bn254_add, 1000)), u256{});
    EXPECT_EQ(top_of(Code().call_plain(STATICCALL, address_of(4), 1000)), u256{1});
}

TEST_F(evm_call, eip7702_runs_the_target_and_shows_the_designator) {
    const auto logic = address_of(0x109c);
    world.set_code(logic, Code().op(ADDRESS).push(1).op(SSTORE).push(7).return_top());
    world.set_code(callee, evm::delegation_designator(logic));
    EXPECT_EQ(top_of(Code().call(callee)), u256{1});
    EXPECT_EQ(state->storage(callee, 1), to_u256(callee));
    EXPECT_EQ(top_of(Code().push(callee).op(EXTCODESIZE)), u256{23});
    EXPECT_EQ(top_of(Code().push(callee).op(EXTCODEHASH)),
              to_u256(keccak256(evm::delegation_designator(logic))));
}

TEST_F(evm_call, eip7702_target_costs_its_access) {
    const auto logic = address_of(0x109c);
    world.set_code(callee, evm::delegation_designator(logic));
    EXPECT_EQ(gas_of(Code().call(callee, 0, 0)), 21 + 2600 + 2600);
    EXPECT_EQ(gas_of(Code().call(callee, 0, 0).call(callee, 0, 0)), 21 + 5200 + 21 + 200);
    revision = Revision::cancun;
    world.set_code(callee, Bytes{});
    EXPECT_EQ(gas_of(Code().call(callee, 0, 0)), 21 + 2600);
}

TEST_F(evm_call, eip7702_delegation_is_one_step_and_precompiles_run_no_code) {
    const auto second = address_of(0x5ec0);
    world.set_code(second, evm::delegation_designator(target));
    world.set_code(callee, evm::delegation_designator(second));
    EXPECT_EQ(top_of(Code().call(callee)), u256{});  // runs ef0100…, an undefined instruction
    world.set_code(callee, evm::delegation_designator(address_of(4)));
    EXPECT_EQ(top_of(Code().call(callee).op(RETURNDATASIZE).op(ADD)), u256{1});
}

TEST_F(evm_call, eip7702_outermost_call_warms_the_target_for_nothing) {
    const auto logic = address_of(0x109c);
    world.set_code(logic, Code().push(logic).op(BALANCE));
    const auto result = run(evm::delegation_designator(logic));
    EXPECT_EQ(SUPPLY - result.gas_left, 3 + 100);
}

struct Recorder final : evm::Tracer {
    std::vector<std::uint8_t> opcodes;
    std::vector<std::string> frames;
    std::int64_t last_gas = 0;
    void on_step(const evm::Step& step) override {
        opcodes.push_back(step.opcode);
        last_gas = step.gas;
    }
    void on_enter(const evm::Message& message) override {
        frames.push_back("enter " + std::to_string(message.depth));
    }
    void on_exit(const evm::Message& message, const CallResult& result) override {
        frames.push_back("exit " + std::to_string(message.depth) + " " +
                         std::string(evm::to_string(result.status)));
    }
};

TEST_F(evm_call, tracer_sees_steps_and_frames) {
    Recorder recorder;
    tracer = &recorder;
    world.set_code(callee, Code().push(0).push(0).op(REVERT));
    const auto result = run(Code().call(callee).op(POP).call(callee, 5).op(POP));
    EXPECT_EQ(result.status, Status::success);
    EXPECT_EQ(recorder.opcodes.size(), 9u + 3u + 9u + 1u);
    EXPECT_EQ(recorder.last_gas, result.gas_left);
    EXPECT_EQ(recorder.frames,
              (std::vector<std::string>{"enter 0", "enter 1", "exit 1 revert", "enter 1",
                                        "exit 1 insufficient_balance", "exit 0 success"}));
}

}  // namespace
}  // namespace dusk::test
