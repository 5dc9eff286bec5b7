#include <tests/support/pool_fixture.hpp>

namespace dusk::pool {
namespace {

TEST_F(TxnPoolTest, transactions_behind_a_gap_are_queued_until_it_closes) {
    ASSERT_EQ(refusal({.nonce = 1}), "");
    EXPECT_EQ(pool->counts().pending, 0u);
    EXPECT_EQ(pool->counts().queued, 1u);
    EXPECT_EQ(pool->next_nonce(key(1).address()), 0u);
    std::vector<std::uint64_t> told;
    pool->on_pending([&](const PooledTxnPtr& txn) { told.push_back(txn->txn.nonce); });
    ASSERT_EQ(refusal({.nonce = 0}), "");
    EXPECT_EQ(pool->counts().pending, 2u);
    EXPECT_EQ(pool->next_nonce(key(1).address()), 2u);
    EXPECT_EQ(told, (std::vector<std::uint64_t>{0, 1}));
}

TEST_F(TxnPoolTest, refuses_in_the_words_of_geth) {
    set_account(2, 5, 1'000'000'000);
    pool->reset(head());
    EXPECT_EQ(refusal({.sender = 2, .nonce = 4}), "nonce too low: next nonce 5, tx nonce 4");
    EXPECT_EQ(refusal({.value = 2'000'000'000}),
              "insufficient funds for gas * price + value: balance 1000000000, tx cost 2210000000, "
              "overshot 1210000000");
    EXPECT_EQ(refusal({.gas_limit = 20'999}),
              "intrinsic gas too low: gas 20999, minimum needed 21000");
    EXPECT_EQ(refusal({.tip = 5, .max_fee = 4}),
              "max priority fee per gas higher than max fee per gas");
    EXPECT_EQ(refusal({.tip = 0}),
              "transaction gas price below minimum: gas tip cap 0, minimum needed 1");
    EXPECT_EQ(refusal({.max_fee = 1'000, .gas_limit = 31'000'000}), "exceeds block gas limit");
    ASSERT_EQ(refusal({}), "");
    EXPECT_EQ(refusal({}), "already known");
    auto txn = to_txn({.nonce = 1});
    txn.chain_id = 1;
    EXPECT_EQ(refusal_of(sign(txn)),
              "invalid sender: invalid chain id for signer: have 1 want 31744");
    txn.chain_id = CHAIN_ID;
    EXPECT_EQ(refusal_of(encode_transaction(txn)),
              "invalid sender: invalid transaction v, r, s values");
    txn.type = TxnType::set_code;
    txn.gas_limit = 30'000;
    EXPECT_EQ(refusal_of(sign(txn)), "set code tx must have at least one authorization tuple");
    EXPECT_EQ(pool->add(Bytes{0x7e, 0xc0}).error().refusal, Refusal::invalid);
    EXPECT_EQ(pool->add(Bytes{}).error().refusal, Refusal::invalid);
    EXPECT_EQ(pool->add(Bytes(200'000, 1)).error().refusal, Refusal::oversized);
}

TEST_F(TxnPoolTest, what_pays_less_than_a_new_limit_leaves) {
    ASSERT_EQ(refusal({.nonce = 0, .tip = 20}), "");
    ASSERT_EQ(refusal({.nonce = 1, .tip = 10}), "");
    ASSERT_EQ(refusal({.nonce = 2, .tip = 30}), "");
    ASSERT_EQ(refusal({.sender = 2, .tip = 19}), "");
    pool->set_price_limit(20);
    EXPECT_EQ(pool->counts().pending, 1u);
    EXPECT_EQ(pool->counts().queued, 1u);
    EXPECT_EQ(refusal({.sender = 2, .tip = 19}),
              "transaction gas price below minimum: gas tip cap 19, minimum needed 20");
    pool->set_price_limit(0);
    EXPECT_EQ(refusal({.nonce = 1, .tip = 0}), "");
    EXPECT_EQ(pool->counts().pending, 3u);
}

TEST_F(TxnPoolTest, a_replacement_must_pay_a_tenth_more_in_both_fees) {
    ASSERT_EQ(refusal({.tip = 1'000, .max_fee = 10'000}), "");
    EXPECT_EQ(refusal({.tip = 1'099, .max_fee = 11'000}), "replacement transaction underpriced");
    EXPECT_EQ(refusal({.tip = 1'100, .max_fee = 10'999}), "replacement transaction underpriced");
    ASSERT_EQ(refusal({.sender = 2, .tip = 1, .max_fee = 1}), "");
    EXPECT_EQ(refusal({.sender = 2, .tip = 1, .max_fee = 2}),
              "replacement transaction underpriced");
    EXPECT_EQ(refusal({.tip = 1'100, .max_fee = 11'000}), "");
    EXPECT_EQ(pool->counts().pending, 2u);
}

TEST_F(TxnPoolTest, all_that_is_pending_must_be_affordable_together) {
    set_account(1, 0, 500'000'000);
    pool->reset(head());
    ASSERT_EQ(refusal({.nonce = 0}), "");
    ASSERT_EQ(refusal({.nonce = 1}), "");
    EXPECT_EQ(refusal({.nonce = 2}),
              "insufficient funds for gas * price + value: balance 500000000, queued cost "
              "420000000, tx cost 210000000, overshot 130000000");
    EXPECT_EQ(refusal({.nonce = 1, .tip = 2'000, .max_fee = 15'000}),
              "insufficient funds for gas * price + value: balance 500000000, queued cost "
              "420000000, tx bumped 105000000, overshot 25000000");
    EXPECT_EQ(refusal({.nonce = 1, .tip = 2'000, .max_fee = 13'000}), "");
}

TEST_F(TxnPoolTest, types_of_other_chains_are_refused) {
    for (const int type : {0x03, 0x05, 0x7d, 0x7e, 0x7f}) {
        const auto added = pool->add(Bytes{static_cast<std::uint8_t>(type), 0xc0});
        ASSERT_FALSE(added) << type;
        EXPECT_EQ(added.error().refusal, Refusal::invalid);
    }
    auto deposit = Transaction{.type = TxnType::deposit, .gas_limit = 21'000, .to = Address{{9}}};
    EXPECT_EQ(pool->add(encode_transaction(deposit)).error().message,
              "transaction type not supported: received type 126");
}

TEST_F(TxnPoolTest, the_fee_for_l1_must_be_affordable_too) {
    set_account(1, 0, 210'000'000);
    auto with_fees = head();
    with_fees.l1_fees = {.base_fee = 1'000'000, .base_fee_scalar = 1};
    pool->reset(with_fees);
    EXPECT_EQ(refusal({}),
              "insufficient funds for gas * price + value: balance 210000000, tx cost 210001600, "
              "overshot 1600");
    pool->reset(head());
    EXPECT_EQ(refusal({}), "");
    pool->reset(with_fees);
    EXPECT_EQ(pool->counts().pending, 0u);
}

TEST_F(TxnPoolTest, a_transaction_that_fills_more_than_a_block_with_data_is_refused) {
    auto narrow = head();
    narrow.l1_fees.da_footprint_scalar = 60'000;
    narrow.header.gas_limit = 5'000'000;
    pool->reset(narrow);
    EXPECT_EQ(refusal({}), "exceeds block DA footprint limit");
}

TEST_F(TxnPoolTest, a_delegated_account_has_one_transaction_at_a_time) {
    StateDiff diff;
    const Bytes code{0xef, 0x01, 0x00, 1,  2,  3,  4,  5,  6,  7,  8, 9,
                     10,   11,   12,   13, 14, 15, 16, 17, 18, 19, 20};
    diff.codes.emplace_back(keccak256(code), std::make_shared<const Bytes>(code));
    diff.accounts.push_back(
        {.address = key(1).address(),
         .account = Account{.nonce = 3, .balance = 1'000'000'000, .code_hash = keccak256(code)}});
    state.apply(diff);
    pool->reset(head());
    EXPECT_EQ(refusal({.nonce = 4}), "gapped-nonce tx from delegated accounts");
    EXPECT_EQ(refusal({.nonce = 3}), "");
    EXPECT_EQ(refusal({.nonce = 4}), "in-flight transaction limit reached for delegated accounts");
    EXPECT_EQ(refusal({.nonce = 3, .tip = 2'000, .max_fee = 20'000}), "");
}

TEST_F(TxnPoolTest, best_is_by_tip_with_nonces_in_order) {
    ASSERT_EQ(refusal({.sender = 1, .nonce = 0, .tip = 10}), "");
    ASSERT_EQ(refusal({.sender = 1, .nonce = 1, .tip = 90}), "");
    ASSERT_EQ(refusal({.sender = 2, .nonce = 0, .tip = 50}), "");
    ASSERT_EQ(refusal({.sender = 3, .nonce = 0, .tip = 20}), "");
    auto best = pool->best(1);
    std::vector<std::uint64_t> tips;
    while (const auto txn = best.next()) tips.push_back(txn->txn.max_priority_fee_per_gas.low64());
    EXPECT_EQ(tips, (std::vector<std::uint64_t>{50, 20, 10, 90}));

    auto skipping = pool->best(1);
    skipping.next();
    skipping.next();
    skipping.next();
    skipping.skip_sender();
    EXPECT_EQ(skipping.next(), nullptr);

    NextNonces next;
    next[key(1).address()] = 1;
    next[key(2).address()] = 1;
    auto rest = pool->best(1, next);
    EXPECT_EQ(rest.next()->txn.max_priority_fee_per_gas, u256{90});
    EXPECT_EQ(rest.next()->txn.max_priority_fee_per_gas, u256{20});
    EXPECT_EQ(rest.next(), nullptr);
}

TEST_F(TxnPoolTest, a_new_head_drops_what_it_includes_or_makes_unaffordable) {
    ASSERT_EQ(refusal({.sender = 1, .nonce = 0}), "");
    ASSERT_EQ(refusal({.sender = 1, .nonce = 1}), "");
    ASSERT_EQ(refusal({.sender = 2, .nonce = 0}), "");
    set_account(1, 1, 1'000'000'000);
    set_account(2, 0, 5);
    pool->reset(head());
    EXPECT_EQ(pool->counts().pending, 1u);
    EXPECT_EQ(pool->next_nonce(key(1).address()), 2u);
}

TEST_F(TxnPoolTest, what_was_accepted_survives_a_restart_in_order) {
    const auto first = pool->add(encode({.sender = 1, .nonce = 0, .tip = 7}));
    const auto second = pool->add(encode({.sender = 2, .nonce = 0, .tip = 7}));
    ASSERT_TRUE(first && second);
    pool = make_pool();
    ASSERT_TRUE(pool->load());
    auto best = pool->best(1);
    EXPECT_EQ(best.next()->hash, *first);
    EXPECT_EQ(best.next()->hash, *second);
    set_account(1, 1, 1'000'000'000);
    pool->reset(head());
    pool = make_pool();
    ASSERT_TRUE(pool->load());
    EXPECT_EQ(pool->find(*first), nullptr);
    EXPECT_NE(pool->find(*second), nullptr);
}

TEST_F(TxnPoolTest, what_has_a_condition_is_forgotten_at_a_restart) {
    const Offer offer{};
    const auto conditional = std::make_shared<const TxnConditional>();
    const auto added = pool->add(*decode_transaction(encode(offer)), encode(offer), conditional);
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_EQ(pool->find(*added)->conditional, conditional);
    pool = make_pool();
    ASSERT_TRUE(pool->load());
    EXPECT_EQ(pool->counts().pending, 0u);
}

TEST_F(TxnPoolTest, a_condition_comes_back_with_its_transaction) {
    const auto conditional = std::make_shared<const TxnConditional>();
    const auto txn = *decode_transaction(encode({}));
    const auto added = pool->add(txn, encode({}), conditional);
    ASSERT_TRUE(added) << added.error().message;
    set_account(1, 1, 1'000'000'000);  // a block has it
    pool->reset(head());
    EXPECT_EQ(pool->find(*added), nullptr);
    set_account(1, 0, 1'000'000'000);  // and another has not
    pool->reset(head(), {txn});
    ASSERT_NE(pool->find(*added), nullptr);
    EXPECT_EQ(pool->find(*added)->conditional, conditional);
    // Its row in the journal would have none.
    pool = make_pool();
    ASSERT_TRUE(pool->load());
    EXPECT_EQ(pool->find(*added), nullptr);
}

TEST_F(TxnPoolTest, a_journal_row_without_its_transaction_is_swept) {
    ASSERT_TRUE(database->put(store::Table::pool, Hash32{{1}}, Bytes(40, 1)));
    const auto first = pool->add(encode({.sender = 1}));
    now_s += limits.rejournal_s;
    pool->reset(head());
    auto rows = database->iterate(store::Table::pool);
    rows.seek_first();
    ASSERT_TRUE(rows.valid());
    EXPECT_EQ(keccak256(rows.value().subspan(8)), *first);
    rows.next();
    EXPECT_FALSE(rows.valid());
}

TEST_F(TxnPoolTest, what_waits_behind_a_gap_for_too_long_leaves) {
    ASSERT_EQ(refusal({.nonce = 0}), "");
    ASSERT_EQ(refusal({.nonce = 2}), "");
    now_s += limits.lifetime_s + 1;
    pool->reset(head());
    EXPECT_EQ(pool->counts().pending, 1u);
    EXPECT_EQ(pool->counts().queued, 0u);
}

class SmallPoolTest : public TxnPoolTest {
protected:
    SmallPoolTest() : TxnPoolTest({.global_slots = 2, .account_slots = 1, .global_queue = 1}) {}
};

TEST_F(SmallPoolTest, a_full_pool_gives_up_its_cheapest_for_a_better_one) {
    ASSERT_EQ(refusal({.sender = 1, .tip = 10}), "");
    ASSERT_EQ(refusal({.sender = 2, .tip = 20}), "");
    ASSERT_EQ(refusal({.sender = 3, .tip = 30}), "");
    EXPECT_EQ(refusal({.sender = 4, .tip = 10}), "transaction underpriced");
    EXPECT_EQ(refusal({.sender = 4, .nonce = 1, .tip = 11}),
              "future transaction tries to replace pending");
    EXPECT_EQ(refusal({.sender = 4, .tip = 11}), "");
    EXPECT_EQ(pool->counts().pending, 3u);
    EXPECT_EQ(pool->next_nonce(key(1).address()), 0u);
}

TEST_F(SmallPoolTest, one_sender_has_its_limit) {
    ASSERT_EQ(refusal({.nonce = 0}), "");
    ASSERT_EQ(refusal({.nonce = 1}), "");
    EXPECT_EQ(refusal({.nonce = 2}), "account limit exceeded");
    ASSERT_EQ(refusal({.sender = 2, .nonce = 0}), "");
    EXPECT_EQ(pool->next_nonce(key(1).address()), 1u);
    EXPECT_EQ(pool->counts().pending, 2u);
    ASSERT_EQ(refusal({.sender = 3, .nonce = 1}), "");
    EXPECT_EQ(refusal({.sender = 4, .nonce = 1}), "txpool is full");
}

}  // namespace
}  // namespace dusk::pool
