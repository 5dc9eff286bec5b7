// How much one step of a long move takes: blocks that change much are fewer to a step.
#include <gtest/gtest.h>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/store/head_move.hpp>
#include <dusk/node/store/test_tree.hpp>

namespace dusk::store {
namespace {

constexpr std::size_t LENGTH = 40;
constexpr std::size_t SLOTS = 800;
constexpr std::size_t BYTES_MAX = 4'000'000;
const Address BUSY{{0x77}};

/// A chain of blocks that write many slots each, all of them flushed.
class BigBlocks : public ::testing::Test {
protected:
    void SetUp() override {
        store_ = *ChainStore::open({}, testing::small_genesis(),
                                   {.cache_mb = 8, .in_memory = true, .background = false});
        blocks_.push_back(store_->genesis_block());
        auto header = **store_->header(blocks_[0].hash);
        for (std::size_t i = 1; i <= LENGTH; ++i) {
            AccountDiff busy{.address = BUSY, .account = Account{1, u256{i}}, .storage = {}};
            for (std::size_t slot = 0; slot < SLOTS; ++slot)
                busy.storage.emplace_back(u256{i % 4 * SLOTS + slot}, u256{i * SLOTS + slot + 1});
            ExecutedBlock block;
            block.diff.accounts.push_back(std::move(busy));
            const auto update = apply_state_diff(header.state_root, block.diff,
                                                 **store_->nodes_after(blocks_.back().hash));
            ASSERT_TRUE(update);
            header.parent_hash = blocks_.back().hash;
            header.number = i;
            header.state_root = update->state_root;
            block.header = header;
            block.hash = header_hash(header);
            block.body.withdrawals.emplace();
            block.nodes = update->nodes;
            block.places = update->places;
            block.removed = update->removed;
            ASSERT_TRUE(store_->insert(block));
            blocks_.push_back({block.hash, i});
            ASSERT_TRUE(store_->set_head(block.hash));
        }
        ASSERT_TRUE(store_->flush());
    }

    u256 balance() const { return store_->head_state().view->account(BUSY)->balance; }

    std::unique_ptr<ChainStore> store_;
    std::vector<BlockRef> blocks_;
};

TEST_F(BigBlocks, fill_a_step_before_it_takes_more_than_its_bytes) {
    HeadMove move(store_->database(), {.blocks_max = 512, .bytes_max = BYTES_MAX});
    for (auto block = blocks_.rbegin(); !move.is_full(); ++block) {
        ASSERT_LT(move.count(), LENGTH);
        ASSERT_TRUE(move.unwind(*block));
        ASSERT_LE(move.bytes(), BYTES_MAX);
    }
    EXPECT_GT(move.count(), 1u);
    EXPECT_GT(move.bytes(), BYTES_MAX / 2);
    // Nothing that the batch holds is forgotten.
    EXPECT_GT(move.bytes(), move.batch().size_bytes());
    EXPECT_GT(move.bytes(), move.count() * SLOTS * 64);
}

TEST_F(BigBlocks, one_that_is_too_large_for_a_step_is_one) {
    HeadMove move(store_->database(), {.blocks_max = 512, .bytes_max = 1'000});
    EXPECT_FALSE(move.is_full());
    ASSERT_TRUE(move.unwind(blocks_.back()));
    EXPECT_TRUE(move.is_full());
}

TEST_F(BigBlocks, a_step_ends_after_so_many_blocks_too) {
    HeadMove move(store_->database(), {.blocks_max = 3});
    for (auto block = blocks_.rbegin(); !move.is_full(); ++block) ASSERT_TRUE(move.unwind(*block));
    EXPECT_EQ(move.count(), 3u);
}

TEST_F(BigBlocks, are_taken_back_and_put_there_again) {
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(store_->set_head(blocks_[1].hash));
        EXPECT_EQ(balance(), u256{1});
        EXPECT_TRUE(store_->nodes_after(blocks_.back().hash));
        ASSERT_TRUE(store_->set_head(blocks_.back().hash));
        EXPECT_EQ(balance(), u256{LENGTH});
    }
}

}  // namespace
}  // namespace dusk::store
