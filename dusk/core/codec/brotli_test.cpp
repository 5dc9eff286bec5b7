#include <random>
#include <string>

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <dusk/core/codec/brotli.hpp>
#include <dusk/core/codec/brotli_dictionary.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk {
namespace {

constexpr std::size_t PLENTY = 1 << 20;

constexpr std::string_view TEXT =
    "The time of the government was not only about information and technology, but also "
    "Available services; <div class=\"content\">http://www.example.com/index.html</div> "
    "\xd0\xbf\xd0\xbe\xd0\xbb\xd1\x8c\xd0\xb7\xd0\xbe\xd0\xb2\xd0\xb0\xd1\x82\xd0\xb5\xd0\xbb\xd1"
    "\x8f "
    "INTERNATIONAL Development. International development, university of California. ";

/// Inputs from incompressible to text full of dictionary words.
Bytes sample(std::mt19937_64& random, std::size_t size) {
    Bytes bytes;
    const auto kind = random() % 5;
    while (bytes.size() < size) {
        if (kind == 0) {
            bytes.push_back(static_cast<std::uint8_t>(random()));
        } else if (kind == 1) {
            append(bytes, as_bytes("word" + std::to_string(random() % 50) + " of text, "));
        } else if (kind == 2) {
            bytes.push_back(static_cast<std::uint8_t>(std::countr_zero(random())));
        } else if (kind == 3) {
            const auto from = random() % TEXT.size();
            append(bytes, as_bytes(TEXT.substr(from, random() % 40)));
        } else {
            const auto from = random() % (bytes.size() + 1);
            for (std::size_t i = from, n = random() % 300; i < from + n && i < bytes.size(); ++i)
                bytes.push_back(bytes[i]);
            bytes.push_back(static_cast<std::uint8_t>(random()));
        }
    }
    bytes.resize(size);
    return bytes;
}

struct Settings {
    int quality = 11;
    int window_bits = 22;
    BrotliEncoderMode mode = BROTLI_MODE_GENERIC;
};

Bytes compressed(const Bytes& data, const Settings& settings) {
    Bytes out(BrotliEncoderMaxCompressedSize(data.size()) + 1024);
    std::size_t size = out.size();
    EXPECT_TRUE(BrotliEncoderCompress(settings.quality, settings.window_bits, settings.mode,
                                      data.size(), data.data(), &size, out.data()));
    out.resize(size);
    return out;
}

/// What the reference decoder gives for a stream of which `data` is all there is.
Inflated reference(const Bytes& data) {
    auto* state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
    Inflated result{.output = Bytes(PLENTY)};
    std::size_t in_left = data.size();
    std::size_t out_left = PLENTY;
    const auto* in = data.data();
    auto* out = result.output.data();
    const auto end = BrotliDecoderDecompressStream(state, &in_left, &in, &out_left, &out, nullptr);
    BrotliDecoderDestroyInstance(state);
    result.output.resize(PLENTY - out_left);
    result.status = end == BROTLI_DECODER_RESULT_SUCCESS            ? InflateStatus::done
                    : end == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT ? InflateStatus::needs_more
                    : end == BROTLI_DECODER_RESULT_ERROR            ? InflateStatus::corrupt
                                                                    : InflateStatus::limit;
    return result;
}

InflateStatus status_of(const char* text) {
    return brotli_decompress(from_hex(text).value(), PLENTY).status;
}

TEST(brotli_dictionary, is_that_of_rfc_7932_appendix_a) {
    const auto words = brotli::dictionary();
    EXPECT_EQ(crc32(0, words.data(), static_cast<uInt>(words.size())), 0x5136cb04u);
}

// The checksum covers each row as prefix, zero, transform, suffix, zero.
TEST(brotli_dictionary, transforms_are_those_of_rfc_7932_appendix_b) {
    Bytes rows;
    for (std::size_t i = 0; i < brotli::TRANSFORM_COUNT; ++i) {
        const auto& row = brotli::transform_row(i);
        append(rows, as_bytes(row.prefix));
        rows.push_back(0);
        rows.push_back(static_cast<std::uint8_t>(row.transform));
        append(rows, as_bytes(row.suffix));
        rows.push_back(0);
    }
    EXPECT_EQ(crc32(0, rows.data(), static_cast<uInt>(rows.size())), 0x3d965f81u);
}

TEST(brotli_decompress, undoes_brotli_at_every_quality_and_window) {
    std::mt19937_64 random{1};
    for (int quality = 0; quality <= 11; ++quality) {
        for (int window_bits = 10; window_bits <= 24; ++window_bits) {
            const auto mode = static_cast<BrotliEncoderMode>(random() % 3);
            const auto data = sample(random, random() % (quality < 10 ? 60000 : 12000));
            const auto packed = compressed(data, {quality, window_bits, mode});
            const auto result = brotli_decompress(packed, PLENTY);
            ASSERT_EQ(result.status, InflateStatus::done) << quality << ' ' << window_bits;
            ASSERT_EQ(result.output, data);
        }
    }
}

TEST(brotli_decompress, truncated_stream_gives_the_bytes_before) {
    std::mt19937_64 random{2};
    for (int i = 0; i < 300; ++i) {
        const auto data = sample(random, 1 + random() % 10000);
        auto packed = compressed(data, {static_cast<int>(random() % 12)});
        packed.resize(random() % packed.size());
        const auto result = brotli_decompress(packed, PLENTY);
        const auto expected = reference(packed);
        ASSERT_EQ(result.status, expected.status);
        ASSERT_EQ(result.output, expected.output);
    }
}

TEST(brotli_decompress, corrupted_stream_is_judged_as_by_the_reference) {
    std::mt19937_64 random{3};
    for (int i = 0; i < 3000; ++i) {
        const auto data = sample(random, 1 + random() % 2000);
        auto packed = compressed(data, {static_cast<int>(random() % 10)});
        for (std::size_t flips = random() % 3 + 1; flips-- > 0;)
            packed[random() % packed.size()] ^= static_cast<std::uint8_t>(1u << random() % 8);
        const auto result = brotli_decompress(packed, PLENTY);
        const auto expected = reference(packed);
        if (result.status == InflateStatus::limit) continue;
        if (result.status != InflateStatus::corrupt) {
            ASSERT_EQ(result.status, expected.status);
            ASSERT_EQ(result.output, expected.output);
            continue;
        }
        // The reference reads an oversubscribed code to its end before it says so, and keeps back
        // part of what it decoded before an error.
        ASSERT_NE(expected.status, InflateStatus::done);
        ASSERT_LE(expected.output.size(), result.output.size());
        ASSERT_TRUE(std::ranges::equal(expected.output,
                                       BytesView{result.output}.first(expected.output.size())));
    }
}

TEST(brotli_decompress, stops_at_the_limit) {
    const Bytes data(100000, 7);
    const auto packed = compressed(data, {9});
    const auto cut = brotli_decompress(packed, 99999);
    EXPECT_EQ(cut.status, InflateStatus::limit);
    EXPECT_EQ(cut.output, Bytes(99999, 7));
    EXPECT_EQ(brotli_decompress(packed, 100000).status, InflateStatus::done);
}

TEST(brotli_decompress, rejects_bad_structure) {
    EXPECT_EQ(status_of(""), InflateStatus::needs_more);
    EXPECT_EQ(status_of("06"), InflateStatus::done);             // window 16 bits, empty last block
    EXPECT_EQ(status_of("86"), InflateStatus::corrupt);          // padding is not zero
    EXPECT_EQ(status_of("11"), InflateStatus::corrupt);          // large window
    EXPECT_EQ(status_of("1c"), InflateStatus::corrupt);          // reserved bit of metadata
    EXPECT_EQ(status_of("0c03"), InflateStatus::done);           // empty metadata, then the end
    EXPECT_EQ(status_of("0800000000"), InflateStatus::corrupt);  // five nibbles, the last zero
}

}  // namespace
}  // namespace dusk
