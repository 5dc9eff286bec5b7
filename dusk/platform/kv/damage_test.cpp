// Damaged files and full disks: a clear error, never a wrong or half-written value.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include <dusk/platform/kv/disk_budget.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::kv {
namespace {

constexpr std::array<std::string_view, 1> FAMILIES = {"rows"};

class KvDamageTest : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("dusk_kv_damage_" + std::to_string(::getpid()) + "_" +
                   std::string{testing::UnitTest::GetInstance()->current_test_info()->name()});
        std::filesystem::remove_all(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Result<std::unique_ptr<Database>> open(Options options = {}) const {
        return Database::open(folder_.string(), FAMILIES, options);
    }

    static Bytes key(int i) { return to_bytes(as_bytes("key" + std::to_string(100'000 + i))); }
    static Bytes value(int i) { return Bytes(100, static_cast<std::uint8_t>(i * 7)); }
    static void fill(Database& db, int count) {
        for (int i = 0; i < count; ++i) ASSERT_TRUE(db.put(0, key(i), value(i)));
    }
    /// How many of the rows are there; each as it was written.
    static int rows(const Database& db) {
        int n = 0;
        auto it = db.iterate(0);
        for (it.seek_first(); it.valid(); it.next(), ++n) EXPECT_EQ(to_bytes(it.value()), value(n));
        EXPECT_TRUE(it.status());
        return n;
    }

    /// Changes the byte in the middle of the largest file that ends so.
    void flip_byte(std::string_view extension, bool prefix = false) const {
        std::filesystem::path largest;
        std::uintmax_t size = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
            const auto name = entry.path().filename().string();
            const bool matches = prefix ? name.starts_with(extension) : name.ends_with(extension);
            if (!matches || entry.file_size() <= size) continue;
            largest = entry.path();
            size = entry.file_size();
        }
        ASSERT_GT(size, 0u) << extension;
        std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
        const auto middle = static_cast<std::streamoff>(size / 2);
        file.seekg(middle);
        const auto byte = static_cast<char>(file.get() ^ 0x55);
        file.seekp(middle);
        file.put(byte);
    }

    std::filesystem::path folder_;
};

TEST_F(KvDamageTest, changed_byte_of_a_table_is_told_by_the_read) {
    {
        auto db = *open();
        fill(*db, 1000);
        ASSERT_TRUE(db->compact(0));
    }
    flip_byte(".sst");
    auto db = open();
    if (!db) {
        EXPECT_EQ(db.error().kind, ErrorKind::corrupt) << db.error().message;
        return;
    }
    auto it = (*db)->iterate(0);
    int n = 0;
    for (it.seek_first(); it.valid(); it.next(), ++n) EXPECT_EQ(to_bytes(it.value()), value(n));
    EXPECT_LT(n, 1000);
    ASSERT_FALSE(it.status());
    EXPECT_EQ(it.status().error().kind, ErrorKind::corrupt);
    EXPECT_TRUE(it.status().error().message.starts_with("the database is damaged"));
}

TEST_F(KvDamageTest, changed_byte_of_the_manifest_is_told_when_opening) {
    {
        auto db = *open();
        fill(*db, 10);
    }
    flip_byte("MANIFEST", true);
    const auto db = open();
    ASSERT_FALSE(db);
    EXPECT_EQ(db.error().kind, ErrorKind::corrupt) << db.error().message;
}

TEST_F(KvDamageTest, changed_byte_of_the_log_leaves_an_earlier_state_and_is_told) {
    {
        auto db = *open();
        fill(*db, 1000);
        ASSERT_FALSE(db->log_was_damaged());
        // A copy of the files as they are while the store runs: nothing is flushed.
        std::filesystem::copy(folder_, folder_.string() + "_copy");
    }
    std::filesystem::remove_all(folder_);
    std::filesystem::rename(folder_.string() + "_copy", folder_);
    std::filesystem::remove(folder_ / "LOCK");
    flip_byte(".log");
    const auto db = open();
    ASSERT_TRUE(db) << db.error().message;
    EXPECT_TRUE((*db)->log_was_damaged());
    const auto left = rows(**db);
    EXPECT_GT(left, 0);
    EXPECT_LT(left, 1000);
}

TEST_F(KvDamageTest, full_disk_is_told_and_leaves_no_half_batch) {
    const auto budget = std::make_shared<DiskBudget>(200'000);
    int written = 0;
    {
        auto db = *open({.disk_budget = budget});
        for (;; ++written) {
            Batch batch;
            batch.put(0, key(2 * written), value(2 * written));
            batch.put(0, key(2 * written + 1), value(2 * written + 1));
            const auto done = db->write(batch);
            if (done) continue;
            EXPECT_EQ(done.error().kind, ErrorKind::disk_full) << done.error().message;
            EXPECT_TRUE(done.error().message.starts_with("the disk is full"));
            break;
        }
        EXPECT_GT(written, 100);
    }
    budget->set(1 << 30);
    auto db = open();
    ASSERT_TRUE(db) << db.error().message;
    EXPECT_EQ(rows(**db), 2 * written);
}

TEST_F(KvDamageTest, full_disk_in_the_background_is_told_to_the_listener) {
    const auto budget = std::make_shared<DiskBudget>(1 << 30);
    std::vector<ErrorKind> told;
    auto db = *open({.write_buffer_mb = 1,
                     .on_background_error = [&](const Error& e) { told.push_back(e.kind); },
                     .disk_budget = budget});
    fill(*db, 100);
    budget->set(100);
    EXPECT_FALSE(db->compact(0));
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told[0], ErrorKind::disk_full);
    const auto after = db->put(0, key(0), value(1));
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().kind, ErrorKind::disk_full) << after.error().message;
    EXPECT_EQ(rows(*db), 100);
}

}  // namespace
}  // namespace dusk::kv
