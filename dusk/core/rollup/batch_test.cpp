#include <boost/json.hpp>
#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>
#include <zlib.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/batch.hpp>
#include <dusk/core/rollup/channel_out.hpp>
#include <dusk/core/rollup/frame.hpp>
#include <dusk/core/rollup/testing.hpp>

namespace dusk::rollup {
namespace {

using testing::config_through;
using testing::hash_of;

Bytes zlib(BytesView data) {
    auto size = compressBound(data.size());
    Bytes out(size);
    EXPECT_EQ(compress(out.data(), &size, data.data(), data.size()), Z_OK);
    out.resize(size);
    return out;
}

Bytes brotli(BytesView data) {
    auto size = BrotliEncoderMaxCompressedSize(data.size());
    Bytes out(size);
    EXPECT_TRUE(BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, data.size(),
                                      data.data(), &size, out.data()));
    out.resize(size);
    out.insert(out.begin(), CHANNEL_VERSION_BROTLI);
    return out;
}

SingularBatch sample_batch(std::uint64_t number) {
    return {.parent_hash = hash_of("l2", number),
            .epoch_number = 100 + number,
            .epoch_hash = hash_of("l1", 100 + number),
            .timestamp = 10'002 + 2 * number,
            .transactions = {{1, 2, 3}, Bytes(100, 9)}};
}

std::vector<Batch> read_all(BatchReader& reader, const RollupConfig& config) {
    std::vector<Batch> out;
    while (const auto encoded = reader.next()) {
        auto batch = decode_batch(*encoded, config, config.genesis.l2_time);
        if (!batch) break;
        out.push_back(*std::move(batch));
    }
    return out;
}

TEST(singular_batch, round_trips_and_ignores_what_follows) {
    const auto config = config_through(OpFork::bedrock);
    auto encoded = encode_batch(sample_batch(1));
    EXPECT_EQ(decode_batch(encoded, config, 0), Batch{sample_batch(1)});
    for (std::size_t size = 0; size < encoded.size(); ++size)
        EXPECT_FALSE(decode_batch(BytesView{encoded}.first(size), config, 0)) << size;
    encoded.push_back(0xff);
    EXPECT_EQ(decode_batch(encoded, config, 0), Batch{sample_batch(1)});
}

TEST(batch, names_what_is_wrong) {
    const auto config = config_through(OpFork::canyon);
    const auto error = [&](Bytes encoded) { return decode_batch(encoded, config, 0).error(); };
    EXPECT_EQ(error({}), BatchError::empty);
    EXPECT_EQ(error({0}), BatchError::malformed_singular);
    EXPECT_EQ(error({0, 0xc0}), BatchError::malformed_singular);
    EXPECT_EQ(error({0, 0x80}), BatchError::malformed_singular);
    EXPECT_EQ(error({1}), BatchError::span_before_delta);
    for (const int type : {2, 3, 0x7f, 0x80, 0xff})
        EXPECT_EQ(error({static_cast<std::uint8_t>(type), 0xc0}), BatchError::unknown_type);
    EXPECT_EQ(decode_batch(Bytes{1}, config_through(OpFork::delta), 0).error(),
              BatchError::malformed_span);
}

TEST(batch_reader, reads_the_batches_of_a_channel_in_order) {
    const auto config = config_through(OpFork::fjord);
    Bytes items;
    for (std::uint64_t i = 0; i < 3; ++i)
        append(items, channel_item(encode_batch(sample_batch(i))));
    for (const auto& channel : {zlib(items), brotli(items)}) {
        auto reader = BatchReader::open(channel, config, 0);
        ASSERT_TRUE(reader);
        const auto batches = read_all(*reader, config);
        ASSERT_EQ(batches.size(), 3u);
        for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(batches[i], Batch{sample_batch(i)});
    }
}

TEST(batch_reader, ends_at_what_is_no_rlp_string) {
    const auto config = config_through(OpFork::fjord);
    Bytes items = channel_item(encode_batch(sample_batch(0)));
    items.push_back(0xc0);
    append(items, channel_item(encode_batch(sample_batch(1))));
    auto reader = BatchReader::open(zlib(items), config, 0);
    ASSERT_TRUE(reader);
    EXPECT_EQ(read_all(*reader, config).size(), 1u);
}

TEST(batch_reader, refuses_unknown_compression) {
    const auto fjord = config_through(OpFork::fjord);
    const auto ecotone = config_through(OpFork::ecotone);
    using Error = BatchReader::Error;
    EXPECT_EQ(BatchReader::open({}, fjord, 0).error(), Error::empty);
    EXPECT_EQ(BatchReader::open(Bytes{2, 3}, fjord, 0).error(), Error::unknown_compression);
    EXPECT_EQ(BatchReader::open(brotli(Bytes{1}), ecotone, 0).error(), Error::brotli_before_fjord);
    EXPECT_EQ(BatchReader::open(Bytes{0x78, 0x00}, fjord, 0).error(), Error::corrupt_stream);
    EXPECT_EQ(BatchReader::open(Bytes{0x7f}, fjord, 0).error(), Error::corrupt_stream);
}

TEST(batch_reader, survives_truncated_and_changed_channels) {
    const auto config = config_through(OpFork::fjord);
    Bytes items;
    for (std::uint64_t i = 0; i < 3; ++i)
        append(items, channel_item(encode_batch(sample_batch(i))));
    testing::Random random{9};
    for (const auto& channel : {zlib(items), brotli(items)})
        for (std::size_t at = 0; at < channel.size(); ++at) {
            if (auto reader = BatchReader::open(BytesView{channel}.first(at), config, 0))
                EXPECT_LE(read_all(*reader, config).size(), 3u);
            auto changed = channel;
            changed[at] ^= static_cast<std::uint8_t>(1 + random.below(255));
            if (auto reader = BatchReader::open(changed, config, 0))
                std::ignore = read_all(*reader, config);
        }
}

// OP derivation.md#channel-format: "the channel contained only the first bytes".
TEST(batch_reader, reads_only_so_much_of_a_channel) {
    auto config = config_through(OpFork::ecotone);
    auto big = sample_batch(0);
    big.transactions = {Bytes(MAX_RLP_BYTES_PER_CHANNEL_BEDROCK / 2 - 1000, 0)};
    const auto item = channel_item(encode_batch(big));
    Bytes items;
    for (int i = 0; i < 3; ++i) append(items, item);
    auto reader = BatchReader::open(zlib(items), config, 0);
    ASSERT_TRUE(reader);
    EXPECT_EQ(read_all(*reader, config).size(), 2u);

    config = config_through(OpFork::fjord);
    reader = BatchReader::open(zlib(items), config, 0);
    ASSERT_TRUE(reader);
    EXPECT_EQ(read_all(*reader, config).size(), 3u);
}

// Real batcher data --------------------------------------------------------------------------

boost::json::object expected_of(const std::filesystem::path& folder, const char* name) {
    return boost::json::parse(test::read_text(folder / "expected.json")).at(name).as_object();
}

RollupConfig op_mainnet() {
    auto config = config_through(OpFork::ecotone);
    config.l2_chain_id = 10;
    config.genesis.l2_time = 1'686'068'903;
    return config;
}

void check_against(const boost::json::object& expected, BytesView channel) {
    const auto config = op_mainnet();
    auto reader = BatchReader::open(channel, config, 0);
    ASSERT_TRUE(reader);
    const auto encoded = reader->next();
    ASSERT_TRUE(encoded);
    ASSERT_FALSE(reader->next());
    const auto raw = decode_span_batch(encoded->subspan(1));
    ASSERT_TRUE(raw);
    EXPECT_EQ(raw->relative_timestamp, expected.at("rel_timestamp").to_number<std::uint64_t>());
    EXPECT_EQ(raw->l1_origin_number, expected.at("l1_origin_num").to_number<std::uint64_t>());
    EXPECT_EQ(to_hex(raw->parent_check), expected.at("parent_check").as_string());
    EXPECT_EQ(to_hex(raw->l1_origin_check), expected.at("l1_origin_check").as_string());
    const auto& bits = expected.at("origin_bits").as_array();
    const auto& counts = expected.at("block_tx_counts").as_array();
    ASSERT_EQ(raw->origin_bits.size(), bits.size());
    for (std::size_t i = 0; i < bits.size(); ++i) {
        EXPECT_EQ(raw->origin_bits[i], bits[i].to_number<int>() != 0);
        EXPECT_EQ(raw->block_txn_counts[i], counts[i].to_number<std::uint64_t>());
    }
    EXPECT_EQ(encode_batch(*raw), to_bytes(*encoded));

    const auto batch = decode_batch(*encoded, config, 0);
    ASSERT_TRUE(batch);
    Bytes hashes;
    std::size_t bytes_total = 0;
    for (const auto& block : std::get<SpanBatch>(*batch).blocks)
        for (const auto& txn : block.transactions) {
            append(hashes, keccak256(txn));
            bytes_total += txn.size();
        }
    EXPECT_EQ(hashes.size() / 32, expected.at("total_tx_count").to_number<std::size_t>());
    EXPECT_EQ(bytes_total, expected.at("tx_bytes_total").to_number<std::size_t>());
    EXPECT_EQ(to_hex(keccak256(hashes)), expected.at("tx_hashes_keccak").as_string());
}

TEST(op_mainnet_vectors, channel_of_143_blocks) {
    DUSK_VECTORS_OR_SKIP(folder, "op-derivation");
    auto text = test::read_text(folder / "batch.hex");
    while (!text.empty() && text.back() == '\n') text.pop_back();
    check_against(expected_of(folder, "batch.hex"), *from_hex(text));
}

TEST(op_mainnet_vectors, batcher_transaction_with_an_open_stream) {
    DUSK_VECTORS_OR_SKIP(folder, "op-derivation");
    const auto raw = test::read_text(folder / "raw_batcher_tx.hex");
    const auto expected = expected_of(folder, "raw_batcher_tx.hex");
    const auto txn = decode_transaction(as_bytes(raw));
    ASSERT_TRUE(txn);
    EXPECT_EQ(to_hex(transaction_hash(*txn)), expected.at("tx_hash").as_string());
    const auto frames = parse_frames(txn->data);
    ASSERT_TRUE(frames);
    ASSERT_EQ(frames->size(), expected.at("frames").as_array().size());
    EXPECT_TRUE(frames->at(0).is_last);
    check_against(expected, frames->at(0).data);
}

}  // namespace
}  // namespace dusk::rollup
