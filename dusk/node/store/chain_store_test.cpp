#include <filesystem>

#include <gtest/gtest.h>

#include <dusk/node/store/test_tree.hpp>

namespace dusk::store {
namespace {

using testing::expect_state;
using testing::small_genesis;
using testing::Tree;

TEST(chain_store, any_walk_of_the_head_leaves_the_state_of_its_block) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        auto store = ChainStore::open("", small_genesis(), {.in_memory = true});
        ASSERT_TRUE(store) << store.error().message;
        Tree tree(**store, seed);
        for (int step = 0; step < 60; ++step) {
            tree.grow();
            const auto& target = tree.any();
            ASSERT_TRUE((*store)->set_head(target.ref.hash));
            ASSERT_EQ((*store)->head(), target.ref);
            const auto flat = (*store)->state_after(target.ref.hash);
            ASSERT_TRUE(flat);
            expect_state(**flat, target.state);
            const auto& other = tree.any();
            const auto trie = (*store)->state_after(other.ref.hash);
            ASSERT_TRUE(trie);
            expect_state(**trie, other.state);
            if (HasFatalFailure()) return;
        }
    }
}

TEST(chain_store, only_canonical_transactions_are_found) {
    auto store = ChainStore::open("", small_genesis(), {.in_memory = true});
    ASSERT_TRUE(store);
    Tree tree(**store, 1);
    for (int i = 0; i < 10; ++i) tree.grow();
    for (const auto& target : tree.nodes) {
        ASSERT_TRUE((*store)->set_head(target.ref.hash));
        for (const auto& node : tree.nodes) {
            const auto body = *(*store)->body(node.ref.hash);
            if (body->transactions.empty()) continue;
            const auto place = *(*store)->find_txn(transaction_hash(body->transactions[0]));
            const auto canonical = *(*store)->is_canonical(node.ref);
            ASSERT_EQ(place.has_value(), canonical);
            if (place) EXPECT_EQ(place->block_hash, node.ref.hash);
        }
    }
}

TEST(chain_store, reopens_where_it_was_and_refuses_another_genesis) {
    const auto folder = std::filesystem::temp_directory_path() / "dusk_chain_store_test";
    std::filesystem::remove_all(folder);
    BlockRef head;
    {
        auto store = ChainStore::open(folder, small_genesis());
        ASSERT_TRUE(store) << store.error().message;
        Tree tree(**store, 3);
        for (int i = 0; i < 5; ++i) tree.grow();
        head = tree.nodes.back().ref;
        ASSERT_TRUE((*store)->set_head(head.hash));
        ASSERT_TRUE((*store)->set_safe_and_finalized(head, (*store)->genesis_block()));
    }
    {
        auto store = ChainStore::open(folder, small_genesis());
        ASSERT_TRUE(store) << store.error().message;
        EXPECT_EQ((*store)->head(), head);
        EXPECT_EQ((*store)->safe(), head);
        EXPECT_EQ((*store)->finalized(), (*store)->genesis_block());
    }
    const auto other = ChainStore::open(folder, small_genesis(2));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, kv::ErrorKind::foreign);
    std::filesystem::remove_all(folder);
}

TEST(chain_store, records_round_trip_and_refuse_truncation) {
    StateDiff diff;
    diff.accounts.push_back({Address{{7}}, Account{1, 2, Hash32{{3}}}, true, {{4, 5}, {6, 0}}});
    diff.accounts.push_back({Address{{8}}, std::nullopt, false, {}});
    const auto encoded = encode_state_diff(diff);
    const auto decoded = decode_state_diff(encoded);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(encode_state_diff(*decoded), encoded);
    for (std::size_t size = 0; size < encoded.size(); ++size)
        EXPECT_FALSE(decode_state_diff(BytesView(encoded).first(size)));
}

}  // namespace
}  // namespace dusk::store
