// evm-bench FOLDER... [--evm.interpreter=portable|fast] [--benchmark_ flags]: how fast EVM programs
// run, in gas per second.
//
// A program is a file in the form of state tests, as in ipsilon/evm-benchmarks: `pre`, `env`,
// `transaction`, the fork from `post` (the newest known one), names of the inputs from
// `_info.labels`. Each entry of transaction.data is a benchmark of its own, named
// execute/<file's path in the folder>/<label>. One iteration is the transaction's message on a
// State over `pre`, undone afterwards: no signature, no intrinsic gas, no state root. Accounts read
// and code analysed are kept between iterations, as between transactions of a block.
//
// gas_used: gas of one iteration. gas_rate: gas per second.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <filesystem>

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/memory_chain.hpp>
#include <dusk/conformance/networks.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using conformance::get;

/// State tests have no chain: the hash of block n is keccak256 of n in decimal.
class FakeHashes final : public evm::BlockHashSource {
public:
    Hash32 block_hash(std::uint64_t number) const override {
        return keccak256(as_bytes(std::to_string(number)));
    }
};

struct Program {
    std::string name;
    evm::Revision revision = evm::Revision::osaka;
    conformance::MemoryState state;
    evm::BlockContext block;
    evm::TxnContext txn;
    Address to;
    u256 value;
    std::int64_t gas = 0;
};

struct Case {
    const Program* program = nullptr;
    std::string name;
    Bytes input;
};

evm::Revision newest_revision(const json::value& test) {
    std::optional<evm::Revision> newest;
    if (const auto* post = conformance::find(test, "post"))
        for (const auto& [fork, expectations] : post->as_object())
            newest = std::max(newest, conformance::revision_by_name(fork));
    if (!newest) throw conformance::FixtureError("no fork that we know in `post`");
    return *newest;
}

evm::BlockContext block_context(const json::value& env) {
    using conformance::as_u256;
    using conformance::as_u64;
    evm::BlockContext block{.number = as_u64(get(env, "currentNumber")),
                            .timestamp = as_u64(get(env, "currentTimestamp")),
                            .gas_limit = as_u64(get(env, "currentGasLimit")),
                            .coinbase = conformance::as_address(get(env, "currentCoinbase")),
                            .blob_base_fee = 1,
                            .chain_id = 1};
    const auto* random = conformance::find(env, "currentRandom");
    block.prev_randao =
        to_hash32(as_u256(random != nullptr ? *random : get(env, "currentDifficulty")));
    if (const auto* fee = conformance::find(env, "currentBaseFee")) block.base_fee = as_u256(*fee);
    return block;
}

std::int64_t gas_limit(const json::value& txn) {
    const auto gas = conformance::as_u64(get(txn, "gasLimit").as_array().at(0));
    return static_cast<std::int64_t>(std::min<std::uint64_t>(gas, INT64_MAX));
}

/// "<label>", or the input's number where there are several without one.
std::string input_label(const json::value& test, std::size_t index, std::size_t count) {
    const auto* info = conformance::find(test, "_info");
    const auto* labels = info == nullptr ? nullptr : conformance::find(*info, "labels");
    const auto key = std::to_string(index);
    if (const auto* label = labels == nullptr ? nullptr : conformance::find(*labels, key))
        return "/" + std::string{std::string_view{label->as_string()}};
    return count > 1 ? "/" + key : std::string{};
}

class Corpus {
public:
    /// All files *.json below `folder`. Others than programs are told on standard error.
    void load(const fs::path& folder) {
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".json") files.push_back(entry.path());
        std::ranges::sort(files);
        for (const auto& file : files) try {
                load_file(file, file.lexically_relative(folder).replace_extension().string());
            } catch (const std::exception& error) {
                fmt::print(stderr, "evm-bench: {}: {}\n", file.string(), error.what());
            }
    }
    const std::deque<Case>& cases() const { return cases_; }

private:
    void load_file(const fs::path& file, const std::string& name) {
        const auto tests = conformance::read_json(file.string());
        const auto& object = tests.as_object();
        for (const auto& [key, test] : object)
            add(test, object.size() == 1 ? name : name + "/" + std::string{key});
    }

    void add(const json::value& test, const std::string& name) {
        const auto& txn = get(test, "transaction");
        Program program{.name = name,
                        .revision = newest_revision(test),
                        .block = block_context(get(test, "env")),
                        .to = conformance::as_address(get(txn, "to")),
                        .value = conformance::as_u256(get(txn, "value").as_array().at(0)),
                        .gas = gas_limit(txn)};
        program.state.apply(conformance::as_state_diff(get(test, "pre")));
        program.txn.origin = conformance::as_address(get(txn, "sender"));
        program.txn.gas_price = program.block.base_fee;
        const auto& inputs = get(txn, "data").as_array();
        programs_.push_back(std::move(program));
        for (std::size_t i = 0; i < inputs.size(); ++i)
            cases_.push_back({.program = &programs_.back(),
                              .name = name + input_label(test, i, inputs.size()),
                              .input = conformance::as_bytes_field(inputs[i])});
    }

    std::deque<Program> programs_;
    std::deque<Case> cases_;
};

/// Runs one case over and over.
class Runner {
public:
    explicit Runner(const Case& c)
        : case_(c),
          program_(*c.program),
          precompiles_{.revision = program_.revision},
          state_(program_.state) {}

    evm::CallResult run() {
        state_.begin_transaction();
        const auto snapshot = state_.snapshot();
        state_.warm_address(program_.to);
        const ExecutionEnv env{.revision = program_.revision,
                               .block = program_.block,
                               .txn = program_.txn,
                               .precompiles = precompiles_,
                               .crypto = native_crypto(),
                               .block_hashes = hashes_,
                               .workspace = workspace_,
                               .interpreter = native_interpreter()};
        auto result = execute_message(state_, env,
                                      {.gas = program_.gas,
                                       .recipient = program_.to,
                                       .code_address = program_.to,
                                       .sender = program_.txn.origin,
                                       .input = case_.input,
                                       .value = program_.value});
        state_.revert(snapshot);
        return result;
    }
    std::int64_t gas() const { return program_.gas; }

private:
    const Case& case_;
    const Program& program_;
    const evm::PrecompileSet precompiles_;
    State state_;
    const FakeHashes hashes_;
    evm::Workspace workspace_;
};

void measure(benchmark::State& state, const Case& c) {
    Runner runner{c};
    // Programs that end by using up their gas are measured, too; the label says so.
    const auto first = runner.run();
    if (!first.is_success()) state.SetLabel(std::string{evm::to_string(first.status)});
    const auto gas_used = runner.gas() - first.gas_left;
    for (auto _ : state) {
        auto result = runner.run();
        benchmark::DoNotOptimize(result);
    }
    using benchmark::Counter;
    const auto gas = static_cast<double>(gas_used);
    state.counters["gas_used"] = Counter(gas);
    state.counters["gas_rate"] = Counter(gas, Counter::kIsIterationInvariantRate);
}

int run(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (argc < 2 || std::string_view{argv[1]}.starts_with("-")) {
        fmt::print(stderr, "usage: evm-bench FOLDER... [--benchmark_filter=REGEX and the like]\n");
        return 2;
    }
    Corpus corpus;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        constexpr std::string_view FLAG = "--evm.interpreter=";
        if (!argument.starts_with(FLAG)) {
            corpus.load(argv[i]);
        } else if (const auto kind = interpreter_kind(argument.substr(FLAG.size()))) {
            choose_interpreter(*kind);
        } else {
            fmt::print(stderr, "evm-bench: no such interpreter: {}\n", argument);
            return 2;
        }
    }
    if (corpus.cases().empty()) {
        fmt::print(stderr, "evm-bench: no programs found\n");
        return 1;
    }
    for (const auto& c : corpus.cases())
        benchmark::RegisterBenchmark(("execute/" + c.name).c_str(), [&c](benchmark::State& state) {
            measure(state, c);
        })->Unit(benchmark::kMicrosecond);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

}  // namespace
}  // namespace dusk

int main(int argc, char** argv) {
    try {
        return dusk::run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "evm-bench: {}\n", error.what());
        return 1;
    }
}
