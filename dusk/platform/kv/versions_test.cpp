#include <gtest/gtest.h>

#include <dusk/platform/kv/kv.hpp>
#include <dusk/platform/kv/versions.hpp>

namespace dusk::kv {
namespace {

enum class Table : std::uint8_t { plain, nodes };
constexpr std::array<std::string_view, 2> FAMILIES = {"plain", "nodes"};

std::unique_ptr<Database> open() {
    return *Database::open({}, FAMILIES, {.in_memory = true, .cache_mb = 8, .versioned = {1}});
}

Bytes key(std::string_view name, std::uint64_t version) {
    auto out = to_bytes(as_bytes(name));
    append_version(out, version);
    return out;
}

void put(Database& db, std::string_view name, std::uint64_t version, std::string_view value) {
    ASSERT_TRUE(db.put(Table::nodes, key(name, version), as_bytes(value)));
}

/// The newest version of `name` that is not above `version`, as "version:value".
std::string newest(const Database& db, std::string_view name, std::uint64_t version) {
    const auto snapshot = db.snapshot();
    auto it = snapshot.iterate_versions(Table::nodes);
    it.seek(key(name, version));
    if (!it.valid()) return "none";
    EXPECT_EQ(as_text(without_version(it.key())), name);
    return std::to_string(version_of(it.key())) + ":" + std::string{as_text(it.value())};
}

std::size_t count(const Database& db) {
    std::size_t n = 0;
    auto it = db.iterate(Table::nodes);
    for (it.seek_first(); it.valid(); it.next()) ++n;
    return n;
}

TEST(kv_versions, seek_finds_the_newest_that_is_not_above) {
    for (const bool flushed : {false, true}) {
        auto db = open();
        put(*db, "a", 3, "a3");
        put(*db, "a", 7, "a7");
        put(*db, "ab", 5, "ab5");
        if (flushed) ASSERT_TRUE(db->compact(Table::nodes));
        EXPECT_EQ(newest(*db, "a", 2), "none");
        EXPECT_EQ(newest(*db, "a", 3), "3:a3");
        EXPECT_EQ(newest(*db, "a", 6), "3:a3");
        EXPECT_EQ(newest(*db, "a", 100), "7:a7");
        EXPECT_EQ(newest(*db, "ab", 100), "5:ab5");
        EXPECT_EQ(newest(*db, "b", 100), "none");
    }
}

TEST(kv_versions, compaction_drops_what_is_superseded_at_the_floor) {
    auto db = open();
    for (const std::uint64_t version : {1U, 2U, 4U, 6U, 8U}) put(*db, "a", version, "x");
    put(*db, "b", 2, "x");
    put(*db, "c", 2, "x");
    put(*db, "c", 3, "");  // gone
    ASSERT_TRUE(db->compact(Table::nodes));
    EXPECT_EQ(count(*db), 8u);
    db->set_version_floor(5);
    ASSERT_TRUE(db->compact(Table::nodes));
    EXPECT_EQ(newest(*db, "a", 5), "4:x");
    EXPECT_EQ(newest(*db, "a", 7), "6:x");
    EXPECT_EQ(newest(*db, "a", 9), "8:x");
    EXPECT_EQ(newest(*db, "a", 3), "none");
    EXPECT_EQ(newest(*db, "b", 9), "2:x");
    EXPECT_EQ(newest(*db, "c", 9), "none");
    EXPECT_EQ(count(*db), 4u);
}

TEST(kv_versions, doubtful_versions_supersede_nothing) {
    auto db = open();
    for (const std::uint64_t version : {1U, 2U, 3U, 4U}) put(*db, "a", version, "x");
    db->set_version_floor(10, {{3, 4}});
    ASSERT_TRUE(db->compact(Table::nodes));
    EXPECT_EQ(newest(*db, "a", 2), "2:x");
    EXPECT_EQ(newest(*db, "a", 1), "none");
    EXPECT_EQ(newest(*db, "a", 3), "3:x");
}

TEST(kv_versions, ingested_rows_stand_beside_written_ones) {
    auto db = open();
    put(*db, "a", 2, "written");
    const std::vector<Row> rows = {{key("a", 3), to_bytes(as_bytes("ingested"))},
                                   {key("a", 1), to_bytes(as_bytes("old"))},
                                   {key("b", 1), {}}};
    const auto before = db->snapshot();
    ASSERT_TRUE(db->ingest(Table::nodes, rows));
    ASSERT_TRUE(db->ingest(Table::nodes, {}));
    EXPECT_EQ(newest(*db, "a", 9), "3:ingested");
    EXPECT_EQ(newest(*db, "a", 2), "2:written");
    EXPECT_EQ(newest(*db, "a", 1), "1:old");
    EXPECT_EQ(*before.get(Table::nodes, rows[0].first), std::nullopt);
    // The same again, newer.
    const std::vector<Row> again = {{key("a", 3), to_bytes(as_bytes("again"))}};
    ASSERT_TRUE(db->ingest(Table::nodes, again));
    EXPECT_EQ(newest(*db, "a", 9), "3:again");
}

}  // namespace
}  // namespace dusk::kv
