#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dusk/platform/config/files.hpp>
#include <dusk/platform/config/reader.hpp>

namespace dusk::config {
namespace {

class FilesTest : public testing::Test {
protected:
    FilesTest() : folder_(testing::TempDir() + "dusk_config_" + std::to_string(::getpid())) {
        std::filesystem::remove_all(folder_);
        EXPECT_TRUE(make_folder(folder_ + "/a/b"));
    }
    ~FilesTest() override { std::filesystem::remove_all(folder_); }
    std::string folder_;
};

TEST_F(FilesTest, atomic_write_replaces_and_leaves_nothing_behind) {
    const auto path = folder_ + "/file";
    ASSERT_TRUE(write_file_atomic(path, "one"));
    ASSERT_TRUE(write_file_atomic(path, "two", 0600));
    EXPECT_EQ(*read_file(path), "two");
    struct stat info{};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& e : std::filesystem::directory_iterator(folder_)) ++count;
    EXPECT_EQ(count, 2u);  // the file and the folder "a"
}

TEST_F(FilesTest, errors_name_the_path_and_the_reason) {
    EXPECT_EQ(read_file(folder_ + "/none").error().text(),
              folder_ + "/none: No such file or directory");
    EXPECT_EQ(write_file_atomic(folder_ + "/no/file", "x").error().what,
              "No such file or directory");
    ASSERT_TRUE(write_file_atomic(folder_ + "/big", "12345"));
    EXPECT_EQ(read_file(folder_ + "/big", 4).error().what, "larger than 4 bytes");
}

TEST_F(FilesTest, bad_json_names_line_and_column) {
    ASSERT_TRUE(write_file_atomic(folder_ + "/c.json", "{\n  \"a\": 1,\n  oops\n}"));
    const auto parsed = read_json(folder_ + "/c.json");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().path, folder_ + "/c.json");
    EXPECT_TRUE(parsed.error().what.starts_with("bad JSON at line 3, column 3:"))
        << parsed.error().what;
}

TEST(parse_json, refuses_incomplete_extra_and_deep) {
    EXPECT_FALSE(parse_json("", "x"));
    EXPECT_FALSE(parse_json("{\"a\":", "x"));
    EXPECT_FALSE(parse_json("{} {}", "x"));
    EXPECT_FALSE(parse_json(std::string(100, '[') + std::string(100, ']'), "x"));
    EXPECT_TRUE(parse_json("{} \n", "x"));
}

TEST_F(FilesTest, folder_lock_is_exclusive_until_released) {
    {
        const auto lock = FolderLock::acquire(folder_);
        ASSERT_TRUE(lock);
        const auto second = FolderLock::acquire(folder_);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().what, "data folder " + folder_ + " is in use by another process");
    }
    EXPECT_TRUE(FolderLock::acquire(folder_));
    EXPECT_FALSE(FolderLock::acquire(folder_ + "/none"));
}

const char* const DOCUMENT = R"({"genesis":{"l2":{"number":7,"hash":"0x)"
                             R"(1111111111111111111111111111111111111111111111111111111111111111"}},
    "gas":"0x0010","wei":"1000000000000000000000","to":"0x00000000000000000000000000000000000000aa",
    "on":true,"name":"x","list":[1,-2],"nothing":null,"code":"0x6001"})";

TEST(reader, reads_typed_members) {
    const auto document = *parse_json(DOCUMENT, "c.json");
    const Reader root{document, "c.json"};
    EXPECT_EQ(*root.at("genesis")->at("l2")->u64("number"), 7u);
    EXPECT_EQ(root.at("genesis")->at("l2")->hash("hash")->bytes[31], 0x11);
    EXPECT_EQ(*root.u64("gas"), 16u);
    EXPECT_EQ(*root.word("wei"), u256{1000} * u256{1'000'000'000'000'000'000});
    EXPECT_EQ(root.address("to")->bytes[19], 0xaa);
    EXPECT_TRUE(*root.boolean("on"));
    EXPECT_EQ(*root.text("name"), "x");
    EXPECT_EQ(root.bytes("code")->size(), 2u);
    EXPECT_EQ(root.at("list")->elements()->size(), 2u);
    EXPECT_FALSE(root.find("nothing"));
    EXPECT_FALSE(root.find("absent"));
    EXPECT_TRUE(root.find("on"));
}

TEST(reader, errors_name_file_and_member) {
    const auto document = *parse_json(DOCUMENT, "c.json");
    const Reader root{document, "c.json"};
    EXPECT_EQ(root.at("genesis")->at("l2")->u64("hash").error().text(),
              "c.json: genesis.l2.hash: expected an unsigned integer");
    EXPECT_EQ(root.u64("absent").error().text(), "c.json: absent: missing");
    EXPECT_EQ((*root.at("list")->elements())[1].u64().error().text(),
              "c.json: list[1]: expected an unsigned integer");
    EXPECT_EQ(root.address("code").error().text(),
              "c.json: code: expected an address: 0x and 40 hex digits");
    EXPECT_EQ(root.u64("wei").error().what, "wei: expected an unsigned integer");
    EXPECT_EQ(root.at("on")->at("x").error().what, "on: expected an object");
    EXPECT_EQ(root.text("on").error().what, "on: expected a text");
}

}  // namespace
}  // namespace dusk::config
