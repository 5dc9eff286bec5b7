// The store against a model: heads move over a random tree of blocks, trie nodes go to disk now or
// later, windows are short or long, and the store is closed in between, with and without its layers
// written. After each step flat state, historical state, proofs and roots are those of the model.
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include <dusk/node/store/test_kept.hpp>

namespace dusk::store {
namespace {

using testing::expect_kept_state;
using testing::Node;
using testing::small_genesis;
using testing::Tree;

struct Policy {
    std::uint64_t flush_blocks;
    std::uint64_t unflushed_blocks;
    bool background;
    bool archive;
    std::uint64_t history_blocks;
};

class ChainStoreModel : public ::testing::TestWithParam<Policy> {
protected:
    /// Branches that part below the window cannot grow: few blocks to choose from end them early.
    static std::size_t branch_width() { return GetParam().archive ? 12 : 2; }

    static StoreOptions options(bool in_memory) {
        const auto& policy = GetParam();
        // Without caches every node is read where it is.
        return {.cache_mb = policy.background ? std::size_t{8} : std::size_t{0},
                .in_memory = in_memory,
                .archive = policy.archive,
                .history_blocks = policy.history_blocks,
                .flush_blocks = policy.flush_blocks,
                .unflushed_blocks = policy.unflushed_blocks,
                .background = policy.background};
    }
};

TEST_P(ChainStoreModel, any_walk_of_the_head_keeps_all_states_of_the_window) {
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        SCOPED_TRACE(seed);
        auto store = ChainStore::open("", small_genesis(), options(true));
        ASSERT_TRUE(store) << store.error().message;
        Tree tree(**store, seed);
        const auto width = branch_width();
        for (int step = 0; step < 60; ++step) {
            tree.grow(width);
            if (HasFatalFailure()) return;
            const auto target = tree.any(width);
            const auto moved = (*store)->set_head(target.ref.hash);
            ASSERT_TRUE(moved) << moved.error().message;
            ASSERT_EQ((*store)->head(), target.ref);
            expect_kept_state(**store, target);
            expect_kept_state(**store, tree.any(width));
            if (step % 20 == 19) ASSERT_TRUE((*store)->prune());
            if (HasFatalFailure()) return;
        }
        // All the way: each canonical state of the window, and none below it.
        for (const auto& node : tree.nodes) {
            if (!*(*store)->is_canonical(node.ref)) continue;
            if (node.ref.number >= (*store)->oldest_state()) {
                expect_kept_state(**store, node);
            } else {
                EXPECT_EQ((*store)->state_after(node.ref.hash).error().kind,
                          kv::ErrorKind::missing);
            }
            if (HasFatalFailure()) return;
        }
        EXPECT_EQ((*store)->oldest_state() == 0, GetParam().archive);
    }
}

TEST_P(ChainStoreModel, closed_and_opened_it_goes_on) {
    const auto folder = std::filesystem::temp_directory_path() /
                        ("dusk_chain_store_model_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    auto store = ChainStore::open(folder, small_genesis(), options(false));
    ASSERT_TRUE(store) << store.error().message;
    Tree tree(**store, 77);
    const auto width = branch_width();
    for (int step = 0; step < 30; ++step) {
        tree.grow(width);
        if (HasFatalFailure()) return;
        const auto target = tree.any(width);
        ASSERT_TRUE((*store)->set_head(target.ref.hash));
        if (step % 3 == 2) {
            store->reset();
            auto reopened = options(false);
            reopened.flush_on_close = step % 2 == 0;
            store = ChainStore::open(folder, small_genesis(), reopened);
            ASSERT_TRUE(store) << store.error().message;
            tree.use(**store);
        }
        ASSERT_EQ((*store)->head(), target.ref);
        expect_kept_state(**store, target);
        expect_kept_state(**store, tree.any(width));
        if (HasFatalFailure()) return;
    }
    store->reset();
    std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(
    policies, ChainStoreModel,
    ::testing::Values(Policy{1, 0, false, true, 0}, Policy{3, 2, false, true, 0},
                      Policy{64, 16, false, true, 0}, Policy{2, 1, true, true, 0},
                      Policy{1, 0, false, false, 8}, Policy{3, 2, true, false, 12}),
    [](const auto& info) {
        const auto& p = info.param;
        return "flush" + std::to_string(p.flush_blocks) + "_keep" +
               std::to_string(p.unflushed_blocks) + (p.background ? "_background" : "") +
               (p.archive ? "_archive" : "_window" + std::to_string(p.history_blocks));
    });

}  // namespace
}  // namespace dusk::store
