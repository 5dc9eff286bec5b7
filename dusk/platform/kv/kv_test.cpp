#include <array>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dusk/platform/kv/kv.hpp>

namespace dusk::kv {
namespace {

enum class Table : std::uint8_t { accounts, blocks };
constexpr std::array<std::string_view, 2> FAMILIES = {"accounts", "blocks"};

BytesView text(std::string_view t) { return as_bytes(t); }

class KvTest : public testing::Test {
protected:
    KvTest() {
        folder_ = std::filesystem::path(testing::TempDir()) /
                  ("dusk_kv_" + std::to_string(::getpid()) + "_" +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::remove_all(folder_);
    }
    ~KvTest() override { std::filesystem::remove_all(folder_); }
    std::string path() const { return folder_.string(); }
    Result<std::unique_ptr<Database>> open(const Options& options = {}) const {
        return Database::open(path(), FAMILIES, options);
    }

    std::filesystem::path folder_;
};

std::string get_text(const Database& db, Table table, std::string_view key) {
    const auto value = db.get(table, text(key));
    return value && *value ? std::string{as_text(**value)} : "none";
}

TEST_F(KvTest, keeps_families_apart_and_survives_reopening) {
    {
        auto db = *open();
        ASSERT_TRUE(db->put(Table::accounts, text("k"), text("a")));
        ASSERT_TRUE(db->put(Table::blocks, text("k"), text("b"), Durability::power_loss));
    }
    auto db = *open({.create = false});
    EXPECT_EQ(get_text(*db, Table::accounts, "k"), "a");
    EXPECT_EQ(get_text(*db, Table::blocks, "k"), "b");
    EXPECT_EQ(get_text(*db, Table::blocks, "other"), "none");
}

TEST_F(KvTest, batch_applies_in_order) {
    auto db = open_in_memory(FAMILIES);
    Batch batch;
    for (const auto* key : {"a", "b", "c", "d"}) batch.put(Table::accounts, text(key), text(key));
    batch.erase_range(Table::accounts, text("b"), text("d"));
    batch.erase_range(Table::accounts, text("z"), text("a"));  // empty
    batch.put(Table::accounts, text("c"), text("again"));
    batch.erase(Table::accounts, text("a"));
    ASSERT_TRUE(db->write(batch));
    EXPECT_EQ(get_text(*db, Table::accounts, "a"), "none");
    EXPECT_EQ(get_text(*db, Table::accounts, "b"), "none");
    EXPECT_EQ(get_text(*db, Table::accounts, "c"), "again");
    EXPECT_EQ(get_text(*db, Table::accounts, "d"), "d");
    EXPECT_EQ(batch.count(), 8u);
    ASSERT_TRUE(db->sync());
}

TEST_F(KvTest, multi_get_answers_in_the_order_asked) {
    auto db = open_in_memory(FAMILIES);
    ASSERT_TRUE(db->put(Table::accounts, text("a"), text("1")));
    ASSERT_TRUE(db->put(Table::accounts, text("b"), {}));
    const std::vector<Bytes> keys = {to_bytes(text("b")), to_bytes(text("x")), to_bytes(text("a"))};
    const auto values = db->multi_get(Table::accounts, keys);
    ASSERT_TRUE(values);
    EXPECT_EQ((*values)[0], Bytes{});
    EXPECT_EQ((*values)[1], std::nullopt);
    EXPECT_EQ((*values)[2], to_bytes(text("1")));
    EXPECT_TRUE(*db->contains(Table::accounts, text("b")));
    EXPECT_FALSE(*db->contains(Table::accounts, text("x")));
}

std::string walk(Iterator it, bool reverse = false) {
    std::string keys;
    for (reverse ? it.seek_last() : it.seek_first(); it.valid(); reverse ? it.prev() : it.next())
        keys += std::string{as_text(it.key())} + " ";
    EXPECT_TRUE(it.status());
    return keys;
}

TEST_F(KvTest, iterates_ranges_both_ways) {
    auto db = open_in_memory(FAMILIES);
    for (const auto* key : {"a", "ba", "bb", "c"})
        ASSERT_TRUE(db->put(Table::blocks, text(key), text("v")));
    EXPECT_EQ(walk(db->iterate(Table::blocks)), "a ba bb c ");
    EXPECT_EQ(walk(db->iterate(Table::blocks, prefix_range(text("b")))), "ba bb ");
    EXPECT_EQ(walk(db->iterate(Table::blocks, prefix_range(text("b"))), true), "bb ba ");
    EXPECT_EQ(walk(db->iterate(Table::accounts)), "");
    auto it = db->iterate(Table::blocks);
    it.seek(text("b"));
    EXPECT_EQ(as_text(it.key()), "ba");
    it.seek_reverse(text("bz"));
    EXPECT_EQ(as_text(it.key()), "bb");
}

TEST_F(KvTest, prefix_range_of_ff_is_open_above) {
    const Bytes ff = {0xff, 0xff};
    EXPECT_TRUE(prefix_range(ff).upper.empty());
    const Bytes mixed = {0x01, 0xff};
    EXPECT_EQ(prefix_range(mixed).upper, Bytes{0x02});
}

TEST_F(KvTest, snapshot_does_not_see_later_writes) {
    auto db = open_in_memory(FAMILIES);
    ASSERT_TRUE(db->put(Table::accounts, text("a"), text("1")));
    const auto before = db->snapshot();
    ASSERT_TRUE(db->put(Table::accounts, text("a"), text("2")));
    ASSERT_TRUE(db->put(Table::accounts, text("b"), text("2")));
    EXPECT_EQ(**before.get(Table::accounts, text("a")), to_bytes(text("1")));
    EXPECT_EQ(walk(before.iterate(Table::accounts)), "a ");
    EXPECT_EQ(get_text(*db, Table::accounts, "a"), "2");
}

TEST_F(KvTest, missing_store_is_not_created_unless_asked) {
    const auto db = open({.create = false});
    ASSERT_FALSE(db);
    EXPECT_EQ(db.error().kind, ErrorKind::missing);
    EXPECT_FALSE(std::filesystem::exists(folder_));
    EXPECT_EQ(open({.read_only = true}).error().kind, ErrorKind::missing);
}

TEST_F(KvTest, second_opener_is_told_of_the_lock) {
    const auto db = open();
    ASSERT_TRUE(db);
    EXPECT_EQ(open().error().kind, ErrorKind::locked);
}

TEST_F(KvTest, other_process_is_told_of_the_lock) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const auto child = ::fork();
    if (child == 0) {
        const auto db = open();
        [[maybe_unused]] const auto n = ::write(pipe_ends[1], db ? "1" : "0", 1);
        ::pause();
        ::_exit(0);
    }
    char opened = '0';
    ASSERT_EQ(::read(pipe_ends[0], &opened, 1), 1);
    EXPECT_EQ(opened, '1');
    const auto second = open();
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::locked) << second.error().message;
    EXPECT_TRUE(open());
}

TEST_F(KvTest, foreign_schema_version_or_family_is_refused) {
    ASSERT_TRUE(open({.schema = "l2", .schema_version = 1}));
    EXPECT_EQ(open({.schema = "l1", .schema_version = 1}).error().kind, ErrorKind::foreign);
    EXPECT_EQ(open({.schema = "l2", .schema_version = 2}).error().kind, ErrorKind::foreign);
    const std::array<std::string_view, 1> fewer = {"accounts"};
    EXPECT_EQ(Database::open(path(), fewer, {.schema = "l2"}).error().kind, ErrorKind::foreign);
    EXPECT_TRUE(open({.schema = "l2", .schema_version = 1}));
}

TEST_F(KvTest, read_only_store_refuses_writes) {
    ASSERT_TRUE((*open())->put(Table::accounts, text("a"), text("1")));
    auto db = *open({.read_only = true});
    EXPECT_EQ(get_text(*db, Table::accounts, "a"), "1");
    EXPECT_EQ(db->put(Table::accounts, text("b"), text("1")).error().kind, ErrorKind::read_only);
}

TEST_F(KvTest, damaged_manifest_is_corrupt) {
    ASSERT_TRUE(open());
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
        if (entry.path().filename().string().starts_with("MANIFEST"))
            std::ofstream(entry.path(), std::ios::trunc) << std::string(4096, 'x');
    const auto db = open();
    ASSERT_FALSE(db);
    EXPECT_EQ(db.error().kind, ErrorKind::corrupt) << db.error().message;
}

TEST_F(KvTest, what_was_acknowledged_survives_kill) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const auto child = ::fork();
    if (child == 0) {
        auto db = *open();
        for (int i = 0; i < 1000; ++i)
            (void)db->put(Table::accounts, text(std::to_string(i)), text("v"));
        [[maybe_unused]] const auto n = ::write(pipe_ends[1], "1", 1);
        ::pause();
    }
    char byte = 0;
    ASSERT_EQ(::read(pipe_ends[0], &byte, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    auto db = *open();
    EXPECT_EQ(get_text(*db, Table::accounts, "999"), "v");
}

TEST_F(KvTest, checkpoint_is_a_store_of_its_own) {
    auto db = *open();
    ASSERT_TRUE(db->put(Table::accounts, text("a"), text("1")));
    const auto copy_path = path() + "_copy";
    std::filesystem::remove_all(copy_path);
    ASSERT_TRUE(db->checkpoint(copy_path));
    ASSERT_TRUE(db->put(Table::accounts, text("a"), text("2")));
    {
        auto copy = *Database::open(copy_path, FAMILIES);
        EXPECT_EQ(get_text(*copy, Table::accounts, "a"), "1");
    }
    std::filesystem::remove_all(copy_path);
    ASSERT_TRUE(db->compact(Table::accounts));
    EXPECT_GT(db->size_bytes(), 0u);
}

}  // namespace
}  // namespace dusk::kv
