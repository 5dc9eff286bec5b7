#include <gtest/gtest.h>

#include <dusk/core/state/memory_state.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/store/schema.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::pool {
namespace {

constexpr std::uint64_t CHAIN_ID = 31744;

EthereumKey key(std::uint8_t i) { return *EthereumKey::from(Hash32{{1, i}}); }

struct Offer {
    std::uint8_t sender = 1;
    std::uint64_t nonce = 0;
    std::uint64_t tip = 1'000;
    std::uint64_t max_fee = 10'000;
    std::uint64_t gas_limit = 21'000;
    std::uint64_t value = 0;
};

Bytes encode(const Offer& offer) {
    Transaction txn{.type = TxnType::dynamic_fee,
                    .chain_id = CHAIN_ID,
                    .nonce = offer.nonce,
                    .max_priority_fee_per_gas = offer.tip,
                    .max_fee_per_gas = offer.max_fee,
                    .gas_limit = offer.gas_limit,
                    .to = Address{{9}},
                    .value = offer.value};
    const auto signature = key(offer.sender).sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
    return encode_transaction(txn);
}

class TxnPoolTest : public testing::Test {
protected:
    explicit TxnPoolTest(PoolLimits limits = {})
        : database(kv::open_in_memory(store::TABLE_NAMES)), limits(limits) {
        for (std::uint8_t i = 1; i < 9; ++i) set_account(i, 0, 1'000'000'000);
        pool = make_pool();
    }

    std::unique_ptr<TxnPool> make_pool() {
        auto made =
            std::make_unique<TxnPool>(*database, native_crypto(), limits, [this] { return now_s; });
        made->reset(head());
        return made;
    }

    void set_account(std::uint8_t i, std::uint64_t nonce, std::uint64_t balance) {
        StateDiff diff;
        diff.accounts.push_back(
            {.address = key(i).address(), .account = Account{.nonce = nonce, .balance = balance}});
        state.apply(diff);
    }

    PoolHead head() {
        return {.header = {.gas_limit = 30'000'000},
                .rules = rules_at(
                    make_op_config(CHAIN_ID, OpForkSchedule::all_through(OpFork::jovian)), 1),
                .next_base_fee = 1,
                .state = std::make_shared<MemoryState>(state),
                .l1_fees = {}};
    }

    std::string refusal(const Offer& offer) {
        const auto added = pool->add(encode(offer));
        return added ? "" : added.error().message;
    }

    std::unique_ptr<kv::Database> database;
    PoolLimits limits;
    MemoryState state;
    std::uint64_t now_s = 1'000'000;
    std::unique_ptr<TxnPool> pool;
};

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
    EXPECT_EQ(refusal({.value = 2'000'000'000}), "insufficient funds for gas * price + value");
    EXPECT_EQ(refusal({.gas_limit = 20'999}),
              "intrinsic gas too low: gas 20999, minimum needed 21000");
    EXPECT_EQ(refusal({.tip = 5, .max_fee = 4}),
              "max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas: 5, "
              "maxFeePerGas: 4");
    EXPECT_EQ(refusal({.tip = 0}), "transaction underpriced: tip needed 1, tip permitted 0");
    EXPECT_EQ(refusal({.max_fee = 1'000, .gas_limit = 31'000'000}), "exceeds block gas limit");
    ASSERT_EQ(refusal({}), "");
    EXPECT_EQ(refusal({}), "already known");
    EXPECT_EQ(pool->add(Bytes{0x7e, 0xc0}).error().refusal, Refusal::invalid);
    EXPECT_EQ(pool->add(Bytes{}).error().refusal, Refusal::invalid);
    EXPECT_EQ(pool->add(Bytes(200'000, 1)).error().refusal, Refusal::oversized);
}

TEST_F(TxnPoolTest, a_replacement_must_pay_a_tenth_more_in_both_fees) {
    ASSERT_EQ(refusal({.tip = 1'000, .max_fee = 10'000}), "");
    EXPECT_EQ(refusal({.tip = 1'099, .max_fee = 11'000}), "replacement transaction underpriced");
    EXPECT_EQ(refusal({.tip = 1'100, .max_fee = 10'999}), "replacement transaction underpriced");
    EXPECT_EQ(refusal({.tip = 1'100, .max_fee = 11'000}), "");
    EXPECT_EQ(pool->counts().pending, 1u);
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

TEST_F(TxnPoolTest, old_transactions_leave) {
    ASSERT_EQ(refusal({}), "");
    now_s += limits.lifetime_s + 1;
    pool->reset(head());
    EXPECT_EQ(pool->counts().pending, 0u);
}

class SmallPoolTest : public TxnPoolTest {
protected:
    SmallPoolTest() : TxnPoolTest({.global_slots = 3, .account_slots = 2}) {}
};

TEST_F(SmallPoolTest, a_full_pool_gives_up_its_cheapest_for_a_better_one) {
    ASSERT_EQ(refusal({.sender = 1, .tip = 10}), "");
    ASSERT_EQ(refusal({.sender = 2, .tip = 20}), "");
    ASSERT_EQ(refusal({.sender = 3, .tip = 30}), "");
    EXPECT_EQ(refusal({.sender = 4, .tip = 10}), "txpool is full");
    EXPECT_EQ(refusal({.sender = 4, .tip = 11}), "");
    EXPECT_EQ(pool->counts().pending, 3u);
    EXPECT_EQ(pool->next_nonce(key(1).address()), 0u);
}

TEST_F(SmallPoolTest, one_sender_has_its_limit) {
    ASSERT_EQ(refusal({.nonce = 0}), "");
    ASSERT_EQ(refusal({.nonce = 1}), "");
    EXPECT_EQ(refusal({.nonce = 2}), "account limit exceeded");
}

}  // namespace
}  // namespace dusk::pool
