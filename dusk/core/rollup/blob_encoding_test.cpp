#include <gtest/gtest.h>

#include <dusk/core/rollup/blob_encoding.hpp>
#include <dusk/core/rollup/testing.hpp>

namespace dusk::rollup {
namespace {

TEST(blob_encoding, round_trips_every_size_around_the_rounds) {
    testing::Random random{1};
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{26}, std::size_t{27}, std::size_t{28},
          std::size_t{122}, std::size_t{123}, std::size_t{124}, std::size_t{250}, std::size_t{251},
          std::size_t{5000}, MAX_BLOB_DATA_SIZE - 1, MAX_BLOB_DATA_SIZE}) {
        const auto data = random.bytes(size);
        const auto blob = encode_blob(data);
        ASSERT_TRUE(blob);
        for (std::size_t i = 0; i < BLOB_SIZE; i += 32) ASSERT_LE((*blob)[i], 0x3f);
        EXPECT_EQ(decode_blob(*blob), data) << size;
    }
}

TEST(blob_encoding, places_version_length_and_six_bit_parts) {
    Bytes data(127, 0);
    data[27] = 0xff;  // x: the byte after the first 27
    data[0] = 0xaa;
    const auto blob = *encode_blob(data);
    EXPECT_EQ(blob[0], 0x3f);
    EXPECT_EQ(blob[32], 0x30);
    EXPECT_EQ((Bytes{blob.begin() + 1, blob.begin() + 6}), (Bytes{0, 0, 0, 127, 0xaa}));
}

TEST(blob_encoding, names_what_is_wrong) {
    EXPECT_EQ(encode_blob(Bytes(MAX_BLOB_DATA_SIZE + 1)).error(), BlobError::data_too_large);
    EXPECT_EQ(decode_blob(Bytes(BLOB_SIZE - 1)).error(), BlobError::wrong_size);
    const auto good = *encode_blob(Bytes(200, 0x11));
    const auto with = [&](std::size_t at, std::uint8_t value) {
        auto blob = good;
        blob[at] = value;
        return decode_blob(blob);
    };
    EXPECT_EQ(with(1, 1).error(), BlobError::unknown_version);
    EXPECT_EQ(with(2, 2).error(), BlobError::bad_length);
    EXPECT_EQ(with(32, 0x40).error(), BlobError::bad_field_element);
    EXPECT_EQ(with(128, 0x80).error(), BlobError::bad_field_element);
    EXPECT_EQ(with(BLOB_SIZE - 1, 1).error(), BlobError::trailing_data);
    EXPECT_EQ(with(4, 199).error(), BlobError::trailing_data);
    // The reference masks the top bits of the very first element.
    EXPECT_TRUE(with(0, static_cast<std::uint8_t>(good[0] | 0x40)));
}

TEST(blob_encoding, takes_a_blob_of_zeros_for_no_data) {
    EXPECT_EQ(decode_blob(Bytes(BLOB_SIZE)), Bytes{});
}

}  // namespace
}  // namespace dusk::rollup
