// import-bench [--artefacts=FOLDER] [--benchmark_ flags]: how fast blocks are imported. Timed is
// what an execution node does between engine_newPayload and the moved head, JSON and HTTP aside:
// transactions decoded, senders recovered, executed, roots computed, stored (in memory), made
// canonical.
//
// import/<load>/<mode>: mode "serial" has one thread; "parallel" executes a block's transactions at
// once (--execution.parallel) on all processors. Rates count wall time. Counters: gas and txns per
// second; adopted: the share of transactions whose run ahead of time held.
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

const ImportChain& chain_of(Load load) {
    static std::map<Load, std::unique_ptr<ImportChain>> chains;
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
    return 0;
}
