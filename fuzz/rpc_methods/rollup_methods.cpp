// The rollup node's methods on a node that has made its first blocks, over an L1 and an engine in
// memory. Its threads have ended: what it knows changes by calls alone.
#include <array>

#include <fuzz/rpc_methods/calls.hpp>
#include <fuzz/rpc_methods/subjects.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/driver/rollup_methods.hpp>
#include <dusk/node/sources/testing.hpp>

namespace dusk::fuzz {
namespace {

constexpr auto METHODS = std::to_array<const char*>({
    "optimism_outputAtBlock",
    "optimism_safeHeadAtL1Block",
    "admin_startSequencer",
    "admin_postUnsafePayload",
    "admin_stopSequencer",
    "admin_sequencerActive",
    "optimism_syncStatus",
    "optimism_rollupConfig",
    "optimism_version",
    "admin_resetDerivationPipeline",
});
static_assert(METHODS.size() <= 0x10);

constexpr std::uint64_t BLOCKS = 4;

/// Lives until the process ends.
struct Rollup {
    Rollup() {
        node.start();
        // Generous: the machine may be busy.
        for (int i = 0; i < 6'000 && node.status().unsafe_l2.number < BLOCKS; ++i)
            system_clock().sleep(Milliseconds{10});
        node.stop();
        DUSK_CHECK(node.status().unsafe_l2.number >= BLOCKS);
        // The first transaction of a block, and one more.
        stock.raw.push_back(to_hex(engine.at(BLOCKS).payload.transactions.at(0)));
        stock.raw.push_back(to_hex(encode_transaction(rollup::testing::signed_by(
            rollup::testing::address_of(9), TxnType::dynamic_fee, config.l2_chain_id))));
        stock.txns.push_back(to_hex(Hash32{}));
    }

    rollup::RollupConfig config = rollup::testing::config_through(OpFork::jovian);
    rollup::UpgradePayloads payloads;
    sources::testing::FakeL1 l1{config};
    sources::testing::FakeEngine engine{config};
    rollup::testing::FakeCrypto crypto;
    std::unique_ptr<driver::SafeDb> safe_db = driver::SafeDb::in_memory();
    ManualClock clock{(config.genesis.l2_time + BLOCKS * config.block_time) * 1000};
    driver::RollupNode node{{.config = config,
                             .payloads = payloads,
                             .crypto = crypto,
                             .l1 = l1,
                             .blobs = l1,
                             .engine = engine,
                             .safe_db = safe_db.get(),
                             .clock = clock},
                            {.sequencer = sequencer::SequencerOptions{},
                             .l1_poll_interval = Milliseconds{10},
                             .l1_label_poll_interval = Milliseconds{10}}};
    rpc::MethodTable table = driver::rollup_methods(node, "fuzz", true);
    Stock stock;
};

}  // namespace

void rollup_method(std::uint8_t which, rpc::Params& arguments) {
    static auto* const rollup = new Rollup;
    rollup->stock.blocks = {to_hex(rollup->engine.head())};
    rollup->stock.resolve(arguments);
    const std::string_view name = METHODS[which % METHODS.size()];
    if (name == "admin_postUnsafePayload" && !arguments.empty())
        if (auto* envelope = arguments[0].if_object())
            if (auto* payload = envelope->if_contains("executionPayload"))
                seal_payload(*payload, envelope->if_contains("parentBeaconBlockRoot"), true);
    call(rollup->table, name, arguments);
}

}  // namespace dusk::fuzz
