// Moonlight transactions that call contracts: deposits, payments, failures, what contracts see
// (spec/duskds-transactions.md section 9).
#include <gtest/gtest.h>

#include <dusk/settlement/state/execution_fixture.hpp>

namespace dusk::settlement {
namespace {

using namespace state_testing;

TEST_F(Execution, a_contract_takes_its_deposit_once_and_pays_out) {
    auto p = payload(ContractCall{VAULT, "take", u64_bytes(50)});
    p.deposit = 50;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->err) << *outcome->err;
    EXPECT_EQ(balance(VAULT), 50u);
    EXPECT_EQ(account(alice_.public_key()).balance, FUNDS - 50 - 2 * outcome->gas_spent);
    ASSERT_EQ(outcome->events.size(), 2u);
    EXPECT_EQ(outcome->events[0].topic, "deposit");

    Bytes pay = to_bytes(bob_.public_key());
    append_le<std::uint64_t>(pay, 20);
    const auto paid = run(payload(ContractCall{VAULT, "pay", pay}, 2));
    ASSERT_TRUE(paid && !paid->err);
    EXPECT_EQ(balance(VAULT), 30u);
    EXPECT_EQ(account(bob_.public_key()).balance, FUNDS + 20);
    append_le<std::uint64_t>(pay, 0);
    store_le<std::uint64_t>(pay.data() + 96, 31);
    pay.resize(104);
    const auto over = run(payload(ContractCall{VAULT, "pay", pay}, 3));
    ASSERT_TRUE(over);
    EXPECT_EQ(*over->err, "Panic: The contract doesn't have enough balance");
}

TEST_F(Execution, a_deposit_that_nobody_takes_comes_back) {
    auto p = payload(ContractCall{VAULT, "facts", {}});
    p.deposit = 50;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome && !outcome->err);
    EXPECT_EQ(account(alice_.public_key()).balance, FUNDS - 2 * outcome->gas_spent);
}

TEST_F(Execution, a_wrong_deposit_fails_the_call) {
    auto p = payload(ContractCall{VAULT, "take", u64_bytes(49)});
    p.deposit = 50;
    EXPECT_EQ(*run(p)->err, "Panic: The value doesn't match the deposit");
}

TEST_F(Execution, a_failed_call_undoes_all_but_the_fee) {
    auto p = payload(ContractCall{VAULT, "take_and_fail", u64_bytes(50)});
    p.deposit = 50;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(*outcome->err, "Panic: no");
    EXPECT_EQ(outcome->gas_spent, 10'000'000u);
    EXPECT_EQ(balance(VAULT), 0u);
    EXPECT_EQ(account(alice_.public_key()), (MoonlightAccount{1, FUNDS - 20'000'000}));
    ASSERT_EQ(outcome->events.size(), 1u);
    EXPECT_EQ(outcome->events[0].topic, "moonlight");
    EXPECT_TRUE(session_->overlay().load(VAULT, {}).empty());
}

TEST_F(Execution, a_failed_inner_call_leaves_the_outer_ones_work) {
    auto p = payload(ContractCall{VAULT, "try_inner", u64_bytes(50)});
    p.deposit = 50;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome && !outcome->err);
    EXPECT_EQ(balance(VAULT), 0u);
    EXPECT_EQ(session_->overlay().load(VAULT, Hash32{{1}}), Bytes{1});
    EXPECT_TRUE(session_->overlay().load(VAULT, {}).empty());
    ASSERT_EQ(outcome->events.size(), 2u);
    EXPECT_EQ(outcome->events[0].topic, "survived");
    EXPECT_EQ(outcome->events[0].data, Bytes{0});
}

TEST_F(Execution, gas_and_depth_end_calls) {
    EXPECT_EQ(*run(payload(ContractCall{VAULT, "burn", {}}, 1))->err, "OutOfGas");
    EXPECT_TRUE(run(payload(ContractCall{VAULT, "loop", {}}, 2))->err);
    EXPECT_EQ(*run(payload(ContractCall{ContractId{{9}}, "x", {}}, 3))->err, "DoesNotExist");
}

TEST_F(Execution, contracts_see_sender_time_and_blob_hashes) {
    Hash32 hash;
    hash[0] = 1;
    const auto outcome = run(payload(BlobCall{{{hash, nullptr}}, {VAULT, "facts", {}}}));
    ASSERT_TRUE(outcome && !outcome->err);
    Bytes expected = to_bytes(alice_.public_key());
    append_le<std::uint64_t>(expected, 99);
    append(expected, hash);
    EXPECT_EQ(outcome->events[0].data, expected);
    EXPECT_EQ(outcome->gas_spent, GAS_PER_BLOB);
}

TEST_F(Execution, protocol_methods_are_closed_to_transactions) {
    Bytes credit = to_bytes(alice_.public_key());
    append_le<std::uint64_t>(credit, 1);
    std::uint64_t nonce = 0;
    for (const auto* method : {"add_account_balance", "refund", "spend_and_execute"})
        EXPECT_EQ(*run(payload(ContractCall{TRANSFER_CONTRACT, method, credit}, ++nonce))->err,
                  "Panic: Only the protocol may call this");
    EXPECT_EQ(
        *run(payload(ContractCall{TRANSFER_CONTRACT, "contract_to_account", credit}, ++nonce))->err,
        "Panic: Only a contract may call this");
    for (const auto* method : {"reward", "slash", "before_state_transition"})
        EXPECT_EQ(*run(payload(ContractCall{STAKE_CONTRACT, method, {}}, ++nonce))->err,
                  "Panic: Caller not allowed");
}

}  // namespace
}  // namespace dusk::settlement
