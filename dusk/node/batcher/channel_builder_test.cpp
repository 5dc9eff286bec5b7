#include <gtest/gtest.h>

#include <dusk/core/rollup/testing.hpp>
#include <dusk/node/batcher/channel_builder.hpp>

namespace dusk::batcher {
namespace {

using rollup::testing::Random;

const auto CONFIG = rollup::testing::config_through(OpFork::jovian);

BuilderConfig builder_config(std::size_t target_size) {
    return {.genesis_time = CONFIG.genesis.l2_time,
            .l2_chain_id = CONFIG.l2_chain_id,
            .target_size = target_size,
            .raw_size_max = 1'000'000};
}

std::vector<L2Block> make_blocks(std::size_t count, std::size_t txns, std::size_t data_size) {
    Random random{3};
    std::vector<L2Block> out;
    for (std::size_t i = 1; i <= count; ++i) {
        L2Block block;
        block.ref = {.hash = rollup::testing::hash_of("l2", i),
                     .number = i,
                     .parent_hash = rollup::testing::hash_of("l2", i - 1),
                     .time = CONFIG.genesis.l2_time + 2 * i,
                     .l1_origin = {.hash = {}, .number = 100},
                     .sequence_number = i};
        for (std::size_t t = 0; t < txns; ++t) {
            auto txn = rollup::testing::random_txn(random, CONFIG.l2_chain_id);
            txn.data = random.bytes(data_size);
            block.transactions.push_back(encode_transaction(txn));
        }
        out.push_back(std::move(block));
    }
    return out;
}

std::vector<rollup::Batch> read(const ChannelBuilder& builder) {
    std::vector<rollup::Batch> out;
    const auto data = builder.finish();
    auto reader = rollup::BatchReader::open(data, CONFIG, CONFIG.genesis.l2_time);
    EXPECT_TRUE(reader);
    while (const auto encoded = reader->next())
        out.push_back(*rollup::decode_batch(*encoded, CONFIG, CONFIG.genesis.l2_time));
    return out;
}

std::size_t block_count(const std::vector<rollup::Batch>& batches) {
    std::size_t out = 0;
    for (const auto& batch : batches) {
        const auto* span = std::get_if<rollup::SpanBatch>(&batch);
        out += span ? span->blocks.size() : 1;
    }
    return out;
}

TEST(channel_builder, fills_the_target_and_not_more) {
    for (const auto type : {rollup::BatchType::singular, rollup::BatchType::span}) {
        auto config = builder_config(50'000);
        config.batch_type = type;
        ChannelBuilder builder{config};
        std::size_t taken = 0;
        for (const auto& block : make_blocks(400, 3, 100)) {
            if (!builder.add(block)) break;
            ++taken;
        }
        EXPECT_TRUE(builder.is_full());
        EXPECT_LE(builder.finish().size(), config.target_size);
        EXPECT_GE(builder.finish().size(), config.target_size * 9 / 10);
        EXPECT_EQ(block_count(read(builder)), taken);
    }
}

TEST(channel_builder, takes_a_block_that_is_larger_than_the_target) {
    ChannelBuilder builder{builder_config(1'000)};
    const auto blocks = make_blocks(2, 10, 500);
    EXPECT_TRUE(builder.add(blocks[0]));
    EXPECT_TRUE(builder.is_full());
    EXPECT_FALSE(builder.add(blocks[1]));
    EXPECT_EQ(block_count(read(builder)), 1u);
}

TEST(channel_builder, keeps_below_the_limit_before_compression) {
    auto config = builder_config(100'000);
    config.raw_size_max = 5'000;
    ChannelBuilder builder{config};
    std::size_t taken = 0;
    for (const auto& block : make_blocks(100, 1, 100))
        if (builder.add(block)) ++taken;
    EXPECT_TRUE(builder.is_full());
    EXPECT_LE(builder.raw_size(), config.raw_size_max);
    EXPECT_EQ(block_count(read(builder)), taken);
}

TEST(channel_builder, splits_spans) {
    auto config = builder_config(100'000);
    config.blocks_per_span_max = 4;
    ChannelBuilder builder{config};
    for (const auto& block : make_blocks(10, 1, 10)) ASSERT_TRUE(builder.add(block));
    const auto batches = read(builder);
    EXPECT_EQ(batches.size(), 3u);
    EXPECT_EQ(block_count(batches), 10u);
}

TEST(channel_builder, sends_what_a_span_cannot_hold_as_a_singular_batch) {
    auto blocks = make_blocks(3, 1, 10);
    blocks[1].transactions.push_back({0x05, 0xc0});  // a type that is not known yet
    ChannelBuilder builder{builder_config(100'000)};
    for (const auto& block : blocks) ASSERT_TRUE(builder.add(block));
    const auto batches = read(builder);
    ASSERT_EQ(batches.size(), 3u);
    const auto& middle = std::get<rollup::SingularBatch>(batches[1]);
    EXPECT_EQ(middle.transactions, blocks[1].transactions);
    EXPECT_TRUE(std::holds_alternative<rollup::SpanBatch>(batches[2]));
}

TEST(compression, names_are_those_of_op_batcher) {
    EXPECT_EQ(compression_from_text("brotli"), compression_from_text("brotli-10"));
    EXPECT_EQ(compression_from_text("brotli-11")->quality, 11);
    EXPECT_EQ(compression_from_text("zlib")->kind, Compression::Kind::zlib);
    EXPECT_FALSE(compression_from_text("brotli-8"));
    EXPECT_FALSE(compression_from_text("gzip"));
}

}  // namespace
}  // namespace dusk::batcher
