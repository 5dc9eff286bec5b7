// A store on a damaged or full disk: told in words, never a wrong state, never half a block.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include <dusk/node/store/test_tree.hpp>
#include <dusk/platform/kv/disk_budget.hpp>

namespace dusk::store {
namespace {

using testing::expect_state;
using testing::small_genesis;
using testing::Tree;

class StoreDamageTest : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("dusk_store_damage_" + std::to_string(::getpid()) + "_" +
                   std::string{::testing::UnitTest::GetInstance()->current_test_info()->name()});
        std::filesystem::remove_all(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    auto open(StoreOptions options = {}) const {
        options.cache_mb = 0;
        return ChainStore::open(folder_.string(), small_genesis(), options);
    }

    std::filesystem::path folder_;
};

TEST_F(StoreDamageTest, full_disk_refuses_the_block_and_keeps_the_chain) {
    const auto budget = std::make_shared<kv::DiskBudget>(1 << 20);
    std::vector<kv::ErrorKind> told;
    auto store = *open({.flush_blocks = 4,
                        .unflushed_blocks = 0,
                        .background = false,
                        .on_error = [&](const kv::Error& error) { told.push_back(error.kind); },
                        .disk_budget = budget});
    Tree tree(*store, 1);
    std::size_t stored = 0;
    for (int i = 0; i < 10; ++i) {
        tree.grow(1);
        ASSERT_TRUE(store->set_head(tree.nodes.back().ref.hash));
    }
    stored = tree.nodes.size();
    budget->set(100);
    ExecutedBlock block;
    block.header = tree.nodes.back().header;
    block.header.parent_hash = tree.nodes.back().ref.hash;
    ++block.header.number;
    block.hash = header_hash(block.header);
    const auto refused = store->insert(block);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, kv::ErrorKind::disk_full) << refused.error().message;
    EXPECT_TRUE(refused.error().message.starts_with("the disk is full"));
    store.reset();

    budget->set(1 << 30);
    const auto again = open();
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ((*again)->head(), tree.nodes[stored - 1].ref);
    EXPECT_FALSE(*(*again)->contains(block.hash));
    for (std::size_t i = 0; i < stored; ++i)
        expect_state(**(*again)->state_after(tree.nodes[i].ref.hash), tree.nodes[i].state);
}

TEST_F(StoreDamageTest, full_disk_at_any_write_leaves_a_whole_chain) {
    for (std::uint64_t bytes = 0; bytes < 60'000; bytes += 7'000) {
        std::filesystem::remove_all(folder_);
        const auto budget = std::make_shared<kv::DiskBudget>(1 << 30);
        std::map<Hash32, testing::Model> states;
        {
            auto store = *open({.flush_blocks = 3,
                                .unflushed_blocks = 1,
                                .background = false,
                                .disk_budget = budget});
            Tree tree(*store, bytes);
            for (int i = 0; i < 3; ++i) tree.grow(1);
            ASSERT_TRUE(store->set_head(tree.nodes.back().ref.hash));
            budget->set(bytes);
            for (int i = 0; i < 12; ++i) {
                if (!tree.try_grow()) break;
                if (!store->set_head(tree.nodes.back().ref.hash)) break;
            }
            for (const auto& node : tree.nodes) states[node.ref.hash] = node.state;
        }
        const auto again = open();
        ASSERT_TRUE(again) << again.error().message;
        const auto head = (*again)->head();
        ASSERT_TRUE(states.contains(head.hash)) << bytes;
        expect_state(**(*again)->state_after(head.hash), states[head.hash]);
        for (auto number = head.number; number > 0; --number) {
            const auto hash = **(*again)->canonical_hash(number);
            expect_state(**(*again)->state_after(hash), states.at(hash));
        }
        if (HasFatalFailure()) return;
    }
}

/// Changes `byte` of a file.
void flip(const std::filesystem::path& path, std::uintmax_t at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const auto byte = static_cast<char>(file.get() ^ 0x10);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
}

/// Each file of the store, damaged in several places one at a time: the store says so, or all that
/// it answers is right.
TEST_F(StoreDamageTest, no_damaged_byte_gives_a_wrong_state) {
    std::vector<testing::Node> nodes;
    {
        auto store = *open();
        Tree tree(*store, 3);
        for (int i = 0; i < 25; ++i) tree.grow(1);
        ASSERT_TRUE(store->set_head(tree.nodes.back().ref.hash));
        ASSERT_TRUE(store->prune());
        nodes = tree.nodes;
    }
    const auto whole = folder_.string() + "_whole";
    std::filesystem::remove_all(whole);
    std::filesystem::copy(folder_, whole);
    std::size_t told = 0;
    std::size_t trials = 0;
    for (const auto& entry : std::filesystem::directory_iterator(whole)) {
        const auto name = entry.path().filename().string();
        const bool matters = name.ends_with(".sst") || name.starts_with("MANIFEST");
        if (!matters) continue;
        const auto size = entry.file_size();
        for (const auto at : {size / 5, size / 2, size - size / 8}) {
            std::filesystem::remove_all(folder_);
            std::filesystem::copy(whole, folder_);
            flip(folder_ / name, at);
            ++trials;
            bool is_told = false;
            StoreOptions options{.background = false, .flush_on_close = false};
            options.on_error = [&](const kv::Error&) { is_told = true; };
            const auto store = open(options);
            if (!store) {
                EXPECT_EQ(store.error().kind, kv::ErrorKind::corrupt) << store.error().message;
                ++told;
                continue;
            }
            for (const auto& node : nodes) {
                const auto view = (*store)->state_after(node.ref.hash);
                if (!view) {
                    is_told = true;
                    continue;
                }
                for (std::uint8_t i = 1; i < Tree::ACCOUNTS; ++i) {
                    const auto account = (*view)->account(Address{{i}});
                    const auto slot = (*view)->storage(Address{{i}}, u256{1});
                    if (!(*view)->ok()) break;
                    const auto found = node.state.find(Address{{i}});
                    ASSERT_EQ(account.has_value(), found != node.state.end()) << name << " " << at;
                    if (!account) continue;
                    ASSERT_EQ(*account, found->second.account);
                    const auto value = found->second.storage.find(u256{1});
                    ASSERT_EQ(slot, value == found->second.storage.end() ? u256{} : value->second);
                }
                is_told = is_told || !(*view)->ok();
            }
            told += is_told ? 1U : 0U;
        }
    }
    std::filesystem::remove_all(whole);
    EXPECT_GT(trials, 10u);
    EXPECT_GT(told, trials / 4);
}

}  // namespace
}  // namespace dusk::store
