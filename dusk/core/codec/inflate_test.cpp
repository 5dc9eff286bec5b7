#include <random>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/codec/inflate.hpp>

namespace dusk {
namespace {

constexpr std::size_t PLENTY = 1 << 20;

/// Inputs from incompressible to very repetitive, to reach stored, fixed and dynamic blocks.
Bytes sample(std::mt19937_64& random, std::size_t size) {
    Bytes bytes;
    const auto kind = random() % 4;
    while (bytes.size() < size) {
        if (kind == 0) {
            bytes.push_back(static_cast<std::uint8_t>(random()));
        } else if (kind == 1) {
            append(bytes, as_bytes("word" + std::to_string(random() % 50) + " of text, "));
        } else if (kind == 2 || bytes.empty()) {
            bytes.push_back(static_cast<std::uint8_t>(std::countr_zero(random())));
        } else {
            const auto from = random() % bytes.size();
            for (std::size_t i = from, n = random() % 300; i < from + n && i < bytes.size(); ++i)
                bytes.push_back(bytes[i]);
            bytes.push_back(static_cast<std::uint8_t>(random()));
        }
    }
    bytes.resize(size);
    return bytes;
}

Bytes deflated(const Bytes& data, int level, int strategy = Z_DEFAULT_STRATEGY) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, 15, 8, strategy), Z_OK);
    Bytes out(deflateBound(&stream, data.size()));
    stream.next_in = const_cast<Bytef*>(data.data());
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// The bytes zlib itself gets out of `data`, and its last word.
std::pair<Bytes, int> reference(const Bytes& data) {
    z_stream stream{};
    EXPECT_EQ(inflateInit(&stream), Z_OK);
    Bytes out(PLENTY);
    stream.next_in = const_cast<Bytef*>(data.data());
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_SYNC_FLUSH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return {std::move(out), result};
}

InflateStatus status_of(const char* text) {
    return zlib_inflate(from_hex(text).value(), PLENTY).status;
}

TEST(zlib_inflate, undoes_zlib) {
    std::mt19937_64 random{1};
    for (int i = 0; i < 200; ++i) {
        const auto data = sample(random, random() % 100000);
        for (const int strategy : {Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED}) {
            const auto packed = deflated(data, static_cast<int>(random() % 10), strategy);
            const auto result = zlib_inflate(packed, PLENTY);
            ASSERT_EQ(result.status, InflateStatus::done);
            ASSERT_EQ(result.output, data);
        }
    }
}

TEST(zlib_inflate, truncated_stream_gives_the_bytes_before) {
    std::mt19937_64 random{2};
    for (int i = 0; i < 300; ++i) {
        const auto data = sample(random, random() % 20000);
        auto packed = deflated(data, static_cast<int>(random() % 10));
        packed.resize(random() % packed.size());
        const auto result = zlib_inflate(packed, PLENTY);
        ASSERT_EQ(result.status, InflateStatus::needs_more);
        // Ours may hold back the last symbols, as Go does, but by no more than two bytes of input.
        const auto expected = reference(packed).first;
        ASSERT_LE(result.output.size(), expected.size());
        ASSERT_TRUE(std::equal(result.output.begin(), result.output.end(), expected.begin()));
        if (packed.size() > 2) {
            packed.resize(packed.size() - 2);
            ASSERT_GE(result.output.size(), reference(packed).first.size());
        }
    }
}

TEST(zlib_inflate, corrupted_stream_never_gives_more_than_zlib_accepts) {
    std::mt19937_64 random{3};
    for (int i = 0; i < 2000; ++i) {
        const auto data = sample(random, random() % 3000);
        auto packed = deflated(data, static_cast<int>(random() % 10));
        for (int flips = 0; flips < 3; ++flips)
            packed[2 + random() % (packed.size() - 2)] ^= static_cast<std::uint8_t>(random());
        const auto result = zlib_inflate(packed, PLENTY);
        const auto [expected, code] = reference(packed);
        if (code == Z_STREAM_END) {
            ASSERT_EQ(result.status, InflateStatus::done);
            ASSERT_EQ(result.output, expected);
        } else {
            ASSERT_NE(result.status, InflateStatus::done);
            const auto common = std::min(expected.size(), result.output.size());
            ASSERT_TRUE(
                equal(BytesView{expected}.first(common), BytesView{result.output}.first(common)));
        }
    }
}

TEST(zlib_inflate, stops_at_the_limit) {
    const Bytes data(100000, 7);
    const auto packed = deflated(data, 9);
    const auto cut = zlib_inflate(packed, 99999);
    EXPECT_EQ(cut.status, InflateStatus::limit);
    EXPECT_EQ(cut.output, Bytes(99999, 7));
    EXPECT_EQ(zlib_inflate(packed, 100000).status, InflateStatus::done);
    EXPECT_EQ(zlib_inflate(deflated(data, 0), 5).status, InflateStatus::limit);
}

TEST(zlib_inflate, wrong_checksum_is_corrupt_with_all_the_output) {
    auto packed = deflated(Bytes{1, 2, 3}, 9);
    packed.back() ^= 1;
    const auto result = zlib_inflate(packed, PLENTY);
    EXPECT_EQ(result.status, InflateStatus::corrupt);
    EXPECT_EQ(result.output, (Bytes{1, 2, 3}));
}

TEST(zlib_inflate, ignores_what_follows_the_stream) {
    auto packed = deflated(Bytes{1, 2, 3}, 9);
    packed.push_back(0xff);
    EXPECT_EQ(zlib_inflate(packed, PLENTY).status, InflateStatus::done);
}

TEST(zlib_inflate, rejects_bad_structure) {
    EXPECT_EQ(status_of(""), InflateStatus::needs_more);
    EXPECT_EQ(status_of("78"), InflateStatus::needs_more);
    EXPECT_EQ(status_of("789d"), InflateStatus::corrupt);                   // header check bits
    EXPECT_EQ(status_of("8819"), InflateStatus::corrupt);                   // window above 32 KiB
    EXPECT_EQ(status_of("7704"), InflateStatus::corrupt);                   // method is not deflate
    EXPECT_EQ(status_of("78bb00000002"), InflateStatus::corrupt);           // unknown dictionary
    EXPECT_EQ(status_of("78bb00000001030000000001"), InflateStatus::done);  // the empty one
    EXPECT_EQ(status_of("789c07"), InflateStatus::corrupt);                 // block type 3
    EXPECT_EQ(status_of("789c0101000000"), InflateStatus::corrupt);  // size and inverse differ
    EXPECT_EQ(status_of("789cfdff00"), InflateStatus::corrupt);      // too many symbols
    EXPECT_EQ(status_of("789c0302"), InflateStatus::corrupt);        // distance before the start
}

}  // namespace
}  // namespace dusk
