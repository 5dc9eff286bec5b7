// import-bench [--artefacts=FOLDER] [--benchmark_ flags]: how fast blocks are imported. Timed is
// what an execution node does between engine_newPayload and the moved head, JSON and HTTP aside:
// transactions decoded, senders recovered, executed, roots computed, stored (in memory), made
// canonical.
//
// import/<load>/<mode>: mode "serial" has one thread; "parallel" executes a block's transactions at
// once (--execution.parallel) on all processors. Rates count wall time; the column CPU is the time
// of all threads, the blocks that set the stage included. Counters: gas and txns per second;
// adopted: the share of transactions whose run ahead of time held.
//
// produce/<load>: the way of a sequencer, from eth_sendRawTransaction to the moved head, without
// JSON and HTTP, in one thread beside the builder's. Microseconds a transaction: pool_us until it
// is in the pool (signature, checks, journal), block_us until its block is stored and the head.
#include <map>
#include <thread>

#include <bench/import_chain.hpp>
#include <benchmark/benchmark.h>

#include <dusk/platform/log/log.hpp>

namespace dusk::bench {
namespace {

std::string artefacts = "node_modules/@uniswap/v2-core/build";

constexpr std::size_t BLOCKS = 30;
constexpr std::size_t TXNS = 300;

/// Emptied before the program's end: a store must not outlive what RocksDB keeps for all.
std::map<Load, std::unique_ptr<ImportChain>> chains;

const ImportChain& chain_of(Load load) {
    auto& chain = chains[load];
    if (!chain) chain = std::make_unique<ImportChain>(load, BLOCKS, TXNS, artefacts);
    return *chain;
}

void import_blocks(MemoryNode& node, std::span<const sources::PayloadEnvelope> payloads) {
    for (const auto& payload : payloads) {
        DUSK_CHECK(node.new_payload(payload)->kind == sources::PayloadStatusKind::valid);
        DUSK_CHECK(node.forkchoice({payload.payload.block_hash, {}, {}}, nullptr).has_value());
    }
}

void import(benchmark::State& state, Load load, const parallel::ProcessorOptions& options) {
    const auto& chain = chain_of(load);
    const std::span all{chain.payloads()};
    parallel::RunCounts counts;
    for (auto _ : state) {
        MemoryNode node(chain.genesis(), options);
        import_blocks(node, all.first(chain.setup_blocks()));
        const auto before = node.run_counts();
        const auto start = std::chrono::steady_clock::now();
        import_blocks(node, all.subspan(chain.setup_blocks()));
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        state.SetIterationTime(taken.count());
        counts = node.run_counts();
        counts.adopted -= before.adopted;
    }
    using benchmark::Counter;
    constexpr auto RATE = Counter::kIsIterationInvariantRate;
    state.counters["gas"] = Counter(static_cast<double>(chain.gas()), RATE);
    state.counters["txns"] = Counter(static_cast<double>(BLOCKS * TXNS), RATE);
    if (options.parallel)
        state.counters["adopted"] =
            Counter(static_cast<double>(counts.adopted) / static_cast<double>(BLOCKS * TXNS));
}

/// The way of a sequencer: each block's transactions into the pool, then the block.
void produce(benchmark::State& state, Load load) {
    const auto& chain = chain_of(load);
    const std::span all{chain.payloads()};
    std::chrono::duration<double> adding{};
    std::chrono::duration<double> building{};
    for (auto _ : state) {
        MemoryNode node(chain.genesis(), {.threads = 0, .parallel = false});
        import_blocks(node, all.first(chain.setup_blocks()));
        for (const auto& payload : all.subspan(chain.setup_blocks())) {
            const auto attributes = chain.attributes_of(payload);
            const auto start = std::chrono::steady_clock::now();
            for (const auto& txn : std::span{payload.payload.transactions}.subspan(1))
                DUSK_CHECK(node.pool().add(txn).has_value());
            const auto added = std::chrono::steady_clock::now();
            DUSK_CHECK(node.produce(attributes)->body.transactions.size() ==
                       payload.payload.transactions.size());
            adding += added - start;
            building += std::chrono::steady_clock::now() - added;
        }
        state.SetIterationTime((adding + building).count());
    }
    const auto per_txn = [&](const std::chrono::duration<double>& time) {
        return benchmark::Counter(
            time.count() * 1e6 /
            (static_cast<double>(BLOCKS * TXNS) * static_cast<double>(state.iterations())));
    };
    state.counters["pool_us"] = per_txn(adding);
    state.counters["block_us"] = per_txn(building);
}

void register_all() {
    const std::pair<const char*, Load> loads[] = {
        {"transfers", Load::transfers}, {"tokens", Load::tokens}, {"defi", Load::defi}};
    const auto threads = std::max(1u, parallel::default_threads());
    const std::pair<const char*, parallel::ProcessorOptions> modes[] = {
        {"serial", {.threads = 0, .parallel = false}},
        {"parallel", {.threads = threads, .parallel = true}}};
    for (const auto& [load_name, load] : loads)
        for (const auto& [mode_name, mode] : modes)
            benchmark::RegisterBenchmark(
                (std::string("import/") + load_name + "/" + mode_name).c_str(),
                [load, mode](benchmark::State& state) { import(state, load, mode); })
                ->Unit(benchmark::kMillisecond)
                ->MeasureProcessCPUTime()
                ->UseManualTime();
    for (const auto& [load_name, load] : loads)
        benchmark::RegisterBenchmark((std::string("produce/") + load_name).c_str(),
                                     [load](benchmark::State& state) { produce(state, load); })
            ->Unit(benchmark::kMillisecond)
            ->MeasureProcessCPUTime()
            ->UseManualTime();
}

}  // namespace
}  // namespace dusk::bench

int main(int argc, char** argv) {
    dusk::log::set_level(dusk::log::Level::warn);
    benchmark::Initialize(&argc, argv);
    constexpr std::string_view FLAG = "--artefacts=";
    if (argc > 1 && std::string_view(argv[1]).starts_with(FLAG)) {
        dusk::bench::artefacts = std::string_view(argv[1]).substr(FLAG.size());
        argv[1] = argv[0];
        --argc;
        ++argv;
    }
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    dusk::bench::register_all();
    benchmark::RunSpecifiedBenchmarks();
    dusk::bench::chains.clear();
    return 0;
}
