#include <cstdio>

#include <dusk/conformance/exceptions.hpp>
#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/memory_chain.hpp>
#include <dusk/conformance/networks.hpp>
#include <dusk/conformance/statetest.hpp>
#include <dusk/conformance/txn_fields.hpp>
#include <dusk/core/chain/block_executor.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;

/// State tests have no chain: the hash of block n is keccak256 of n in decimal.
class FakeHashes final : public evm::BlockHashSource {
public:
    Hash32 block_hash(std::uint64_t number) const override {
        return keccak256(as_bytes(std::to_string(number)));
    }
};

BlockEnv as_block_env(const json::value& env, evm::Revision revision) {
    BlockEnv out;
    out.number = as_u64(get(env, "currentNumber"));
    out.timestamp = as_u64(get(env, "currentTimestamp"));
    out.gas_limit = as_u64(get(env, "currentGasLimit"));
    out.coinbase = as_address(get(env, "currentCoinbase"));
    const auto* random = find(env, "currentRandom");
    if (revision >= evm::Revision::paris && random != nullptr) {
        out.prev_randao = to_hash32(as_u256(*random));
    } else {
        out.prev_randao = to_hash32(as_u256(get(env, "currentDifficulty")));
    }
    if (const auto* fee = find(env, "currentBaseFee");
        fee != nullptr && revision >= evm::Revision::london)
        out.base_fee = as_u256(*fee);
    if (const auto* excess = find(env, "currentExcessBlobGas"))
        out.excess_blob_gas = as_u64(*excess);
    return out;
}

struct Outcome {
    Hash32 state_root;
    Hash32 logs_hash;
    std::optional<TxnError> refusal;
    /// It has no form or no sender.
    bool is_undecodable = false;
    bool is_refused() const { return refusal || is_undecodable; }
};

/// The transaction of an expectation: signed, as it goes over the wire, or by its members.
std::optional<SignedTransaction> as_txn(const ChainConfig& config, const json::value& test,
                                        const json::value& expectation) {
    if (const auto* encoded = find(expectation, "txbytes")) {
        auto txn = decode_transaction(as_bytes_field(*encoded));
        if (!txn) return std::nullopt;
        const auto sender = recover_sender(*txn, native_crypto());
        return SignedTransaction{*std::move(txn), sender};
    }
    const auto& indexes = get(expectation, "indexes");
    return as_state_test_txn(get(test, "transaction"),
                             {.data = as_number64(get(indexes, "data")),
                              .gas = as_number64(get(indexes, "gas")),
                              .value = as_number64(get(indexes, "value"))},
                             config.chain_id);
}

void write_trace(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

/// The transaction's effect, or the refusal and the state as it was.
Outcome execute(const ChainConfig& config, const BlockEnv& env, MemoryChain& chain,
                const std::optional<SignedTransaction>& signed_txn, const RunOptions& options) {
    const FakeHashes hashes;
    Outcome outcome{
        .state_root = chain.root, .logs_hash = keccak256(encode_logs({})), .refusal = {}};
    if (!signed_txn || !signed_txn->sender) {
        outcome.is_undecodable = true;
        return outcome;
    }
    BlockExecutor executor{config, env, chain.state, native_crypto(), hashes};
    executor.set_interpreter(native_interpreter());
    std::optional<Eip3155Tracer> tracer;
    if (options.trace) {
        tracer.emplace(executor.rules().revision, *options.trace, write_trace, &executor.state());
        executor.set_tracer(&*tracer);
    }
    const auto result = executor.execute(signed_txn->txn, *signed_txn->sender);
    if (!result) {
        outcome.refusal = result.error();
        return outcome;
    }
    if (tracer) tracer->summarize(*result);
    outcome.logs_hash = keccak256(encode_logs(result->receipt.logs));
    outcome.state_root = chain.advance(executor.state().build_diff());
    return outcome;
}

/// Whether the transaction was refused as expected, and for the expected reason.
std::string refusal_verdict(const Outcome& outcome, const json::value* expected) {
    const std::string reason{outcome.refusal ? to_string(*outcome.refusal) : "undecodable"};
    if (expected == nullptr) return outcome.is_refused() ? "refused: " + reason : std::string{};
    if (!outcome.is_refused()) return "an invalid transaction was accepted";
    const std::string_view names = expected->as_string();
    const bool is_covered =
        outcome.refusal ? covers(names, *outcome.refusal) : covers_undecodable(names);
    return is_covered ? std::string{} : "refused for another reason: " + reason;
}

/// What is wrong, or nothing.
std::string verdict(const Outcome& outcome, const json::value& expectation) {
    if (auto wrong = refusal_verdict(outcome, find(expectation, "expectException")); !wrong.empty())
        return wrong;
    const auto want = as_hash(get(expectation, "hash"));
    if (outcome.state_root != want)
        return "state root " + to_hex(outcome.state_root) + ", not " + to_hex(want);
    const auto want_logs = as_hash(get(expectation, "logs"));
    if (outcome.logs_hash != want_logs) return "logs hash " + to_hex(outcome.logs_hash);
    return {};
}

/// One case of a file with the options it runs under.
struct Case {
    const std::string& id;
    const json::value& test;
    const RunOptions& options;
};

void run_expectation(const Case& c, const ChainConfig& config, std::string_view fork,
                     const json::value& expectation, Report& report) {
    const auto env = as_block_env(get(c.test, "env"), rules_at(config, 0).revision);
    MemoryChain chain;
    chain.advance(as_state_diff(get(c.test, "pre")));
    const auto outcome =
        execute(config, env, chain, as_txn(config, c.test, expectation), c.options);
    if (c.options.trace) write_trace("{\"stateRoot\": \"" + to_hex(outcome.state_root) + "\"}\n");
    auto wrong = verdict(outcome, expectation);
    if (c.options.lists_cases)
        report.cases.push_back({c.id, std::string{fork}, to_hex(outcome.state_root), wrong});
    if (wrong.empty()) {
        report.pass();
    } else {
        report.fail(c.id + " [" + std::string{fork} + "]", std::move(wrong));
    }
}

void run_fork(const Case& c, std::string_view fork, const json::value& expectations,
              Report& report) {
    const auto config = network_config(fork, find(c.test, "config"));
    if (!config) {
        report.skip("unknown fork " + std::string{fork});
        return;
    }
    for (const auto& expectation : expectations.as_array())
        run_expectation(c, *config, fork, expectation, report);
}

void run_file(const std::string& path, const RunOptions& options, Report& report) {
    const auto file = read_json(path);
    for (const auto& [key, test] : file.as_object()) {
        const std::string id{key};
        if (!is_selected(options, id)) continue;
        for (const auto& [fork, expectations] : get(test, "post").as_object()) {
            if (!options.fork.empty() && options.fork != std::string_view{fork}) continue;
            try {
                run_fork({id, test, options}, fork, expectations, report);
            } catch (const std::exception& error) {
                report.fail(id, error.what());
            }
        }
    }
}

}  // namespace

Report check_statetests(const std::vector<std::string>& paths, const RunOptions& options) {
    // Traces of several cases must not mix.
    const auto threads = options.trace ? 1 : options.threads;
    return run_all(fixture_files(paths), threads, [&](const std::string& path, Report& report) {
        run_file(path, options, report);
    });
}

int run_statetest(const std::vector<std::string>& paths, const RunOptions& options) {
    return print_report(check_statetests(paths, options), options);
}

}  // namespace dusk::conformance
