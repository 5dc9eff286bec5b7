// Test fixture: an L1 and engines in memory, a sequencer that makes blocks, a batcher that puts
// them on L1, and nodes that derive from it.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <dusk/core/rollup/channel_out.hpp>
#include <dusk/node/driver/deriver.hpp>
#include <dusk/node/driver/l2_block.hpp>
#include <dusk/node/sequencer/sequencer.hpp>
#include <dusk/node/sources/testing.hpp>

namespace dusk::driver::testing {

using rollup::testing::FakeCrypto;
using rollup::testing::hash_of;
using sources::testing::FakeEngine;
using sources::testing::FakeL1;

/// One node: controller, deriver and, if it is asked to make blocks, a sequencer. Everything that a
/// restart loses.
struct Node {
    Node(const rollup::RollupConfig& config, const rollup::UpgradePayloads& payloads, FakeL1& l1,
         sources::Engine& engine, Clock& clock, SafeDb* safe_db = nullptr)
        : controller(
              config, payloads, engine,
              [this](const auto& safe, const auto& from) { return deriver.on_safe(safe, from); }),
          deriver({.config = config,
                   .payloads = payloads,
                   .crypto = crypto,
                   .l1 = l1,
                   .blobs = l1,
                   .engine = engine,
                   .controller = controller,
                   .safe_db = safe_db,
                   .l1_head = [&l1] { return std::optional{l1.head()}; },
                   .l1_finalized = [this] { return l1_finalized; }}),
          sequencer({.config = config,
                     .payloads = payloads,
                     .l1 = l1,
                     .engine = controller,
                     .clock = clock,
                     .l1_head = [&l1] { return std::optional{l1.head()}; }},
                    {}) {}

    /// Steps until everything on L1 was read. Failures are remembered.
    void derive() {
        for (int i = 0; i < 2'000; ++i) {
            const auto progress = deriver.step();
            if (!progress) {
                failures.push_back(progress.error());
                if (progress.error().kind != sources::FailureKind::reset) return;
            } else if (*progress == Progress::waits_for_l1) {
                return;
            }
        }
        FAIL() << "derivation goes in circles";
    }
    EngineHeads heads() const { return *controller.heads(); }

    FakeCrypto crypto;
    EngineController controller;
    std::optional<rollup::L1BlockRef> l1_finalized;
    Deriver deriver;
    sequencer::Sequencer sequencer;
    std::vector<sources::Failure> failures;
};

struct World : ::testing::Test {
    rollup::RollupConfig config = rollup::testing::config_through(OpFork::jovian);
    rollup::UpgradePayloads payloads;
    FakeL1 l1{config};
    FakeEngine engine{config};
    ManualClock clock{config.genesis.l2_time * 1000};
    std::unique_ptr<Node> node = make_node(engine);
    std::uint8_t channels = 0;

    std::unique_ptr<Node> make_node(sources::Engine& on, SafeDb* safe_db = nullptr) {
        return std::make_unique<Node>(config, payloads, l1, on, clock, safe_db);
    }

    /// Any transaction that a batch may hold.
    Bytes pool_txn(std::uint64_t number) const {
        auto txn = rollup::testing::signed_by(hash_address(number), TxnType::dynamic_fee,
                                              config.l2_chain_id);
        txn.nonce = number;
        txn.to = hash_address(number + 1);
        return encode_transaction(txn);
    }
    static Address hash_address(std::uint64_t number) {
        return Address::from_right(hash_of("address", number));
    }

    /// Makes `count` blocks on the node's unsafe head.
    void sequence(Node& by, std::size_t count) {
        clock.advance(Milliseconds{static_cast<std::int64_t>(count * config.block_time * 1000)});
        const auto goal = by.heads().unsafe.number + count;
        for (int i = 0; i < 400 && by.heads().unsafe.number < goal; ++i) by.sequencer.step();
        ASSERT_EQ(by.heads().unsafe.number, goal);
    }

    /// The inbox transaction with blocks first to last of an engine's chain.
    Bytes batcher_data(FakeEngine& of, std::uint64_t first, std::uint64_t last) {
        rollup::SpanBatchBuilder builder{config.genesis.l2_time, config.l2_chain_id};
        for (auto number = first; number <= last; ++number) {
            const auto block = of.at(number);
            const auto ref = l2_ref_of(config, block);
            EXPECT_TRUE(ref && builder.append(*ref, block.payload.transactions));
        }
        const auto items = builder.encode();
        auto size = compressBound(items.size());
        Bytes compressed(size);
        EXPECT_EQ(compress(compressed.data(), &size, items.data(), items.size()), Z_OK);
        compressed.resize(size);
        rollup::ChannelId id;
        id[0] = ++channels;
        return rollup::encode_batcher_data(*rollup::split_into_frames(id, compressed, 1'000'000));
    }
    /// Mines an L1 block with those blocks' batch.
    void submit(FakeEngine& of, std::uint64_t first, std::uint64_t last) {
        auto data = batcher_data(of, first, last);
        l1.mine({l1.inbox_txn(std::move(data))});
    }
};

}  // namespace dusk::driver::testing
