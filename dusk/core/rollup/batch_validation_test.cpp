// The rule tables of OP derivation.md#batch-queue and delta/span-batches.md#batch-queue.
#include <functional>

#include <gtest/gtest.h>

#include <dusk/core/rollup/batch_validation.hpp>
#include <dusk/core/rollup/testing.hpp>

namespace dusk::rollup {
namespace {

using testing::config_through;
using testing::hash_of;

/// L1 blocks 100 to 103, ten seconds apart; the safe head is L2 block 20, 40 seconds after genesis
/// and with origin 100.
struct World {
    RollupConfig config = config_through(OpFork::granite);
    std::vector<L1BlockRef> l1_blocks;
    L2BlockRef safe_head;
    L1BlockRef inclusion_block;

    World() {
        for (std::uint64_t i = 100; i < 104; ++i)
            l1_blocks.push_back({.hash = hash_of("l1", i),
                                 .number = i,
                                 .parent_hash = hash_of("l1", i - 1),
                                 .time = 10'036 + 10 * (i - 100)});
        safe_head = {.hash = hash_of("l2", 20),
                     .number = 20,
                     .parent_hash = hash_of("l2", 19),
                     .time = 10'040,
                     .l1_origin = l1_blocks[0].id(),
                     .sequence_number = 2};
        inclusion_block = l1_blocks.back();
    }
    BatchContext context() const {
        return {.config = config,
                .l1_blocks = l1_blocks,
                .safe_head = safe_head,
                .inclusion_block = inclusion_block};
    }
    void activate(OpFork fork, std::uint64_t time) {
        config.forks.time[static_cast<std::size_t>(fork)] = time;
    }
};

SingularBatch good_batch(const World& world) {
    return {.parent_hash = world.safe_head.hash,
            .epoch_number = 100,
            .epoch_hash = hash_of("l1", 100),
            .timestamp = 10'042,
            .transactions = {{2, 0xc0}}};
}

struct SingularCase {
    const char* name;
    std::function<void(World&, SingularBatch&)> change;
    BatchValidity validity;
    BatchRule rule;
};

TEST(singular_batch_rules, decide_as_the_specs_say) {
    using V = BatchValidity;
    using R = BatchRule;
    const SingularCase cases[] = {
        {"good", [](World&, SingularBatch&) {}, V::accept, R::none},
        {"no L1", [](World& w, SingularBatch&) { w.l1_blocks.clear(); }, V::undecided,
         R::no_l1_origin},
        {"future", [](World&, SingularBatch& b) { b.timestamp += 1; }, V::future,
         R::timestamp_in_future},
        {"past", [](World&, SingularBatch& b) { b.timestamp -= 1; }, V::drop, R::timestamp_in_past},
        {"future, Holocene",
         [](World& w, SingularBatch& b) {
             w.activate(OpFork::holocene, 0);
             b.timestamp += 2;
         },
         V::drop, R::timestamp_in_future},
        {"past, Holocene",
         [](World& w, SingularBatch& b) {
             w.activate(OpFork::holocene, 0);
             b.timestamp -= 2;
         },
         V::past, R::timestamp_in_past},
        {"parent", [](World&, SingularBatch& b) { b.parent_hash[0] ^= 1; }, V::drop,
         R::parent_hash},
        {"at the window's end", [](World& w, SingularBatch&) { w.inclusion_block.number = 110; },
         V::accept, R::none},
        {"too late", [](World& w, SingularBatch&) { w.inclusion_block.number = 111; }, V::drop,
         R::included_too_late},
        {"old epoch", [](World&, SingularBatch& b) { b.epoch_number = 99; }, V::drop,
         R::epoch_too_old},
        {"epoch far ahead", [](World&, SingularBatch& b) { b.epoch_number = 102; }, V::drop,
         R::epoch_too_new},
        {"next epoch not known",
         [](World& w, SingularBatch& b) {
             b.epoch_number = 101;
             w.l1_blocks.resize(1);
         },
         V::undecided, R::next_epoch_unknown},
        {"next epoch is later than the block",
         [](World&, SingularBatch& b) {
             b.epoch_number = 101;
             b.epoch_hash = hash_of("l1", 101);
         },
         V::drop, R::time_before_l1_origin},
        {"next epoch",
         [](World& w, SingularBatch& b) {
             w.l1_blocks[1].time = 10'042;
             b.epoch_number = 101;
             b.epoch_hash = hash_of("l1", 101);
         },
         V::accept, R::none},
        {"foreign L1", [](World&, SingularBatch& b) { b.epoch_hash[0] ^= 1; }, V::drop,
         R::epoch_hash},
        {"drift at its end", [](World& w, SingularBatch&) { w.l1_blocks[0].time = 10'042 - 1800; },
         V::accept, R::none},
        {"drift", [](World& w, SingularBatch&) { w.l1_blocks[0].time = 10'041 - 1800; }, V::drop,
         R::sequencer_drift},
        {"drift before Fjord",
         [](World& w, SingularBatch&) {
             w.config = config_through(OpFork::ecotone);
             w.l1_blocks[0].time = 10'041 - 600;
         },
         V::drop, R::sequencer_drift},
        {"drift, empty, next origin unknown",
         [](World& w, SingularBatch& b) {
             w.l1_blocks.resize(1);
             w.l1_blocks[0].time = 10'041 - 1800;
             b.transactions.clear();
         },
         V::undecided, R::next_epoch_unknown},
        {"drift, empty, next origin fits",
         [](World& w, SingularBatch& b) {
             w.l1_blocks[0].time = 10'041 - 1800;
             w.l1_blocks[1].time = 10'042;
             b.transactions.clear();
         },
         V::drop, R::next_origin_was_adoptable},
        {"drift, empty, next origin too late",
         [](World& w, SingularBatch& b) {
             w.l1_blocks[0].time = 10'041 - 1800;
             b.transactions.clear();
         },
         V::accept, R::none},
        {"empty transaction", [](World&, SingularBatch& b) { b.transactions.push_back({}); },
         V::drop, R::empty_transaction},
        {"deposit", [](World&, SingularBatch& b) { b.transactions.push_back({0x7e}); }, V::drop,
         R::deposit_transaction},
        {"set-code before Isthmus", [](World&, SingularBatch& b) { b.transactions.push_back({4}); },
         V::drop, R::set_code_before_isthmus},
        {"set-code",
         [](World& w, SingularBatch& b) {
             w.activate(OpFork::holocene, 0);
             w.activate(OpFork::isthmus, 10'042);
             b.transactions.push_back({4});
         },
         V::accept, R::none},
        {"Jovian activation block",
         [](World& w, SingularBatch&) {
             w.config = config_through(OpFork::isthmus);
             w.activate(OpFork::jovian, 10'041);
         },
         V::drop, R::activation_block_not_empty},
        {"Jovian activation block, empty",
         [](World& w, SingularBatch& b) {
             w.config = config_through(OpFork::isthmus);
             w.activate(OpFork::jovian, 10'041);
             b.transactions.clear();
         },
         V::accept, R::none},
        {"Isthmus activation block",
         [](World& w, SingularBatch&) {
             w.config = config_through(OpFork::holocene);
             w.activate(OpFork::isthmus, 10'041);
         },
         V::accept, R::none},
    };
    for (const auto& test : cases) {
        World world;
        auto batch = good_batch(world);
        test.change(world, batch);
        const auto check = check_singular_batch(world.context(), batch);
        EXPECT_EQ(check.validity, test.validity) << test.name;
        EXPECT_EQ(check.rule, test.rule) << test.name;
    }
}

/// Three blocks after the safe head, the last with origin 101.
SpanBatch good_span(const World& world) {
    SpanBatch batch{.parent_check = Check20::from(world.safe_head.hash),
                    .l1_origin_check = Check20::from(hash_of("l1", 101)),
                    .blocks = {}};
    for (std::uint64_t i = 0; i < 3; ++i)
        batch.blocks.push_back({.epoch_number = i < 2 ? 100u : 101u,
                                .timestamp = 10'042 + 2 * i,
                                .transactions = {{2, 0xc0}}});
    return batch;
}

struct SpanCase {
    const char* name;
    std::function<void(World&, SpanBatch&)> change;
    BatchValidity validity;
    BatchRule rule;
    /// Whether the shorter list of Holocene has the rule too.
    bool holocene_too = false;
};

TEST(span_batch_rules, decide_as_the_specs_say) {
    using V = BatchValidity;
    using R = BatchRule;
    const SpanCase cases[] = {
        {"good", [](World&, SpanBatch&) {}, V::accept, R::none, true},
        {"no L1", [](World& w, SpanBatch&) { w.l1_blocks.clear(); }, V::undecided, R::no_l1_origin,
         true},
        {"starts in an epoch not known",
         [](World& w, SpanBatch& b) {
             b.blocks[0].epoch_number = 101;
             w.l1_blocks.resize(1);
         },
         V::undecided, R::next_epoch_unknown, true},
        {"before Delta", [](World& w, SpanBatch&) { w.config = config_through(OpFork::canyon); },
         V::drop, R::span_before_delta},
        {"future",
         [](World&, SpanBatch& b) {
             for (auto& block : b.blocks) block.timestamp += 2;
         },
         V::future, R::timestamp_in_future},
        {"past",
         [](World&, SpanBatch& b) {
             for (auto& block : b.blocks) block.timestamp -= 6;
         },
         V::drop, R::timestamp_in_past},
        {"between head and next",
         [](World&, SpanBatch& b) {
             for (auto& block : b.blocks) block.timestamp -= 1;
         },
         V::drop, R::misaligned_timestamp, true},
        {"overlap not aligned",
         [](World&, SpanBatch& b) {
             for (auto& block : b.blocks) block.timestamp -= 3;
         },
         V::drop, R::misaligned_timestamp, true},
        {"parent", [](World&, SpanBatch& b) { b.parent_check[0] ^= 1; }, V::drop, R::parent_hash,
         true},
        {"too late", [](World& w, SpanBatch&) { w.inclusion_block.number = 111; }, V::drop,
         R::included_too_late, true},
        {"epoch far ahead",
         [](World&, SpanBatch& b) {
             for (auto& block : b.blocks) block.epoch_number = 102;
         },
         V::drop, R::epoch_too_new, true},
        {"end epoch not known", [](World& w, SpanBatch&) { w.l1_blocks.resize(1); }, V::undecided,
         R::next_epoch_unknown, true},
        {"foreign L1", [](World&, SpanBatch& b) { b.l1_origin_check[0] ^= 1; }, V::drop,
         R::epoch_hash, true},
        {"old epoch", [](World&, SpanBatch& b) { b.blocks[0].epoch_number = 99; }, V::drop,
         R::epoch_too_old, true},
        {"before its origin", [](World& w, SpanBatch&) { w.l1_blocks[1].time = 10'047; }, V::drop,
         R::time_before_l1_origin},
        {"drift", [](World& w, SpanBatch&) { w.l1_blocks[0].time = 10'043 - 1800; }, V::drop,
         R::sequencer_drift},
        {"drift, empty, next origin fits",
         [](World& w, SpanBatch& b) {
             w.l1_blocks[0].time = 10'041 - 1800;
             w.l1_blocks[1].time = 10'042;
             for (auto& block : b.blocks) block.transactions.clear();
         },
         V::drop, R::next_origin_was_adoptable},
        {"drift, empty, next origin too late",
         [](World& w, SpanBatch& b) {
             w.l1_blocks[0].time = 10'041 - 1800;
             for (auto& block : b.blocks) block.transactions.clear();
         },
         V::accept, R::none},
        {"empty transaction", [](World&, SpanBatch& b) { b.blocks[1].transactions.push_back({}); },
         V::drop, R::empty_transaction},
        {"deposit", [](World&, SpanBatch& b) { b.blocks[2].transactions.push_back({0x7e}); },
         V::drop, R::deposit_transaction},
        {"set-code before Isthmus",
         [](World&, SpanBatch& b) { b.blocks[2].transactions.push_back({4}); }, V::drop,
         R::set_code_before_isthmus},
    };
    for (const auto& test : cases) {
        World world;
        world.l1_blocks[1].time = 10'046;
        auto batch = good_span(world);
        test.change(world, batch);
        SpanCheckProgress progress;
        const auto check = check_span_batch(world.context(), batch, progress);
        EXPECT_EQ(check.validity, test.validity) << test.name;
        EXPECT_EQ(check.rule, test.rule) << test.name;
        if (!test.holocene_too) continue;
        progress = {};
        const auto holocene = check_span_batch_holocene(world.context(), batch, progress);
        EXPECT_EQ(holocene.validity, test.validity) << test.name;
        EXPECT_EQ(holocene.rule, test.rule) << test.name;
    }
}

// OP#20625: the same rules for singular and span batches.
TEST(span_batch_rules, keep_activation_blocks_empty) {
    World world;
    world.l1_blocks[1].time = 10'046;
    world.config = config_through(OpFork::granite);
    // Out of order on purpose: only the span path before Holocene has the rule itself.
    world.activate(OpFork::jovian, 10'043);
    world.activate(OpFork::isthmus, 0);
    auto batch = good_span(world);
    SpanCheckProgress progress;
    EXPECT_EQ(check_span_batch(world.context(), batch, progress).rule,
              BatchRule::activation_block_not_empty);
    batch.blocks[1].transactions.clear();
    progress = {};
    EXPECT_EQ(check_span_batch(world.context(), batch, progress).validity, BatchValidity::accept);
}

TEST(span_batch_rules, take_time_by_inclusion_with_holocene) {
    World world;
    world.activate(OpFork::holocene, world.inclusion_block.time);
    auto batch = good_span(world);
    SpanCheckProgress progress;
    for (auto& block : batch.blocks) block.timestamp += 2;
    EXPECT_EQ(check_span_batch_holocene(world.context(), batch, progress).validity,
              BatchValidity::drop);
    for (auto& block : batch.blocks) block.timestamp -= 8;
    EXPECT_EQ(check_span_batch_holocene(world.context(), batch, progress).validity,
              BatchValidity::past);
}

TEST(span_batch_rules, ask_for_each_block_of_an_overlap_once) {
    World world;
    auto batch = good_span(world);
    // Two blocks of the safe chain, then one new.
    for (auto& block : batch.blocks) {
        block.timestamp -= 4;
        block.epoch_number = 100;
    }
    batch.l1_origin_check = Check20::from(hash_of("l1", 100));
    batch.parent_check = Check20::from(hash_of("l2", 18));
    const auto safe_block = [&](std::uint64_t number) {
        return SafeBlock{.ref = {.hash = hash_of("l2", number),
                                 .number = number,
                                 .parent_hash = hash_of("l2", number - 1),
                                 .time = 10'000 + 2 * number,
                                 .l1_origin = world.l1_blocks[0].id()},
                         .transactions = {{0x7e, 1}, {2, 0xc0}}};
    };
    for (const int spoil : {0, 1, 2, 3}) {
        SpanCheckProgress progress;
        std::vector<std::uint64_t> asked;
        auto check = check_span_batch(world.context(), batch, progress);
        while (check.validity == BatchValidity::need_l2_block) {
            asked.push_back(check.l2_block);
            progress.provided = safe_block(check.l2_block);
            if (spoil == 1 && check.l2_block == 20) progress.provided->transactions[1][0] = 1;
            if (spoil == 2 && check.l2_block == 19) progress.provided->ref.l1_origin.number = 99;
            if (spoil == 3 && check.l2_block == 20) progress.provided->transactions.pop_back();
            check = check_span_batch(world.context(), batch, progress);
        }
        if (spoil == 0) {
            EXPECT_EQ(check.validity, BatchValidity::accept);
            EXPECT_EQ(asked, (std::vector<std::uint64_t>{18, 19, 20}));
        } else {
            EXPECT_EQ(check.rule,
                      spoil == 2 ? BatchRule::overlap_l1_origin : BatchRule::overlap_transactions);
        }
    }
}

TEST(span_batch_rules, have_no_parent_before_genesis) {
    World world;
    auto batch = good_span(world);
    batch.blocks.clear();
    for (std::uint64_t time = 10'000; time <= 10'042; time += 2)
        batch.blocks.push_back({.epoch_number = 100, .timestamp = time, .transactions = {}});
    SpanCheckProgress progress;
    EXPECT_EQ(check_span_batch(world.context(), batch, progress).rule, BatchRule::no_parent_block);
    batch.blocks.erase(batch.blocks.begin());
    progress = {};
    const auto check = check_span_batch(world.context(), batch, progress);
    EXPECT_EQ(check.validity, BatchValidity::need_l2_block);
    EXPECT_EQ(check.l2_block, 0u);
}

TEST(span_batch, becomes_singular_batches_after_the_safe_head) {
    World world;
    const auto batch = good_span(world);
    auto head = world.safe_head;
    head.time = 10'042;
    const auto blocks = to_singular_batches(world.l1_blocks, head, batch);
    ASSERT_TRUE(blocks);
    ASSERT_EQ(blocks->size(), 2u);
    EXPECT_EQ(blocks->at(0).timestamp, 10'044u);
    EXPECT_EQ(blocks->at(1).epoch(), world.l1_blocks[1].id());
    world.l1_blocks.erase(world.l1_blocks.begin());
    EXPECT_FALSE(to_singular_batches(world.l1_blocks, head, batch));
}

}  // namespace
}  // namespace dusk::rollup
