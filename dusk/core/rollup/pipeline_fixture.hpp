// For tests of the pipeline: a small fake L1, an engine that executes nothing, a batcher and a
// verifier, whose chains of block hashes must come out the same.
#pragma once

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

namespace dusk::rollup::pipeline_testing {

using testing::address_of;
using testing::FakeCrypto;
using testing::hash_of;
using testing::Random;

inline const FakeCrypto CRYPTO;

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

inline Bytes compress(BytesView items, bool brotli) {
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

inline ChannelId channel_id(std::uint8_t number) {
    ChannelId id;
    id[0] = number;
    return id;
}

/// Blocks first to last of the engine's chain, as singular batches or one span batch.
inline Bytes channel_items(const FakeEngine& engine, std::size_t first, std::size_t last,
                           bool span) {
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

inline std::vector<Frame> channel_frames(const FakeEngine& engine, std::size_t first,
                                         std::size_t last, std::uint8_t id, bool span = true,
                                         std::size_t frame_size = 1e6) {
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

inline void expect_same_chain(const FakeEngine& derived, const FakeEngine& sequenced,
                              std::size_t count) {
    ASSERT_GE(derived.chain.size(), count);
    ASSERT_GE(sequenced.chain.size(), count);
    for (std::size_t i = 0; i < count; ++i)
        ASSERT_EQ(derived.chain[i].ref.hash, sequenced.chain[i].ref.hash) << i;
}

// Derivation of what was batched -------------------------------------------------------------

inline Transaction user_deposit(std::uint64_t number) {
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.from = address_of(number);
    txn.to = address_of(number + 1);
    txn.mint = u256{number};
    txn.gas_limit = 50'000;
    return txn;
}

}  // namespace dusk::rollup::pipeline_testing
