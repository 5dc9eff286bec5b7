#include <cstdio>

#include <dusk/conformance/evm_run.hpp>
#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/memory_chain.hpp>
#include <dusk/conformance/networks.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;

class NoHashes final : public evm::BlockHashSource {
public:
    Hash32 block_hash(std::uint64_t) const override { return {}; }
};

/// An address in hex, padded with zeros on the left.
Address padded_address(const std::string& text) { return to_address(as_u256(json::value(text))); }

void write_error_stream(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

evm::Message as_message(const EvmRunOptions& options, BytesView code, BytesView input) {
    evm::Message message;
    message.kind = options.is_creation ? evm::CallKind::create : evm::CallKind::call;
    message.gas = options.gas;
    message.sender = padded_address(options.sender);
    message.recipient = message.code_address = padded_address(options.receiver);
    message.input = options.is_creation ? code : input;
    message.value = u256{options.value};
    return message;
}

int run(const EvmRunOptions& options) {
    const auto config = network_config(options.fork, nullptr);
    if (!config) throw FixtureError("unknown fork " + options.fork);
    if (options.gas < 0) throw FixtureError("gas below zero");
    const auto rules = rules_at(*config, 0);
    const auto code = as_bytes_field(json::value(options.code));
    const auto input = as_bytes_field(json::value(options.input));
    const auto message = as_message(options, code, input);

    const MemoryState nothing;
    State state{nothing};
    state.begin_transaction();
    state.set_balance(message.sender, message.value);
    state.set_nonce(message.sender, 1);
    if (!options.is_creation) state.set_code(message.recipient, code);
    state.warm_address(message.sender);
    state.warm_address(message.recipient);
    for (const auto& address : evm::precompile_addresses(rules.precompiles))
        state.warm_address(address);

    const evm::BlockContext block{.gas_limit = static_cast<std::uint64_t>(options.gas),
                                  .chain_id = rules.chain_id};
    const evm::TxnContext txn{.origin = message.sender};
    const NoHashes hashes;
    evm::Workspace workspace;
    std::optional<Eip3155Tracer> tracer;
    if (options.trace) tracer.emplace(rules.revision, *options.trace, write_error_stream, &state);
    const ExecutionEnv env{.revision = rules.revision,
                           .block = block,
                           .txn = txn,
                           .precompiles = rules.precompiles,
                           .crypto = native_crypto(),
                           .block_hashes = hashes,
                           .workspace = workspace,
                           .tracer = tracer ? &*tracer : nullptr};
    const auto result = execute_message(state, env, message);
    TxnOutcome outcome;
    outcome.status = result.status;
    outcome.gas_used = static_cast<std::uint64_t>(options.gas - result.gas_left);
    outcome.output = result.output;
    if (tracer) tracer->summarize(outcome);
    std::printf("%s\n", to_hex(result.output).c_str());
    if (!result.is_success())
        std::fprintf(stderr, "error: %s\n", std::string{to_string(result.status)}.c_str());
    return result.is_success() ? 0 : 1;
}

}  // namespace

int run_evm(const EvmRunOptions& options) {
    try {
        return run(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 2;
    }
}

}  // namespace dusk::conformance
