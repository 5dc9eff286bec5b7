// How far from the tables a block's state may be, in blocks and in bytes: a branch that nobody
// makes canonical comes to an end, the canonical chain never does.
#include <gtest/gtest.h>

#include <dusk/node/store/test_kept.hpp>

namespace dusk::store {
namespace {

using testing::expect_kept;
using testing::expect_on;
using testing::Node;
using testing::small_genesis;
using testing::Tree;

StoreOptions options(const BlockBound& layers) {
    return {.cache_mb = 0, .in_memory = true, .layers = layers, .background = false};
}

/// Grows a branch as far as the store lets it.
std::size_t grow_until_refused(Tree& tree) {
    std::size_t length = 0;
    while (length < 200 && tree.try_grow()) ++length;
    return length;
}

TEST(layers_bound, a_state_too_many_blocks_off_the_tables_is_refused) {
    const auto store = *ChainStore::open("", small_genesis(), options({.blocks_max = 12}));
    Tree tree(*store, 3);
    // On the twelfth a last one can be built, whose own state is out of reach.
    EXPECT_EQ(grow_until_refused(tree), 13u);
    ASSERT_NO_FATAL_FAILURE(expect_kept(*store, tree.nodes[12]));
    const auto refused = store->state_after(tree.nodes[13].ref.hash);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, kv::ErrorKind::missing);
    EXPECT_EQ(refused.error().message,
              "the state of block 13 is out of reach: more than 12 blocks or 67108864 bytes of "
              "trie nodes are between it and what is on disk");
}

TEST(layers_bound, a_state_too_many_bytes_off_the_tables_is_refused) {
    std::array<std::size_t, 2> lengths{};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto store =
            *ChainStore::open("", small_genesis(), options({.bytes_max = (i + 1) * 60'000}));
        Tree tree(*store, 3);
        lengths[i] = grow_until_refused(tree);
        const auto& last = tree.nodes[lengths[i]];
        const auto refused = store->state_after(last.ref.hash);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, kv::ErrorKind::missing);
        EXPECT_FALSE(store->nodes_after(last.ref.hash));
        // What was within reach still is.
        ASSERT_NO_FATAL_FAILURE(expect_kept(*store, tree.nodes[lengths[i] / 2]));
    }
    EXPECT_GT(lengths[0], 2u);
    EXPECT_GT(lengths[1], lengths[0] + 2);
    EXPECT_LT(lengths[1], 100u);
}

TEST(layers_bound, a_branch_that_ended_goes_on_once_it_is_canonical) {
    auto bounded = options({.blocks_max = 12});
    bounded.step = {.bytes_max = 20'000};
    const auto store = *ChainStore::open("", small_genesis(), bounded);
    Tree tree(*store, 4);
    std::uint64_t kept = 0;
    for (const std::uint64_t keep : {2U, 0U, 1U}) {
        EXPECT_EQ(grow_until_refused(tree), 13 - kept);
        ASSERT_TRUE(store->set_head(tree.nodes.back().ref.hash));
        ASSERT_TRUE(store->flush(keep));
        kept = keep;
        ASSERT_NO_FATAL_FAILURE(expect_on(*store, tree.nodes, 1));
    }
}

class CanonicalChain : public ::testing::TestWithParam<BlockBound> {};

TEST_P(CanonicalChain, never_comes_to_be_out_of_reach) {
    for (const bool background : {false, true}) {
        auto bounded = options(GetParam());
        bounded.background = background;
        const auto store = *ChainStore::open("", small_genesis(), bounded);
        Tree tree(*store, 5);
        for (int i = 0; i < 100; ++i) {
            ASSERT_TRUE(tree.try_grow()) << i;
            ASSERT_TRUE(store->set_head(tree.nodes.back().ref.hash));
        }
        ASSERT_NO_FATAL_FAILURE(expect_on(*store, tree.nodes, 7));
        // Back below what is in the tables, and there again.
        ASSERT_TRUE(store->set_head(tree.nodes[20].ref.hash));
        ASSERT_TRUE(store->set_head(tree.nodes[100].ref.hash));
        ASSERT_TRUE(tree.try_grow());
        ASSERT_NO_FATAL_FAILURE(expect_on(*store, {tree.nodes.begin(), tree.nodes.end() - 1}, 7));
    }
}

INSTANTIATE_TEST_SUITE_P(bounds, CanonicalChain,
                         ::testing::Values(BlockBound{.blocks_max = 20},
                                           BlockBound{.bytes_max = 100'000},
                                           // Less than the layer of a block.
                                           BlockBound{.bytes_max = 1'000}),
                         [](const auto& info) {
                             const auto bytes = info.param.bytes_max;
                             return bytes == 1'000     ? "less_than_a_block"
                                    : bytes == 100'000 ? "by_bytes"
                                                       : "by_blocks";
                         });

}  // namespace
}  // namespace dusk::store
