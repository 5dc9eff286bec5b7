// Action tests: a sequencer and a batcher fill a small fake L1, a verifier derives from it, and
// both must come to the same chain of block hashes.
#include <map>

#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <dusk/core/rollup/blob_encoding.hpp>
#include <dusk/core/rollup/channel_out.hpp>
#include <dusk/core/rollup/deposits.hpp>
#include <dusk/core/rollup/l2_block_info.hpp>
#include <dusk/core/rollup/pipeline.hpp>
#include <dusk/core/rollup/system_config_update.hpp>
#include <dusk/core/rollup/testing.hpp>

namespace dusk::rollup {
namespace {

using testing::address_of;
using testing::FakeCrypto;
using testing::hash_of;
using testing::Random;

const FakeCrypto CRYPTO;

// The world ----------------------------------------------------------------------------------

/// L1: blocks ten seconds apart, from the rollup's genesis on.
struct FakeL1 {
    const RollupConfig& config;
    std::vector<L1BlockData> blocks;
    std::map<Hash32, Bytes> blobs;
    std::uint64_t salt = 0;

    explicit FakeL1(const RollupConfig& config_in) : config(config_in) { mine({}); }

    std::uint64_t head_number() const { return config.genesis.l1.number + blocks.size() - 1; }
    const L1BlockData& at(std::uint64_t number) const {
        return blocks.at(static_cast<std::size_t>(number - config.genesis.l1.number));
    }
    const L1BlockData* find(std::uint64_t number) const {
        return number <= head_number() ? &at(number) : nullptr;
    }

    void mine(std::vector<Transaction> txns, std::vector<Log> logs = {}) {
        L1BlockData block;
        block.header.number = config.genesis.l1.number + blocks.size();
        block.header.timestamp = config.genesis.l2_time + 10 * blocks.size();
        block.header.base_fee_per_gas = u256{7};
        block.header.excess_blob_gas = 0;
        block.header.prev_randao = hash_of("randao", block.header.number + salt);
        block.header.parent_beacon_block_root = hash_of("beacon", block.header.number);
        if (!blocks.empty()) block.header.parent_hash = blocks.back().hash;
        block.hash = blocks.empty() ? config.genesis.l1.hash
                                    : hash_of("l1 block", block.header.number * 1000 + salt);
        block.transactions = std::move(txns);
        block.receipts.push_back({.success = true, .logs = std::move(logs)});
        blocks.push_back(std::move(block));
    }
    void mine_empty(std::size_t count) {
        for (; count > 0; --count) mine({});
    }

    Transaction inbox_txn(Bytes data, TxnType type = TxnType::dynamic_fee) const {
        auto txn =
            testing::signed_by(config.genesis.system_config.batcher_addr, type, config.l1_chain_id);
        txn.to = config.batch_inbox_address;
        txn.data = std::move(data);
        return txn;
    }
    Transaction blob_txn(const std::vector<Bytes>& datas) {
        auto txn = inbox_txn({0xde, 0xad}, TxnType::blob);
        for (const auto& data : datas) {
            const auto hash = hash_of("blob", blobs.size());
            blobs[hash] = *encode_blob(data);
            txn.blob_versioned_hashes.push_back(hash);
        }
        return txn;
    }
};

/// An engine that executes nothing: a block's hash is that of all that its attributes say.
struct FakeEngine {
    const RollupConfig& config;
    const UpgradePayloads payloads;
    std::vector<L2Parent> chain;
    std::vector<std::vector<Bytes>> txns{{}};

    explicit FakeEngine(const RollupConfig& config_in) : config(config_in) {
        chain.push_back({.ref = {.hash = config.genesis.l2.hash,
                                 .number = config.genesis.l2.number,
                                 .parent_hash = {},
                                 .time = config.genesis.l2_time,
                                 .l1_origin = config.genesis.l1},
                         .system_config = config.genesis.system_config});
    }
    const L2Parent& head() const { return chain.back(); }

    void apply(const PayloadAttributes& attributes) {
        Bytes input = to_bytes(head().ref.hash);
        append_be(input, attributes.timestamp);
        append_be(input, attributes.gas_limit);
        append(input, attributes.prev_randao);
        append_be(input, attributes.min_base_fee.value_or(1));
        for (const auto& txn : attributes.transactions) append(input, keccak256(txn));
        Header header;
        header.number = head().ref.number + 1;
        header.parent_hash = head().ref.hash;
        header.timestamp = attributes.timestamp;
        header.gas_limit = attributes.gas_limit;
        if (attributes.eip_1559_params) {
            auto params = *attributes.eip_1559_params;
            if (params.is_zero()) params = encode_eip1559_params(250, 6);
            header.extra_data = {static_cast<std::uint8_t>(attributes.min_base_fee ? 1 : 0)};
            append(header.extra_data, params);
            if (attributes.min_base_fee) append_be(header.extra_data, *attributes.min_base_fee);
        }
        const auto hash = keccak256(input);
        const auto first = *decode_transaction(attributes.transactions.at(0));
        chain.push_back(
            {.ref = *l2_block_ref_from(config, header, hash, &first),
             .system_config = *system_config_from(config, payloads, header, hash, &first)});
        txns.push_back(attributes.transactions);
    }

    /// Sequences a block: the next L1 origin is taken as soon as time allows.
    void sequence(const FakeL1& l1, Random& random, std::uint64_t txn_count) {
        const auto& parent = head();
        const auto* block = l1.find(parent.ref.l1_origin.number + 1);
        if (block == nullptr || block->header.timestamp > parent.ref.time + config.block_time)
            block = &l1.at(parent.ref.l1_origin.number);
        auto attributes = build_attributes({.config = config,
                                            .payloads = payloads,
                                            .parent = parent,
                                            .l1_origin = l1_block_info(block->header, block->hash),
                                            .l1_receipts = block->receipts});
        ASSERT_TRUE(attributes);
        const bool isthmus = config.is_active(OpFork::isthmus, attributes->timestamp);
        for (; txn_count > 0; --txn_count) {
            auto txn = testing::random_txn(random, config.l2_chain_id);
            while (txn.type == TxnType::set_code && !isthmus)
                txn = testing::random_txn(random, config.l2_chain_id);
            attributes->transactions.push_back(encode_transaction(txn));
        }
        apply(*attributes);
    }
    void sequence_many(const FakeL1& l1, Random& random, std::size_t count) {
        for (; count > 0; --count) sequence(l1, random, random.below(3));
    }
};

Bytes compress(BytesView items, bool brotli) {
    if (brotli) {
        auto size = BrotliEncoderMaxCompressedSize(items.size());
        Bytes out(size);
        EXPECT_TRUE(BrotliEncoderCompress(4, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC,
                                          items.size(), items.data(), &size, out.data()));
        out.resize(size);
        out.insert(out.begin(), CHANNEL_VERSION_BROTLI);
        return out;
    }
    auto size = compressBound(items.size());
    Bytes out(size);
    EXPECT_EQ(::compress(out.data(), &size, items.data(), items.size()), Z_OK);
    out.resize(size);
    return out;
}

ChannelId channel_id(std::uint8_t number) {
    ChannelId id;
    id[0] = number;
    return id;
}

/// Blocks first to last of the engine's chain, as singular batches or one span batch.
Bytes channel_items(const FakeEngine& engine, std::size_t first, std::size_t last, bool span) {
    Bytes items;
    SpanBatchBuilder builder{engine.config.genesis.l2_time, engine.config.l2_chain_id};
    for (std::size_t i = first; i <= last; ++i) {
        const auto& ref = engine.chain[i].ref;
        if (span)
            EXPECT_TRUE(builder.append(ref, engine.txns[i]));
        else
            append(items, channel_item(encode_batch(singular_batch_from(ref, engine.txns[i]))));
    }
    if (span) append(items, builder.encode());
    return items;
}

std::vector<Frame> channel_frames(const FakeEngine& engine, std::size_t first, std::size_t last,
                                  std::uint8_t id, bool span = true, std::size_t frame_size = 1e6) {
    return *split_into_frames(
        channel_id(id), compress(channel_items(engine, first, last, span), false), frame_size);
}

/// Derives until L1 has no more, an error occurs, or `stop_at` blocks are there.
struct Verifier {
    const RollupConfig& config;
    const FakeL1& l1;
    FakeEngine engine;
    Pipeline pipeline;
    std::vector<DerivedAttributes> derived;
    std::uint64_t l2_blocks_asked = 0;

    Verifier(const RollupConfig& config_in, const FakeL1& l1_in)
        : config(config_in),
          l1(l1_in),
          engine(config_in),
          pipeline(config_in, engine.payloads, CRYPTO) {
        reset_to(config.genesis.l1.number, config.genesis.system_config);
    }
    void reset_to(std::uint64_t number, const SystemConfig& system_config) {
        pipeline.reset(l1_block_ref(l1.at(number)), system_config);
    }

    std::expected<void, PipelineError> run(std::size_t stop_at = 100'000) {
        while (engine.chain.size() < stop_at) {
            DUSK_TRY(event, pipeline.step(engine.head()));
            if (const auto* need = std::get_if<NeedL1Block>(&event)) {
                const auto* block = l1.find(need->number);
                if (block == nullptr) return {};
                DUSK_TRY_VOID(pipeline.provide_l1_block(*block));
            } else if (const auto* wanted = std::get_if<NeedBlobs>(&event)) {
                std::vector<Bytes> blobs;
                for (const auto& blob : wanted->blobs) blobs.push_back(l1.blobs.at(blob.hash));
                DUSK_TRY_VOID(pipeline.provide_blobs(std::move(blobs)));
            } else if (const auto* safe = std::get_if<NeedL2Block>(&event)) {
                ++l2_blocks_asked;
                const auto i = static_cast<std::size_t>(safe->number);
                DUSK_TRY_VOID(pipeline.provide_l2_block(
                    {.ref = engine.chain.at(i).ref, .transactions = engine.txns.at(i)}));
            } else {
                derived.push_back(*std::get_if<DerivedAttributes>(&event));
                engine.apply(derived.back().attributes);
            }
        }
        return {};
    }
};

void expect_same_chain(const FakeEngine& derived, const FakeEngine& sequenced, std::size_t count) {
    ASSERT_GE(derived.chain.size(), count);
    ASSERT_GE(sequenced.chain.size(), count);
    for (std::size_t i = 0; i < count; ++i)
        ASSERT_EQ(derived.chain[i].ref.hash, sequenced.chain[i].ref.hash) << i;
}

// Derivation of what was batched -------------------------------------------------------------

struct Mode {
    OpFork fork;
    bool span;
    bool blobs;
    bool brotli;
};

class round_trip : public ::testing::TestWithParam<Mode> {};

TEST_P(round_trip, derives_the_sequenced_chain) {
    const auto mode = GetParam();
    const auto config = testing::config_through(mode.fork);
    Random random{42};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    std::size_t batched = 0;
    for (std::uint8_t round = 1; round <= 6; ++round) {
        sequencer.sequence_many(l1, random, 5);
        const auto last = sequencer.chain.size() - 1;
        const auto data =
            compress(channel_items(sequencer, batched + 1, last, mode.span), mode.brotli);
        batched = last;
        // Three frames: two in one transaction, the last in the next block.
        auto frames = *split_into_frames(channel_id(round), data, data.size() / 3 + 24);
        const std::vector<Frame> head(frames.begin(), frames.end() - 1);
        const std::vector<Frame> tail(frames.end() - 1, frames.end());
        for (const auto& part : {head, tail}) {
            const auto bytes = encode_batcher_data(part);
            l1.mine({mode.blobs ? l1.blob_txn({bytes}) : l1.inbox_txn(bytes)});
        }
    }
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, sequencer.chain.size());
    EXPECT_EQ(verifier.engine.chain.size(), sequencer.chain.size());
    EXPECT_EQ(verifier.pipeline.counters().dropped_batches, 0u);
    EXPECT_TRUE(verifier.derived.back().concluding);
}

INSTANTIATE_TEST_SUITE_P(pipeline, round_trip,
                         ::testing::Values(Mode{OpFork::bedrock, false, false, false},
                                           Mode{OpFork::canyon, false, false, false},
                                           Mode{OpFork::delta, true, false, false},
                                           Mode{OpFork::ecotone, true, true, false},
                                           Mode{OpFork::fjord, true, true, true},
                                           Mode{OpFork::granite, false, true, true},
                                           Mode{OpFork::holocene, true, true, true},
                                           Mode{OpFork::holocene, false, false, false},
                                           Mode{OpFork::isthmus, true, false, true},
                                           Mode{OpFork::jovian, true, true, true},
                                           Mode{OpFork::karst, false, true, true}));

TEST(pipeline, marks_a_span_batch_pending_until_its_last_block_before_holocene) {
    const auto config = testing::config_through(OpFork::fjord);
    Random random{1};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 3, 1)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    ASSERT_EQ(verifier.derived.size(), 3u);
    EXPECT_FALSE(verifier.derived[0].concluding);
    EXPECT_FALSE(verifier.derived[1].concluding);
    EXPECT_TRUE(verifier.derived[2].concluding);
    EXPECT_EQ(verifier.derived[0].derived_from.number, 101u);
}

TEST(pipeline, reads_interleaved_and_late_frames_before_holocene) {
    const auto config = testing::config_through(OpFork::granite);
    Random random{2};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 4);
    const auto a = channel_frames(sequencer, 1, 2, 1, true, 60);
    const auto b = channel_frames(sequencer, 3, 4, 2, true, 60);
    ASSERT_GE(a.size(), 2u);
    ASSERT_GE(b.size(), 2u);
    std::vector<Frame> first;
    std::vector<Frame> second;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        // The second channel is whole before the first, whose frames come backwards.
        if (i < b.size()) first.push_back(b[i]);
        if (i < a.size()) second.push_back(a[a.size() - 1 - i]);
    }
    first.push_back(second.back());
    second.pop_back();
    l1.mine({l1.inbox_txn(encode_batcher_data(first))});
    l1.mine({l1.inbox_txn(encode_batcher_data(second))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 5);
}

TEST(pipeline, drops_frames_out_of_order_with_holocene) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{3};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 4);
    auto frames = channel_frames(sequencer, 1, 4, 1, true, 60);
    ASSERT_GE(frames.size(), 3u);
    auto shuffled = frames;
    std::swap(shuffled[0], shuffled[1]);
    l1.mine({l1.inbox_txn(encode_batcher_data(shuffled))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    EXPECT_GT(verifier.pipeline.counters().dropped_frames, 0u);
    l1.mine({l1.inbox_txn(encode_batcher_data(frames))});
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 5);
}

TEST(pipeline, passes_over_what_is_no_batcher_data) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{4};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    const auto good = encode_batcher_data(channel_frames(sequencer, 1, 3, 1));
    auto stranger = l1.inbox_txn(good);
    stranger.signature.r = to_u256(address_of(66));
    auto elsewhere = l1.inbox_txn(good);
    elsewhere.to = address_of(67);
    auto creation = l1.inbox_txn(good);
    creation.to.reset();
    auto foreign = l1.inbox_txn(good);
    foreign.chain_id = 5;
    l1.mine({stranger, elsewhere, creation, foreign, l1.inbox_txn(good, TxnType::set_code),
             l1.inbox_txn({}), l1.inbox_txn({0}), l1.inbox_txn({9, 9}), l1.inbox_txn({0, 1, 2}),
             l1.inbox_txn(encode_batcher_data(
                 {{.channel_id = channel_id(9), .number = 0, .data = {0x99}, .is_last = true}})),
             l1.inbox_txn(encode_batcher_data({{.channel_id = channel_id(9),
                                                .number = 0,
                                                .data = compress(channel_item(Bytes{7, 7}), false),
                                                .is_last = true}})),
             l1.inbox_txn(encode_batcher_data(
                 {{.channel_id = channel_id(9), .number = 0, .data = {}, .is_last = true}}))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    EXPECT_EQ(verifier.pipeline.counters().batcher_transactions, 7u);
    EXPECT_EQ(verifier.pipeline.counters().invalid_batcher_data, 4u);
    EXPECT_EQ(verifier.pipeline.counters().invalid_channels, 2u);
    EXPECT_EQ(verifier.pipeline.counters().invalid_batches, 1u);
    // A blob that is no data stands beside one that is.
    auto txn = l1.blob_txn({good, good});
    l1.blobs[txn.blob_versioned_hashes[0]][1] = 9;
    l1.mine({txn});
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.pipeline.counters().invalid_blobs, 1u);
    expect_same_chain(verifier.engine, sequencer, 4);
}

TEST(pipeline, forgets_a_channel_that_timed_out) {
    for (const auto fork : {OpFork::fjord, OpFork::holocene}) {
        auto config = testing::config_through(fork);
        config.seq_window_size = 1000;
        Random random{5};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        sequencer.sequence_many(l1, random, 3);
        const auto frames = channel_frames(sequencer, 1, 3, 1, true, 80);
        ASSERT_GE(frames.size(), 2u);
        const std::vector<Frame> head(frames.begin(), frames.end() - 1);
        const std::vector<Frame> tail(frames.end() - 1, frames.end());
        const auto timeout = config.channel_timeout_at(config.genesis.l2_time);
        l1.mine({l1.inbox_txn(encode_batcher_data(head))});
        l1.mine_empty(timeout);
        l1.mine({l1.inbox_txn(encode_batcher_data(tail))});
        Verifier verifier{config, l1};
        ASSERT_TRUE(verifier.run());
        EXPECT_EQ(verifier.engine.chain.size(), 1u);
        EXPECT_EQ(verifier.pipeline.counters().channels_timed_out, 1u);
        // One block earlier is in time.
        l1.mine({l1.inbox_txn(encode_batcher_data(head))});
        l1.mine_empty(timeout - 1);
        l1.mine({l1.inbox_txn(encode_batcher_data(tail))});
        ASSERT_TRUE(verifier.run());
        expect_same_chain(verifier.engine, sequencer, 4);
    }
}

// Empty batches, deposits, configuration ------------------------------------------------------

Transaction user_deposit(std::uint64_t number) {
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.from = address_of(number);
    txn.to = address_of(number + 1);
    txn.mint = u256{number};
    txn.gas_limit = 50'000;
    return txn;
}

TEST(pipeline, makes_empty_blocks_with_deposits_when_the_window_is_over) {
    for (const auto fork : {OpFork::bedrock, OpFork::fjord, OpFork::jovian}) {
        const auto config = testing::config_through(fork);
        FakeL1 l1{config};
        l1.mine({}, {log_from_deposit(config.deposit_contract_address, user_deposit(1)),
                     log_from_deposit(config.deposit_contract_address, user_deposit(2))});
        l1.mine_empty(config.seq_window_size - 1);
        Verifier verifier{config, l1};
        ASSERT_TRUE(verifier.run());
        // The window of epoch 100 ends with block 110: its blocks fill the time up to block 101.
        EXPECT_EQ(verifier.engine.chain.size(), 1u + 4u);
        l1.mine({});
        ASSERT_TRUE(verifier.run());
        EXPECT_EQ(verifier.engine.chain.size(), 1u + 9u);
        const auto& first = verifier.derived.at(4);
        EXPECT_EQ(first.attributes.timestamp, 10'010u);
        EXPECT_EQ(first.attributes.transactions.size(), 3u);
        EXPECT_TRUE(has_only_deposits(first.attributes));
        EXPECT_EQ(verifier.derived.at(5).attributes.transactions.size(), 1u);
        EXPECT_EQ(verifier.pipeline.counters().empty_batches, 9u);
    }
}

TEST(pipeline, drops_a_batch_that_came_after_its_window) {
    for (const auto fork : {OpFork::fjord, OpFork::holocene}) {
        const auto config = testing::config_through(fork);
        Random random{6};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        sequencer.sequence_many(l1, random, 2);
        l1.mine_empty(config.seq_window_size);
        l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 2, 1)))});
        Verifier verifier{config, l1};
        ASSERT_TRUE(verifier.run());
        for (const auto& derived : verifier.derived)
            EXPECT_TRUE(has_only_deposits(derived.attributes));
    }
}

TEST(pipeline, follows_the_system_configuration_of_l1) {
    const auto config = testing::config_through(OpFork::jovian);
    Random random{7};
    FakeL1 l1{config};
    const auto update = [&](ConfigUpdateType type, const u256& value) {
        return config_update_log(config.l1_system_config_address, type, to_hash32(value));
    };
    auto malformed = update(ConfigUpdateType::gas_limit, u256{1});
    malformed.data.pop_back();
    l1.mine({}, {update(ConfigUpdateType::gas_limit, u256{40'000'000}), malformed,
                 update(ConfigUpdateType::min_base_fee, u256{99}),
                 update(ConfigUpdateType::eip1559_params, (u256{100} << 32) | u256{4}),
                 update(ConfigUpdateType::operator_fee_params, u256{5}),
                 update(ConfigUpdateType::da_footprint_gas_scalar, u256{300})});
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 9);
    EXPECT_EQ(sequencer.chain[4].system_config.gas_limit, 30'000'000u);
    EXPECT_EQ(sequencer.chain[5].system_config.gas_limit, 40'000'000u);
    EXPECT_EQ(sequencer.chain[5].system_config.min_base_fee, 99u);
    EXPECT_EQ(sequencer.chain[5].system_config.eip1559_params, encode_eip1559_params(100, 4));
    EXPECT_EQ(sequencer.chain[5].system_config.da_footprint_gas_scalar, 300);

    // The new batcher counts from the very block that names it.
    const auto frames = channel_frames(sequencer, 1, 9, 1);
    const auto old_txn = l1.inbox_txn(encode_batcher_data(frames));
    auto new_txn = old_txn;
    new_txn.signature.r = to_u256(address_of(70));
    l1.mine({old_txn}, {update(ConfigUpdateType::batcher, to_u256(address_of(70)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    EXPECT_EQ(verifier.pipeline.counters().skipped_config_updates, 1u);
    EXPECT_EQ(verifier.pipeline.l1_system_config().batcher_addr, address_of(70));
    l1.mine({new_txn});
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 10);
}

TEST(pipeline, stops_at_a_deposit_that_cannot_be_read) {
    const auto config = testing::config_through(OpFork::holocene);
    FakeL1 l1{config};
    auto log = log_from_deposit(config.deposit_contract_address, user_deposit(1));
    log.data.pop_back();
    l1.mine({}, {log});
    l1.mine_empty(20);
    Verifier verifier{config, l1};
    EXPECT_EQ(verifier.run(),
              std::unexpected(PipelineError{.kind = ErrorKind::critical,
                                            .reason = PipelineReason::bad_deposit_log}));
}

// Reorgs, restarts, refused blocks --------------------------------------------------------------

TEST(pipeline, asks_for_a_reset_when_l1_reorgs) {
    const auto config = testing::config_through(OpFork::jovian);
    Random random{8};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 3, 1)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 4);

    l1.blocks.resize(1);
    l1.salt = 7;
    FakeEngine other{config};
    Random other_random{9};
    other.sequence_many(l1, other_random, 4);
    l1.mine_empty(1);
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(other, 1, 4, 2)))});
    const auto reorg = std::unexpected(
        PipelineError{.kind = ErrorKind::reset, .reason = PipelineReason::l1_reorg});
    EXPECT_EQ(verifier.run(), reorg);
    EXPECT_EQ(verifier.run(), reorg);

    verifier.engine.chain.resize(1);
    verifier.engine.txns.resize(1);
    verifier.reset_to(config.genesis.l1.number, config.genesis.system_config);
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, other, 5);
}

TEST(pipeline, asks_for_a_reset_when_the_start_block_is_gone) {
    const auto config = testing::config_through(OpFork::jovian);
    FakeL1 l1{config};
    Verifier verifier{config, l1};
    l1.blocks[0].hash = hash_of("another", 1);
    EXPECT_EQ(verifier.run(), std::unexpected(PipelineError{.kind = ErrorKind::reset,
                                                            .reason = PipelineReason::l1_reorg}));
}

TEST(pipeline, comes_to_the_same_chain_from_every_restart) {
    for (const auto fork : {OpFork::fjord, OpFork::jovian}) {
        const auto config = testing::config_through(fork);
        Random random{10};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        for (std::uint8_t round = 0; round < 8; ++round) {
            sequencer.sequence_many(l1, random, 5);
            const auto last = sequencer.chain.size() - 1;
            const auto frames = channel_frames(sequencer, last - 4, last, round, true, 120);
            // The channel's frames are spread over two blocks.
            const auto half = frames.begin() + static_cast<std::ptrdiff_t>(frames.size() / 2);
            l1.mine({l1.inbox_txn(encode_batcher_data({frames.begin(), half}))},
                    {log_from_deposit(config.deposit_contract_address, user_deposit(round))});
            l1.mine({l1.inbox_txn(encode_batcher_data({half, frames.end()}))});
        }
        for (std::size_t safe = 1; safe < sequencer.chain.size(); ++safe) {
            Verifier verifier{config, l1};
            verifier.engine.chain.assign(
                sequencer.chain.begin(),
                sequencer.chain.begin() + static_cast<std::ptrdiff_t>(safe));
            verifier.engine.txns.assign(sequencer.txns.begin(),
                                        sequencer.txns.begin() + static_cast<std::ptrdiff_t>(safe));
            // The walk back that a node does.
            auto start = safe - 1;
            const auto& head = sequencer.chain[safe - 1].ref;
            while (pipeline_starts_earlier(
                config, sequencer.chain[start].ref,
                l1.at(sequencer.chain[start].ref.l1_origin.number).header.timestamp, head))
                --start;
            verifier.reset_to(sequencer.chain[start].ref.l1_origin.number,
                              sequencer.chain[start].system_config);
            ASSERT_TRUE(verifier.run()) << safe;
            ASSERT_EQ(verifier.engine.chain.size(), sequencer.chain.size()) << safe;
            expect_same_chain(verifier.engine, sequencer, sequencer.chain.size());
        }
    }
}

TEST(pipeline, goes_on_without_the_channel_of_a_refused_block) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{11};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    for (int i = 0; i < 3; ++i) sequencer.sequence(l1, random, 2);
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 3, 1)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run(2));
    auto event = verifier.pipeline.step(verifier.engine.head());
    while (event && std::holds_alternative<NeedL1Block>(*event)) {
        ASSERT_TRUE(
            verifier.pipeline.provide_l1_block(l1.at(std::get<NeedL1Block>(*event).number)));
        event = verifier.pipeline.step(verifier.engine.head());
    }
    ASSERT_TRUE(event);
    const auto& refused = std::get<DerivedAttributes>(*event);
    EXPECT_EQ(refused.attributes.transactions.size(), 3u);
    EXPECT_FALSE(has_only_deposits(refused.attributes));
    // The engine says INVALID: the block keeps its deposits, the channel goes.
    const auto replacement = deposits_only(refused.attributes);
    EXPECT_EQ(replacement.transactions.size(), 1u);
    EXPECT_EQ(replacement.gas_limit, refused.attributes.gas_limit);
    verifier.pipeline.flush_channel();
    verifier.engine.apply(replacement);
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 3u);
    EXPECT_NE(verifier.engine.chain[2].ref.hash, sequencer.chain[2].ref.hash);
}

// Order of batches ------------------------------------------------------------------------------

TEST(pipeline, sorts_batches_before_holocene_and_drops_gaps_with_it) {
    for (const auto fork : {OpFork::granite, OpFork::holocene}) {
        const auto config = testing::config_through(fork);
        Random random{12};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        sequencer.sequence_many(l1, random, 4);
        for (const bool span : {false, true}) {
            FakeL1 chain{config};
            chain.mine(
                {chain.inbox_txn(encode_batcher_data(channel_frames(sequencer, 3, 4, 1, span)))});
            chain.mine(
                {chain.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 2, 2, span)))});
            Verifier verifier{config, chain};
            ASSERT_TRUE(verifier.run());
            const bool holocene = fork == OpFork::holocene;
            EXPECT_EQ(verifier.engine.chain.size(), holocene ? 3u : 5u);
            expect_same_chain(verifier.engine, sequencer, verifier.engine.chain.size());
            if (holocene)
                EXPECT_EQ(verifier.pipeline.counters().last_drop, BatchRule::timestamp_in_future);
        }
    }
}

TEST(pipeline, drops_the_rest_of_a_channel_with_its_first_bad_batch) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{13};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 4);
    const auto item = [&](std::size_t i, bool spoil) {
        auto batch = singular_batch_from(sequencer.chain[i].ref, sequencer.txns[i]);
        if (spoil) batch.epoch_hash[0] ^= 1;
        return channel_item(encode_batch(batch));
    };
    Bytes items = item(1, false);
    append(items, item(1, false));  // past: passed over
    append(items, item(2, false));
    append(items, item(3, true));
    append(items, item(3, false));
    l1.mine({l1.inbox_txn(encode_batcher_data(
        *split_into_frames(channel_id(1), compress(items, false), 1'000'000)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 3u);
    EXPECT_EQ(verifier.pipeline.counters().past_batches, 1u);
    EXPECT_EQ(verifier.pipeline.counters().last_drop, BatchRule::epoch_hash);
    // The next channel is read.
    l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 3, 4, 2)))});
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 5);
}

// OP#22215: overlaps of every length, with the safe chain's content and with another.
TEST(pipeline, compares_every_block_of_an_overlap_with_the_safe_chain) {
    for (const auto fork : {OpFork::fjord, OpFork::holocene}) {
        const auto config = testing::config_through(fork);
        Random random{14};
        FakeL1 l1{config};
        FakeEngine sequencer{config};
        for (int i = 0; i < 8; ++i) sequencer.sequence(l1, random, 1);
        l1.mine({l1.inbox_txn(encode_batcher_data(channel_frames(sequencer, 1, 6, 1)))});
        for (std::size_t first = 1; first <= 7; ++first) {
            for (std::size_t spoilt = 0; spoilt <= 6; ++spoilt) {
                if (spoilt != 0 && spoilt < first) continue;
                FakeEngine claimed{config};
                claimed.chain = sequencer.chain;
                claimed.txns = sequencer.txns;
                if (spoilt != 0) claimed.txns[spoilt].pop_back();
                FakeL1 chain = l1;
                chain.mine(
                    {chain.inbox_txn(encode_batcher_data(channel_frames(claimed, first, 8, 2)))});
                Verifier verifier{config, chain};
                ASSERT_TRUE(verifier.run());
                EXPECT_EQ(verifier.engine.chain.size(), spoilt == 0 ? 9u : 7u)
                    << first << ' ' << spoilt;
                if (spoilt == 0) {
                    expect_same_chain(verifier.engine, sequencer, 9);
                    // The parent and the overlapped blocks, each once a check.
                    EXPECT_EQ(verifier.l2_blocks_asked > 0, first < 7);
                } else {
                    EXPECT_EQ(verifier.pipeline.counters().last_drop,
                              BatchRule::overlap_transactions);
                }
            }
        }
    }
}

TEST(pipeline, drops_an_overlap_that_starts_before_the_chain) {
    const auto config = testing::config_through(OpFork::holocene);
    Random random{15};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    SpanBatchBuilder builder{config.genesis.l2_time, config.l2_chain_id};
    for (std::size_t i = 1; i <= 3; ++i)
        ASSERT_TRUE(builder.append(sequencer.chain[i].ref, sequencer.txns[i]));
    auto raw = builder.raw();
    raw.relative_timestamp = 0;  // the genesis block's own time
    raw.origin_bits.push_back(false);
    raw.block_txn_counts.insert(raw.block_txn_counts.begin(), 0);
    const auto data = compress(channel_item(encode_batch(raw)), false);
    l1.mine(
        {l1.inbox_txn(encode_batcher_data(*split_into_frames(channel_id(1), data, 1'000'000)))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    EXPECT_EQ(verifier.pipeline.counters().last_drop, BatchRule::no_parent_block);
}

// Forks -----------------------------------------------------------------------------------------

TEST(pipeline, forgets_unfinished_work_when_holocene_begins) {
    auto config = testing::config_through(OpFork::granite);
    config.forks.time[static_cast<std::size_t>(OpFork::holocene)] = config.genesis.l2_time + 20;
    Random random{16};
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    sequencer.sequence_many(l1, random, 3);
    const auto frames = channel_frames(sequencer, 1, 3, 1, true, 80);
    ASSERT_GE(frames.size(), 2u);
    const std::vector<Frame> head(frames.begin(), frames.end() - 1);
    const std::vector<Frame> tail(frames.end() - 1, frames.end());
    l1.mine({l1.inbox_txn(encode_batcher_data(head))});
    l1.mine({l1.inbox_txn(encode_batcher_data(tail))});
    Verifier verifier{config, l1};
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), 1u);
    // Sent again, it is derived, though its blocks are older than the fork.
    l1.mine({l1.inbox_txn(encode_batcher_data(frames))});
    ASSERT_TRUE(verifier.run());
    expect_same_chain(verifier.engine, sequencer, 4);
}

TEST(pipeline, derives_across_every_fork) {
    auto config = testing::config_through(OpFork::bedrock);
    config.forks = {};
    for (std::size_t i = 1; i < OP_FORK_COUNT - 1; ++i)
        config.forks.time[i] = config.genesis.l2_time + 15 * i;
    FakeL1 l1{config};
    FakeEngine sequencer{config};
    // Code stands in for the published one: what matters here is that it is there.
    auto& payloads = const_cast<UpgradePayloads&>(sequencer.payloads);
    for (const auto& row : upgrade_payload_rows()) payloads.*row.member = {1};
    Random random{17};
    std::size_t batched = 0;
    for (std::uint8_t round = 0; round < 20; ++round) {
        for (int i = 0; i < 5; ++i) {
            const auto time = sequencer.head().ref.time + config.block_time;
            sequencer.sequence(l1, random, is_upgrade_block(config, time) ? 0 : random.below(3));
        }
        const auto last = sequencer.chain.size() - 1;
        const bool span = config.is_active(OpFork::ecotone, sequencer.chain[batched].ref.time);
        l1.mine({l1.inbox_txn(
            encode_batcher_data(channel_frames(sequencer, batched + 1, last, round, span)))});
        batched = last;
    }
    Verifier verifier{config, l1};
    const_cast<UpgradePayloads&>(verifier.engine.payloads) = payloads;
    ASSERT_TRUE(verifier.run());
    EXPECT_EQ(verifier.engine.chain.size(), sequencer.chain.size());
    EXPECT_EQ(verifier.pipeline.counters().dropped_batches, 0u);
    EXPECT_EQ(verifier.pipeline.counters().invalid_batches, 0u);
    expect_same_chain(verifier.engine, sequencer, sequencer.chain.size());
}

// The interface --------------------------------------------------------------------------------

TEST(pipeline, refuses_data_that_was_not_asked_for) {
    const auto config = testing::config_through(OpFork::jovian);
    FakeL1 l1{config};
    l1.mine_empty(2);
    FakeEngine engine{config};
    Pipeline pipeline{config, engine.payloads, CRYPTO};
    EXPECT_EQ(pipeline.step(engine.head()).error().reason, PipelineReason::not_started);
    EXPECT_EQ(pipeline.provide_l1_block(l1.at(100)).error().reason, PipelineReason::not_started);
    pipeline.reset(l1_block_ref(l1.at(100)), config.genesis.system_config);
    EXPECT_EQ(pipeline.step(engine.head()),
              PipelineEvent{(NeedL1Block{.number = 100, .hash = l1.at(100).hash})});
    EXPECT_EQ(pipeline.provide_l1_block(l1.at(101)).error().reason, PipelineReason::wrong_l1_block);
    EXPECT_EQ(pipeline.provide_blobs({}).error().reason, PipelineReason::wrong_blobs);
    EXPECT_EQ(pipeline.provide_l2_block({}).error().reason, PipelineReason::wrong_l2_block);
    ASSERT_TRUE(pipeline.provide_l1_block(l1.at(100)));
    EXPECT_EQ(pipeline.provide_l1_block(l1.at(101)).error().reason, PipelineReason::wrong_l1_block);
    EXPECT_EQ(pipeline.step(engine.head()),
              (PipelineEvent{NeedL1Block{.number = 101, .hash = {}}}));
    EXPECT_EQ(pipeline.origin(), l1_block_ref(l1.at(100)));
}

// OP derivation.md#l1-retrieval; OP#19352.
TEST(l1_source, takes_batcher_transactions_of_the_allowed_types) {
    const auto config = testing::config_through(OpFork::ecotone);
    FakeL1 l1{config};
    const auto batcher = config.genesis.system_config.batcher_addr;
    const auto counts = [&](TxnType type) {
        auto txn = l1.inbox_txn({0, 1}, type);
        if (type == TxnType::deposit) txn.from = batcher;
        return is_batcher_transaction(txn, config, batcher, CRYPTO);
    };
    EXPECT_TRUE(counts(TxnType::legacy));
    EXPECT_TRUE(counts(TxnType::access_list));
    EXPECT_TRUE(counts(TxnType::dynamic_fee));
    EXPECT_TRUE(counts(TxnType::blob));
    EXPECT_FALSE(counts(TxnType::set_code));
    EXPECT_TRUE(counts(TxnType::deposit));
}

TEST(l1_source, counts_blobs_over_the_whole_block) {
    const auto config = testing::config_through(OpFork::ecotone);
    FakeL1 l1{config};
    auto stranger = l1.blob_txn({{1}, {2}});
    stranger.to = address_of(9);
    const auto blob = l1.blob_txn({{3}, {4}});
    L1BlockData block;
    block.header.timestamp = config.genesis.l2_time;
    block.transactions = {stranger, l1.inbox_txn({5}), blob};
    const auto batcher = config.genesis.system_config.batcher_addr;
    const std::vector<BatcherInput> expected{
        Bytes{5}, IndexedBlobHash{.index = 2, .hash = blob.blob_versioned_hashes[0]},
        IndexedBlobHash{.index = 3, .hash = blob.blob_versioned_hashes[1]}};
    EXPECT_EQ(batcher_inputs(block, config, batcher, CRYPTO), expected);
    // Before Ecotone a blob transaction's calldata counts, like any other's.
    const auto old = testing::config_through(OpFork::delta);
    const std::vector<BatcherInput> calldata{Bytes{5}, Bytes{0xde, 0xad}};
    EXPECT_EQ(batcher_inputs(block, old, batcher, CRYPTO), calldata);
}

}  // namespace
}  // namespace dusk::rollup
