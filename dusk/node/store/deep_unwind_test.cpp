// A reorganisation of more blocks than one step of it takes, at once and cut off in the middle:
// states, proofs and receipts are those of the branch where the head stands.
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include <dusk/node/store/test_tree.hpp>
#include <dusk/platform/kv/disk_budget.hpp>

namespace dusk::store {
namespace {

using testing::expect_state;
using testing::Node;
using testing::small_genesis;
using testing::Tree;

constexpr std::size_t LENGTH = 900;
constexpr std::size_t FORK = 60;

class DeepUnwind : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("dusk_deep_unwind_" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        auto store = *open();
        Tree tree(*store, 1);
        for (std::size_t i = 0; i < LENGTH; ++i) {
            tree.grow(1);
            if (i % 50 == 0) ASSERT_TRUE(store->set_head(tree.nodes.back().ref.hash));
        }
        ASSERT_TRUE(store->set_head(tree.nodes.back().ref.hash));
        old_ = tree.nodes;
        ASSERT_TRUE(tree.try_grow_on(old_[FORK]));
        ASSERT_TRUE(tree.try_grow(1));
        new_.assign(old_.begin(), old_.begin() + FORK + 1);
        new_.insert(new_.end(), tree.nodes.end() - 2, tree.nodes.end());
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
                                 .background = false,
                                 .flush_on_close = budget == nullptr,
                                 .disk_budget = std::move(budget)});
    }

    static void expect_kept(const ChainStore& store, const Node& node) {
        const auto view = store.state_after(node.ref.hash);
        ASSERT_TRUE(view) << view.error().message;
        expect_state(**view, node.state);
        const auto nodes = store.nodes_after(node.ref.hash);
        ASSERT_TRUE(nodes);
        for (std::uint8_t i = 1; i < Tree::ACCOUNTS; ++i) {
            const auto key = keccak256(Address{{i}});
            const auto proof = prove(node.header.state_root, key, **nodes);
            ASSERT_TRUE(proof);
            const auto leaf = verify_proof(node.header.state_root, key, *proof);
            ASSERT_TRUE(leaf);
            ASSERT_EQ(leaf->has_value(), node.state.contains(Address{{i}}));
        }
        ASSERT_EQ((*store.receipts(node.ref.hash)).has_value(), true);
    }
    /// The head is the block of `branch` with its number, and all below it are canonical.
    static void expect_on(const ChainStore& store, const std::vector<Node>& branch) {
        const auto head = store.head();
        ASSERT_LT(head.number, branch.size());
        ASSERT_EQ(head, branch[head.number].ref);
        ASSERT_FALSE(*store.canonical_hash(head.number + 1));
        for (std::uint64_t number = 0; number <= head.number; ++number)
            ASSERT_EQ(*store.canonical_hash(number), branch[number].ref.hash) << number;
        for (auto number = head.number; number > 0; number -= std::min<std::uint64_t>(number, 97))
            ASSERT_NO_FATAL_FAILURE(expect_kept(store, branch[number])) << number;
    }

    std::filesystem::path folder_;
    std::vector<Node> old_;
    std::vector<Node> new_;
};

TEST_F(DeepUnwind, goes_there_and_back) {
    auto store = *open();
    const auto unwound = (*store->body(old_.back().ref.hash))->transactions[0];
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(store->set_head(new_.back().ref.hash));
        ASSERT_EQ(store->head(), new_.back().ref);
        ASSERT_NO_FATAL_FAILURE(expect_on(*store, new_));
        EXPECT_FALSE(*store->find_txn(transaction_hash(unwound)));
        ASSERT_NO_FATAL_FAILURE(expect_kept(*store, old_[FORK + 2]));

        ASSERT_TRUE(store->set_head(old_.back().ref.hash));
        ASSERT_EQ(store->head(), old_.back().ref);
        ASSERT_NO_FATAL_FAILURE(expect_on(*store, old_));
        EXPECT_TRUE(*store->find_txn(transaction_hash(unwound)));
        if (i == 0) store = nullptr;
        if (i == 0) store = *open();
    }
}

TEST_F(DeepUnwind, cut_off_anywhere_stands_on_one_branch_and_goes_on) {
    std::size_t cut_off = 0;
    std::size_t in_the_middle = 0;
    for (std::uint64_t bytes = 400'000; bytes < 64'000'000; bytes = bytes * 5 / 4) {
        std::filesystem::remove_all(copy());
        std::filesystem::copy(folder_, copy());
        const auto budget = std::make_shared<kv::DiskBudget>(1 << 30);
        auto store = *open(budget, true);
        budget->set(bytes);
        const bool is_done = store->set_head(new_.back().ref.hash).has_value();
        store.reset();

        budget->set(1 << 30);
        auto again = open(budget, true);
        ASSERT_TRUE(again) << again.error().message;
        const auto head = (*again)->head();
        const bool is_old = head.number > FORK + 2 || head == old_[head.number].ref;
        ASSERT_NO_FATAL_FAILURE(expect_on(**again, is_old ? old_ : new_)) << bytes;
        in_the_middle += is_old && head != old_.back().ref ? 1 : 0;
        ASSERT_TRUE((*again)->set_head(new_.back().ref.hash));
        ASSERT_NO_FATAL_FAILURE(expect_on(**again, new_)) << bytes;
        if (is_done) break;
        ++cut_off;
    }
    EXPECT_GT(cut_off, 0u);
    EXPECT_GT(in_the_middle, 0u);
}

}  // namespace
}  // namespace dusk::store
