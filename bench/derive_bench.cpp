// derive-bench: how fast a verifier derives a chain from L1. Timed is what its rollup and execution
// node do between an L1 block that was read and the safe head: blobs decoded, channels
// decompressed, batches checked, attributes built, blocks executed, their roots computed, stored
// and made canonical. Not timed: JSON, HTTP, disk and the check of blobs against L1 (crypto-bench).
//
// Counters, each per second: blocks, txns, gas (all of the chain, deposits included).
#include <bench/batched_chain.hpp>
#include <benchmark/benchmark.h>

#include <dusk/node/driver/deriver.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::bench {
namespace {

/// Derives everything that is on L1.
void derive(BatchedChain& chain, MemoryNode& node) {
    driver::Deriver* listener = nullptr;
    driver::EngineController controller(
        chain.config(), chain.payloads(), node,
        [&](const auto& safe, const auto& from) { return listener->on_safe(safe, from); });
    driver::Deriver deriver({.config = chain.config(),
                             .payloads = chain.payloads(),
                             .crypto = native_crypto(),
                             .l1 = chain.l1(),
                             .blobs = chain.l1(),
                             .engine = node,
                             .controller = controller,
                             .l1_head = [&] { return std::optional{chain.l1().head()}; },
                             .l1_finalized = [] { return std::nullopt; }});
    listener = &deriver;
    for (;;) {
        const auto progress = deriver.step();
        DUSK_CHECK(progress || progress.error().kind == sources::FailureKind::reset);
        if (progress && *progress == driver::Progress::waits_for_l1) return;
    }
}

/// range(0): blocks; range(1): transfers of a token in each.
void derive(benchmark::State& state) {
    const auto blocks = static_cast<std::uint64_t>(state.range(0));
    const auto txns = static_cast<std::uint64_t>(state.range(1));
    BatchedChain chain{{.blocks = blocks, .txns_per_block = txns, .blocks_per_channel = 60}};
    for (auto _ : state) {
        MemoryNode node{chain.genesis()};
        const auto start = std::chrono::steady_clock::now();
        derive(chain, node);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        state.SetIterationTime(taken.count());
        if (node.safe() != chain.head()) state.SkipWithError("another chain was derived");
    }
    using benchmark::Counter;
    constexpr auto RATE = Counter::kIsIterationInvariantRate;
    state.counters["blocks"] = Counter(static_cast<double>(blocks), RATE);
    state.counters["txns"] = Counter(static_cast<double>(blocks * txns), RATE);
    state.counters["gas"] = Counter(static_cast<double>(chain.gas_used()), RATE);
    state.counters["blobs"] = Counter(static_cast<double>(chain.blob_count()));
}

BENCHMARK(derive)
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->ArgNames({"blocks", "txns"})
    ->Args({300, 0})
    ->Args({300, 40})
    ->Args({100, 150});

}  // namespace
}  // namespace dusk::bench

int main(int argc, char** argv) {
    dusk::log::set_level(dusk::log::Level::warn);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
