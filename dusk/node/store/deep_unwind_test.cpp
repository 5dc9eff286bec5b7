// A reorganisation of more than one step of it takes, at once and cut off in the middle: states,
// proofs and receipts are those of the branch where the head stands.
#include <filesystem>
#include <set>

#include <gtest/gtest.h>
#include <unistd.h>

#include <dusk/node/store/test_kept.hpp>
#include <dusk/platform/kv/disk_budget.hpp>

namespace dusk::store {
namespace {

using testing::expect_kept;
using testing::expect_on;
using testing::Node;
using testing::small_genesis;
using testing::Tree;

constexpr std::size_t FORK = 20;
constexpr std::size_t OLD_LENGTH = 150;
constexpr std::size_t NEW_LENGTH = 70;
constexpr std::uint64_t STRIDE = 23;

class DeepUnwind : public ::testing::TestWithParam<BlockBound> {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("dusk_deep_unwind_" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        auto store = *open();
        Tree tree(*store, 1);
        for (std::size_t i = 1; i <= OLD_LENGTH; ++i) {
            tree.grow(1);
            if (i % 40 == 0) ASSERT_TRUE(store->set_head(tree.nodes.back().ref.hash));
        }
        old_ = tree.nodes;
        ASSERT_TRUE(tree.try_grow_on(old_[FORK]));
        for (std::size_t i = 1; i < NEW_LENGTH; ++i) tree.grow(1);
        new_.assign(old_.begin(), old_.begin() + FORK + 1);
        new_.insert(new_.end(), tree.nodes.end() - NEW_LENGTH, tree.nodes.end());
    }
    void TearDown() override {
        std::filesystem::remove_all(folder_);
        std::filesystem::remove_all(copy());
    }

    std::filesystem::path copy() const { return folder_.string() + "_copy"; }
    kv::Result<std::unique_ptr<ChainStore>> open(std::shared_ptr<kv::DiskBudget> budget = nullptr,
                                                 bool in_copy = false) const {
        return ChainStore::open((in_copy ? copy() : folder_).string(), small_genesis(),
                                {.cache_mb = 0,
                                 .flush_blocks = 16,
                                 .unflushed_blocks = 4,
                                 .step = GetParam(),
                                 .background = false,
                                 .flush_on_close = budget == nullptr,
                                 .disk_budget = std::move(budget)});
    }

    std::filesystem::path folder_;
    std::vector<Node> old_;
    std::vector<Node> new_;
};

TEST_P(DeepUnwind, goes_there_and_back) {
    auto store = *open();
    const auto unwound = (*store->body(old_.back().ref.hash))->transactions[0];
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(store->set_head(new_.back().ref.hash));
        ASSERT_EQ(store->head(), new_.back().ref);
        ASSERT_NO_FATAL_FAILURE(expect_on(*store, new_, STRIDE));
        EXPECT_FALSE(*store->find_txn(transaction_hash(unwound)));
        ASSERT_NO_FATAL_FAILURE(expect_kept(*store, old_[FORK + 2]));

        ASSERT_TRUE(store->set_head(old_.back().ref.hash));
        ASSERT_EQ(store->head(), old_.back().ref);
        ASSERT_NO_FATAL_FAILURE(expect_on(*store, old_, STRIDE));
        EXPECT_TRUE(*store->find_txn(transaction_hash(unwound)));
        if (i == 0) store = nullptr;
        if (i == 0) store = *open();
    }
}

TEST_P(DeepUnwind, cut_off_anywhere_stands_on_one_branch_and_goes_on) {
    std::set<std::uint64_t> heads;
    bool is_done = false;
    for (std::uint64_t bytes = 100'000; !is_done; bytes += 90'000) {
        ASSERT_LT(bytes, 64'000'000u);
        std::filesystem::remove_all(copy());
        std::filesystem::copy(folder_, copy());
        const auto budget = std::make_shared<kv::DiskBudget>(1 << 30);
        auto store = *open(budget, true);
        budget->set(bytes);
        is_done = store->set_head(new_.back().ref.hash).has_value();
        store.reset();

        budget->set(1 << 30);
        auto again = open(budget, true);
        ASSERT_TRUE(again) << again.error().message;
        const auto head = (*again)->head();
        const bool is_old = head == old_[head.number].ref;
        if (head != old_.back().ref && head != new_.back().ref) heads.insert(head.number);
        ASSERT_NO_FATAL_FAILURE(expect_on(**again, is_old ? old_ : new_, STRIDE)) << bytes;
        ASSERT_TRUE((*again)->set_head(new_.back().ref.hash));
        ASSERT_NO_FATAL_FAILURE(expect_on(**again, new_, STRIDE)) << bytes;
    }
    // A step has ended at each.
    EXPECT_GE(heads.size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(steps, DeepUnwind,
                         ::testing::Values(BlockBound{.blocks_max = 25},
                                           BlockBound{.bytes_max = 200'000}),
                         [](const auto& info) {
                             return info.param.blocks_max == 25 ? "by_blocks" : "by_bytes";
                         });

}  // namespace
}  // namespace dusk::store
