#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>

namespace dusk::settlement::rkyv {
namespace {

// DuskEVM L1 contracts, section 5: depositETHToWithValue.
TEST(rkyv, writes_the_published_deposit_vector) {
    const auto deposit = [](BytesView extra) {
        Writer writer;
        const auto slice = writer.bytes(extra);
        writer.root(8).u64(123).fixed(Bytes(20, 0x11)).u32(150'000).vec(slice);
        return std::move(writer).finish();
    };
    const std::string to(40, '1');
    EXPECT_EQ(to_hex_plain(deposit({})), "7b00000000000000" + to + "f0490200" + "e0ffffff00000000");
    EXPECT_EQ(to_hex_plain(deposit(*from_hex("aabbcc"))),
              "aabbcc00000000007b00000000000000" + to + "f0490200" + "d8ffffff03000000");
}

TEST(rkyv, reads_the_published_deposit_vector) {
    const auto archive = *from_hex(
        "aabbcc00000000007b000000000000001111111111111111111111111111111111111111"
        "f0490200d8ffffff03000000");
    const auto reader = Reader::open(archive, 40);
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->integer<std::uint64_t>(0), 123u);
    EXPECT_EQ(reader->integer<std::uint32_t>(28), 150'000u);
    EXPECT_EQ(to_hex(*reader->vec(32)), "0xaabbcc");
}

TEST(rkyv, refuses_pointers_that_leave_the_archive) {
    auto archive = *from_hex("aabbcc00f8ffffff04000000");
    EXPECT_EQ(Reader::open(archive, 8)->vec(0).error(), RkyvError::out_of_bounds);
    archive = *from_hex("aabbcc00fcffffffffffffff");
    EXPECT_EQ(Reader::open(archive, 8)->vec(0).error(), RkyvError::out_of_bounds);
    archive = *from_hex("aabbcc00ffffff7f00000000");
    EXPECT_EQ(Reader::open(archive, 8)->vec(0).error(), RkyvError::out_of_bounds);
    EXPECT_EQ(Reader::open(archive, 13).error(), RkyvError::too_short);
}

TEST(rkyv, strings_up_to_seven_bytes_stand_inline) {
    for (const std::string_view text : {"", "a", "seven77", "eight888", "receive_credit"}) {
        Writer writer;
        const auto slice = writer.bytes(as_bytes(text));
        writer.root(4).string(as_bytes(text), slice);
        const auto archive = std::move(writer).finish();
        const auto reader = Reader::open(archive, 8);
        EXPECT_EQ(as_text(*reader->string(0)), text);
    }
    const auto bad = *from_hex("0000000000000040");
    EXPECT_EQ(Reader::open(bad, 8)->string(0).error(), RkyvError::bad_tag);
}

TEST(rkyv, booleans_are_zero_or_one) {
    const Bytes yes{1};
    EXPECT_EQ(Reader::open(yes, 1)->boolean(0), true);
    const Bytes no{2};
    EXPECT_EQ(Reader::open(no, 1)->boolean(0).error(), RkyvError::bad_tag);
}

}  // namespace
}  // namespace dusk::settlement::rkyv
