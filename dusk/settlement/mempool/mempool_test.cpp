// Rules of the mempool (spec/duskds-transactions.md section 11).
#include <gtest/gtest.h>

#include <dusk/settlement/mempool/mempool.hpp>

namespace dusk::settlement {
namespace {

struct TxSpec {
    std::uint8_t sender = 1;
    std::uint64_t nonce = 1;
    std::uint64_t gas_price = 1;
    std::uint64_t gas_limit = 100'000;
    std::uint64_t received_ms = 0;
};

std::shared_ptr<const MempoolEntry> entry(const TxSpec& spec) {
    Tx tx;
    tx.payload.sender[0] = spec.sender;
    tx.payload.nonce = spec.nonce;
    tx.payload.gas_price = spec.gas_price;
    tx.payload.gas_limit = spec.gas_limit;
    const auto id = tx_id(tx);
    return std::make_shared<const MempoolEntry>(MempoolEntry{id, tx, 300, spec.received_ms});
}

constexpr Mempool::SenderState RICH{0, 1'000'000'000'000};

TEST(Mempool, takes_nonces_without_gaps) {
    Mempool pool({});
    EXPECT_EQ(pool.add(entry({.nonce = 2}), RICH).error(), MempoolError::nonce_gap);
    EXPECT_TRUE(pool.add(entry({.nonce = 1}), RICH));
    EXPECT_TRUE(pool.add(entry({.nonce = 2}), RICH));
    EXPECT_EQ(pool.next_nonce(entry({})->tx.payload.sender, 0), 3u);
    EXPECT_EQ(pool.add(entry({.sender = 2, .nonce = 5}), {5, 1'000'000'000}).error(),
              MempoolError::nonce_used);
    EXPECT_TRUE(pool.add(entry({.sender = 2, .nonce = 6}), {5, 1'000'000'000}));
}

TEST(Mempool, refuses_by_name) {
    Mempool pool({.capacity = 10, .min_gas_limit = 100});
    EXPECT_EQ(pool.add(entry({.gas_price = 0}), RICH).error(), MempoolError::gas_price_too_low);
    EXPECT_EQ(pool.add(entry({.gas_limit = 99}), RICH).error(), MempoolError::gas_limit_too_low);
    EXPECT_EQ(pool.add(entry({}), {0, 99'999}).error(), MempoolError::not_enough_balance);
    EXPECT_TRUE(pool.add(entry({}), {0, 100'000}));
    EXPECT_EQ(pool.add(entry({}), RICH).error(), MempoolError::already_present);
}

TEST(Mempool, replaces_only_for_a_better_price_or_limit) {
    Mempool pool({});
    const auto first = entry({.gas_price = 5});
    ASSERT_TRUE(pool.add(first, RICH));
    EXPECT_EQ(pool.add(entry({.gas_price = 4}), RICH).error(), MempoolError::replacement_too_cheap);
    EXPECT_EQ(pool.add(entry({.gas_price = 5, .gas_limit = 99'999}), RICH).error(),
              MempoolError::replacement_too_cheap);
    const auto more_gas = pool.add(entry({.gas_price = 5, .gas_limit = 100'001}), RICH);
    ASSERT_TRUE(more_gas);
    EXPECT_EQ(*more_gas, std::vector{first->id});
    EXPECT_TRUE(pool.add(entry({.gas_price = 6}), RICH));
    EXPECT_EQ(pool.size(), 1u);
}

TEST(Mempool, a_full_pool_gives_up_its_cheapest) {
    Mempool pool({.capacity = 2});
    const auto cheap = entry({.sender = 1, .gas_price = 2});
    ASSERT_TRUE(pool.add(cheap, RICH));
    ASSERT_TRUE(pool.add(entry({.sender = 2, .gas_price = 3}), RICH));
    EXPECT_EQ(pool.add(entry({.sender = 3, .gas_price = 1}), RICH).error(), MempoolError::full);
    const auto added = pool.add(entry({.sender = 3, .gas_price = 2}), RICH);
    ASSERT_TRUE(added);
    EXPECT_EQ(added->size(), 1u);
    EXPECT_EQ(pool.size(), 2u);
}

TEST(Mempool, orders_by_price_and_then_id) {
    Mempool pool({});
    for (std::uint8_t i = 1; i <= 5; ++i)
        ASSERT_TRUE(pool.add(entry({.sender = i, .gas_price = i % 3u + 1}), RICH));
    const auto order = pool.by_price();
    for (std::size_t i = 1; i < order.size(); ++i) {
        const auto a = order[i - 1]->tx.payload.gas_price;
        const auto b = order[i]->tx.payload.gas_price;
        EXPECT_TRUE(a > b || (a == b && order[i - 1]->id < order[i]->id));
    }
}

TEST(Mempool, expiry_takes_the_following_nonces_along) {
    Mempool pool({.expiry_ms = 100});
    ASSERT_TRUE(pool.add(entry({.nonce = 1, .received_ms = 0}), RICH));
    ASSERT_TRUE(pool.add(entry({.nonce = 2, .received_ms = 90}), RICH));
    ASSERT_TRUE(pool.add(entry({.sender = 2, .received_ms = 90}), RICH));
    EXPECT_TRUE(pool.erase_expired(99).empty());
    EXPECT_EQ(pool.erase_expired(100).size(), 2u);
    EXPECT_EQ(pool.size(), 1u);
}

TEST(Mempool, a_block_uses_up_spend_ids) {
    Mempool pool({});
    const auto waiting = entry({.gas_price = 3});
    ASSERT_TRUE(pool.add(waiting, RICH));
    const auto rival = entry({.gas_price = 9});
    const auto gone = pool.spent({rival->tx});
    EXPECT_EQ(gone, std::vector{waiting->id});
    pool.erase(gone);
    EXPECT_EQ(pool.size(), 0u);
}

}  // namespace
}  // namespace dusk::settlement
