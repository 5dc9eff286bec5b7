// Storage prices and refunds: EIP-2200, EIP-2929, EIP-3529, EIP-1153.
#include <dusk/core/state/evm_fixture.hpp>

namespace dusk::test {
namespace {

struct evm_storage : EvmTest {};

struct Row {
    const char* code;
    std::int64_t gas;
    std::int64_t refund;
    std::uint64_t original;
};

// EIP-3529, "Specification", last table: slot 0 is warm.
constexpr Row EIP3529_TABLE[] = {
    {"60006000556000600055", 212, 0, 0},
    {"60006000556001600055", 20112, 0, 0},
    {"60016000556000600055", 20112, 19900, 0},
    {"60016000556002600055", 20112, 0, 0},
    {"60016000556001600055", 20112, 0, 0},
    {"60006000556000600055", 3012, 4800, 1},
    {"60006000556001600055", 3012, 2800, 1},
    {"60006000556002600055", 3012, 0, 1},
    {"60026000556000600055", 3012, 4800, 1},
    {"60026000556003600055", 3012, 0, 1},
    {"60026000556001600055", 3012, 2800, 1},
    {"60026000556002600055", 3012, 0, 1},
    {"60016000556000600055", 3012, 4800, 1},
    {"60016000556002600055", 3012, 0, 1},
    {"60016000556001600055", 212, 0, 1},
    {"600160005560006000556001600055", 40118, 19900, 0},
    {"600060005560016000556000600055", 5918, 7600, 1},
};

TEST_F(evm_storage, eip3529_table_of_the_proposal) {
    for (const auto& row : EIP3529_TABLE) {
        world.set_storage(target, 0, row.original);
        // SLOAD makes the slot warm for 2100 + 3 + 2 gas.
        const auto code = Code().push(0).op(SLOAD).op(POP).raw(*from_hex(row.code));
        const auto result = run(code);
        EXPECT_EQ(result.status, Status::success);
        EXPECT_EQ(SUPPLY - result.gas_left - 2105, row.gas) << row.code << " " << row.original;
        EXPECT_EQ(result.gas_refund, row.refund) << row.code << " " << row.original;
    }
}

// EIP-2200, "Test Cases".
constexpr Row EIP2200_TABLE[] = {
    {"60006000556000600055", 1612, 0, 0},
    {"60006000556001600055", 20812, 0, 0},
    {"60016000556000600055", 20812, 19200, 0},
    {"60016000556002600055", 20812, 0, 0},
    {"60016000556001600055", 20812, 0, 0},
    {"60006000556000600055", 5812, 15000, 1},
    {"60006000556001600055", 5812, 4200, 1},
    {"60006000556002600055", 5812, 0, 1},
    {"60026000556000600055", 5812, 15000, 1},
    {"60026000556003600055", 5812, 0, 1},
    {"60026000556001600055", 5812, 4200, 1},
    {"60026000556002600055", 5812, 0, 1},
    {"60016000556000600055", 5812, 15000, 1},
    {"60016000556002600055", 5812, 0, 1},
    {"60016000556001600055", 1612, 0, 1},
    {"600160005560006000556001600055", 40818, 19200, 0},
    {"600060005560016000556000600055", 10818, 19200, 1},
};

TEST_F(evm_storage, eip2200_table_of_the_proposal) {
    revision = Revision::istanbul;
    for (const auto& row : EIP2200_TABLE) {
        world.set_storage(target, 0, row.original);
        const auto result = run(*from_hex(row.code));
        EXPECT_EQ(SUPPLY - result.gas_left, row.gas) << row.code << " " << row.original;
        EXPECT_EQ(result.gas_refund, row.refund) << row.code << " " << row.original;
    }
}

TEST_F(evm_storage, eip2200_sentry_refuses_the_stipend) {
    EXPECT_EQ(run(Code().sstore(0, 0), 6 + 2300).status, Status::out_of_gas);
    EXPECT_EQ(run(Code().sstore(0, 0), 6 + 2301).status, Status::success);
}

TEST_F(evm_storage, eip2929_first_access_is_cold) {
    const auto other = address_of(0xabcdef);
    EXPECT_EQ(gas_of(Code().push(5).op(SLOAD)), 3 + 2100);
    EXPECT_EQ(gas_of(Code().push(5).op(SLOAD).push(5).op(SLOAD)), 3 + 2100 + 3 + 100);
    EXPECT_EQ(gas_of(Code().sstore(5, 1)), 6 + 2100 + 20000);
    for (const auto opcode : {BALANCE, EXTCODESIZE, EXTCODEHASH}) {
        EXPECT_EQ(gas_of(Code().push(other).op(opcode)), 3 + 2600);
        EXPECT_EQ(gas_of(Code().push(other).op(opcode).push(other).op(opcode)), 3 + 2600 + 3 + 100);
        EXPECT_EQ(gas_of(Code().push(target).op(opcode)), 3 + 100);
    }
    EXPECT_EQ(gas_of(Code().push(0).push(0).push(0).push(other).op(EXTCODECOPY)), 12 + 2600);
    EXPECT_EQ(gas_of(Code().call_plain(STATICCALL, other, 0)), 18 + 2600);
}

TEST_F(evm_storage, eip2929_warmth_of_a_reverted_call_is_undone) {
    const auto other = address_of(0xabcdef);
    const auto callee = address_of(0xca11ee);
    world.set_code(callee, Code().push(other).op(BALANCE).push(0).push(0).op(REVERT));
    const auto after_call = Code().call(callee).push(other).op(BALANCE);
    const auto gas = gas_of(after_call);
    EXPECT_EQ(gas, (7 * 3 + 2600) + (3 + 2600 + 6) + (3 + 2600));
}

TEST_F(evm_storage, eip1153_transient_values_live_for_one_transaction) {
    EXPECT_EQ(top_of(Code().push(7).push(1).op(TSTORE).push(1).op(TLOAD)), u256{7});
    EXPECT_EQ(top_of(Code().push(1).op(TLOAD)), u256{});
    EXPECT_EQ(gas_of(Code().push(7).push(1).op(TSTORE)), 106);
    const auto callee = address_of(0xca11ee);
    world.set_code(callee, Code().push(9).push(1).op(TSTORE).push(0).push(0).op(REVERT));
    EXPECT_EQ(top_of(Code()
                         .push(7)
                         .push(1)
                         .op(TSTORE)
                         .call_plain(DELEGATECALL, callee)
                         .op(POP)
                         .push(1)
                         .op(TLOAD)),
              u256{7});
}

TEST_F(evm_storage, writes_in_static_calls_fail) {
    const auto callee = address_of(0xca11ee);
    for (const auto& code :
         {Bytes(Code().sstore(0, 1)), Bytes(Code().push(1).push(1).op(TSTORE)),
          Bytes(Code().push(0).push(0).op(LOG0)), Bytes(Code().push(0).op(SELFDESTRUCT)),
          Bytes(Code().push(0).push(0).push(0).op(CREATE)), Bytes(Code().call(target, 1))}) {
        world.set_code(callee, code);
        EXPECT_EQ(top_of(Code().call_plain(STATICCALL, callee)), u256{}) << to_hex(code);
    }
    world.set_code(callee, Code().call(target, 0));
    EXPECT_EQ(top_of(Code().call_plain(STATICCALL, callee, 100000)), u256{1});
}

}  // namespace
}  // namespace dusk::test
