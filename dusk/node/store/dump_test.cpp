#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include <dusk/node/store/dump.hpp>
#include <dusk/node/store/test_tree.hpp>

namespace dusk::store {
namespace {

using testing::expect_state;
using testing::small_genesis;
using testing::Tree;

class DumpTest : public ::testing::Test {
protected:
    void SetUp() override {
        root_ = std::filesystem::temp_directory_path() /
                ("dusk_dump_" + std::to_string(::getpid()) + "_" +
                 std::string{::testing::UnitTest::GetInstance()->current_test_info()->name()});
        std::filesystem::remove_all(root_);
        store_ = *ChainStore::open("", small_genesis(), {.in_memory = true});
        tree_.emplace(*store_, 5);
        for (int i = 0; i < 20; ++i) {
            tree_->grow(1);
            if (i % 3 == 0) tree_->grow(4);  // other branches are not exported
        }
        ASSERT_TRUE(store_->set_head(tree_->nodes.back().ref.hash));
        ASSERT_TRUE(store_->set_safe_and_finalized(store_->head(), store_->genesis_block()));
        const auto exported = export_chain(*store_, path("dump"));
        ASSERT_TRUE(exported) << exported.error().message;
        EXPECT_EQ(exported->blocks, store_->head().number + 1);
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    std::string path(const char* name) const { return (root_ / name).string(); }

    /// Puts `to` for the first `from` in a file of the dump.
    void change(const char* file, const std::string& from, const std::string& to) const {
        std::ifstream in(path("dump") + "/" + file, std::ios::binary);
        std::string text((std::istreambuf_iterator<char>(in)), {});
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos);
        text.replace(at, from.size(), to);
        std::ofstream(path("dump") + "/" + file, std::ios::binary) << text;
    }

    std::filesystem::path root_;
    std::unique_ptr<ChainStore> store_;
    std::optional<Tree> tree_;
};

TEST_F(DumpTest, what_was_exported_comes_back) {
    const auto imported = import_chain(path("dump"), path("data"), {});
    ASSERT_TRUE(imported) << imported.error().message;
    EXPECT_EQ(imported->head, store_->head());
    auto again = ChainStore::open(path("data"), small_genesis());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ((*again)->head(), store_->head());
    EXPECT_EQ((*again)->safe(), store_->safe());
    EXPECT_EQ((*again)->oldest_state(), store_->head().number);
    const auto& head = tree_->nodes.back();
    expect_state(**(*again)->state_after(head.ref.hash), head.state);
    for (std::uint64_t number = 0; number <= head.ref.number; ++number) {
        const auto hash = **store_->canonical_hash(number);
        ASSERT_EQ(**(*again)->canonical_hash(number), hash);
        EXPECT_EQ(encode_body(**(*again)->body(hash)), encode_body(**store_->body(hash)));
        for (const auto& txn : (**store_->body(hash)).transactions)
            EXPECT_TRUE((*(*again)->find_txn(transaction_hash(txn))).has_value());
    }
    // And goes on.
    tree_->use(**again);
    tree_->grow(1);
    ASSERT_TRUE((*again)->set_head(tree_->nodes.back().ref.hash));
    const auto& next = tree_->nodes.back();
    expect_state(**(*again)->state_after(next.ref.hash), next.state);
    expect_state(**(*again)->state_after(head.ref.hash), head.state);
}

TEST_F(DumpTest, changed_file_is_refused_and_leaves_no_chain) {
    change("chain-00000.bin", std::string(8, '\0'), "changed!");
    const auto imported = import_chain(path("dump"), path("data"), {});
    ASSERT_FALSE(imported);
    EXPECT_EQ(imported.error().kind, kv::ErrorKind::corrupt);
    EXPECT_NE(imported.error().message.find("checksum"), std::string::npos);
    const auto opened = ChainStore::open(path("data"), small_genesis());
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("was not finished"), std::string::npos);
}

TEST_F(DumpTest, manifest_of_another_format_is_refused) {
    change("manifest.json", "duskevm-chain/1", "duskevm-chain/9");
    const auto imported = import_chain(path("dump"), path("data"), {});
    ASSERT_FALSE(imported);
    EXPECT_NE(imported.error().message.find("duskevm-chain/1"), std::string::npos);
}

TEST_F(DumpTest, folders_in_use_are_refused) {
    EXPECT_EQ(export_chain(*store_, path("dump")).error().kind, kv::ErrorKind::foreign);
    ASSERT_TRUE(import_chain(path("dump"), path("data"), {}));
    EXPECT_EQ(import_chain(path("dump"), path("data"), {}).error().kind, kv::ErrorKind::foreign);
    EXPECT_FALSE(import_chain(path("none"), path("other"), {}));
}

}  // namespace
}  // namespace dusk::store
