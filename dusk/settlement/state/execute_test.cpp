// Moonlight transactions that move value (spec/duskds-transactions.md sections 4 and 7).
#include <gtest/gtest.h>

#include <dusk/settlement/state/execution_fixture.hpp>

namespace dusk::settlement {
namespace {

using namespace state_testing;

TEST_F(Execution, a_transfer_moves_value_and_refunds_gas) {
    auto p = payload();
    p.receiver = bob_.public_key();
    p.value = 10;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome) << outcome.error().reason;
    EXPECT_FALSE(outcome->err);
    EXPECT_EQ(account(alice_.public_key()),
              (MoonlightAccount{1, FUNDS - 10 - 2 * outcome->gas_spent}));
    EXPECT_EQ(account(bob_.public_key()), (MoonlightAccount{0, FUNDS + 10}));
    ASSERT_EQ(outcome->events.size(), 1u);
    EXPECT_EQ(outcome->events[0].topic, "moonlight");
    EXPECT_EQ(outcome->events[0].data.size(), 648u);
}

TEST_F(Execution, a_self_transfer_costs_only_gas) {
    auto p = payload();
    p.value = 10;
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(account(alice_.public_key()).balance, FUNDS - 2 * outcome->gas_spent);
}

TEST_F(Execution, the_refund_goes_to_the_refund_address) {
    auto p = payload();
    p.refund_address = bob_.public_key();
    const auto outcome = run(p);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(account(alice_.public_key()).balance, FUNDS - 20'000'000);
    EXPECT_EQ(account(bob_.public_key()).balance, FUNDS + 20'000'000 - 2 * outcome->gas_spent);
}

TEST_F(Execution, refuses_what_cannot_be_spent) {
    struct Row {
        std::string_view reason;
        void (*change)(MoonlightPayload&);
    };
    const Row rows[] = {
        {"Invalid chain id", [](MoonlightPayload& p) { p.chain_id = 1; }},
        {"gas price too low", [](MoonlightPayload& p) { p.gas_price = 0; }},
        {"Already used nonce", [](MoonlightPayload& p) { p.nonce = 0; }},
        {"Nonce not ready to be used yet", [](MoonlightPayload& p) { p.nonce = 2; }},
        {"Account doesn't have enough funds", [](MoonlightPayload& p) { p.value = FUNDS; }},
        {"value, deposit and gas overflow", [](MoonlightPayload& p) { p.gas_limit = ~0ull; }},
        {"Deposit without a call", [](MoonlightPayload& p) { p.deposit = 1; }},
        {"Invalid receiver", [](MoonlightPayload& p) { p.receiver = AccountKey{{1}}; }},
        {"Invalid refund address", [](MoonlightPayload& p) { p.refund_address = AccountKey{{1}}; }},
        {"deployment of contracts is disabled",
         [](MoonlightPayload& p) { p.data = ContractDeploy{}; }},
        {"a blob transaction carries 1 to 6 blobs", [](MoonlightPayload& p) { p.data = Blobs{}; }},
        {"gas limit below the blob charge",
         [](MoonlightPayload& p) {
             p.data = Blobs{{{}, {}}};
             p.gas_limit = 1'999'999;
         }},
        {"OutOfGas", [](MoonlightPayload& p) { p.gas_limit = 100; }},
    };
    for (const auto& row : rows) {
        auto p = payload();
        row.change(p);
        const auto outcome = run(p);
        ASSERT_FALSE(outcome) << row.reason;
        EXPECT_EQ(outcome.error().reason, row.reason);
        EXPECT_EQ(account(alice_.public_key()), (MoonlightAccount{0, FUNDS})) << row.reason;
    }
    auto forged = sign(payload(), bob_);
    EXPECT_EQ(execute_tx(*session_, forged).error().reason, "Invalid signature");
    EXPECT_TRUE(session_->overlay().changes().empty());
}

TEST_F(Execution, nonces_go_up_by_one) {
    ASSERT_TRUE(run(payload({}, 1)));
    EXPECT_EQ(run(payload({}, 1)).error().reason, "Already used nonce");
    EXPECT_EQ(run(payload({}, 3)).error().kind, RefusalKind::nonce_not_ready);
    ASSERT_TRUE(run(payload({}, 2)));
    EXPECT_EQ(account(alice_.public_key()).nonce, 2u);
}

TEST_F(Execution, gas_beyond_the_blocks_limit_is_refused_without_trace) {
    BlockExecutor executor(*session_, {.gas_limit = 1000,
                                       .generator = staker_.public_key(),
                                       .dusk_key = bob_.public_key(),
                                       .voters = {{staker_.public_key(), 128}},
                                       .failed_iterations = {},
                                       .faults = {}});
    const auto added = executor.add(sign(payload(), alice_));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, RefusalKind::block_full);
    EXPECT_TRUE(session_->overlay().changes().empty());
}

TEST_F(Execution, the_raw_form_of_a_key_is_understood) {
    auto p = payload(ContractCall{VAULT, "take", u64_bytes(50)});
    p.deposit = 50;
    ASSERT_FALSE(run(p)->err);
    Bytes pay = to_bytes(*native_bls().raw_key(bob_.public_key()));
    pay.resize(200);
    append_le<std::uint64_t>(pay, 20);
    ASSERT_FALSE(run(payload(ContractCall{VAULT, "pay", pay}, 2))->err);
    EXPECT_EQ(account(bob_.public_key()).balance, FUNDS + 20);
}

}  // namespace
}  // namespace dusk::settlement
