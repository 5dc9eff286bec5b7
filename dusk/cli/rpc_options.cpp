#include <dusk/cli/rpc_flags.hpp>
#include <dusk/cli/rpc_options.hpp>
#include <dusk/platform/http/url.hpp>

namespace dusk::cli {
namespace {

constexpr double WEI_PER_ETHER = 1e18;

u256 wei(double ether) {
    // Flags give few digits: nanoether are enough.
    return u256{static_cast<std::uint64_t>(ether * WEI_PER_ETHER / 1e9)} * u256{1'000'000'000};
}

}  // namespace

void add_rpc_option_flags(CLI::App& command, eth::RpcOptions& options) {
    command
        .add_option("--rpc.gascap", options.gas_cap,
                    "Most gas of eth_call and eth_estimateGas; 0: no limit")
        ->capture_default_str();
    command
        .add_option_function<std::string>(
            "--rpc.evmtimeout",
            [&options](const std::string& text) {
                const auto timeout = parse_duration(text);
                if (!timeout) throw CLI::ValidationError("--rpc.evmtimeout", timeout.error());
                options.evm_timeout = *timeout;
            },
            "How long the executions of one eth_call may take")
        ->default_str("5s");
    command
        .add_option("--rpc.returndatalimit", options.return_data_max,
                    "Most bytes that one eth_call gives back; 0: no limit")
        ->capture_default_str();
    command
        .add_option_function<double>(
            "--rpc.txfeecap", [&options](double ether) { options.txn_fee_cap_wei = wei(ether); },
            "Most ether that a transaction sent over the RPC may pay for gas; 0: no limit")
        ->check(CLI::Range(0.0, 1e9))
        ->default_str("1");
    command
        .add_option("--rpc.max-blocks-per-filter", options.log_blocks_max,
                    "Most blocks that one query for logs spans; 0: no limit")
        ->capture_default_str();
    command
        .add_option("--rpc.max-logs-per-response", options.log_results_max,
                    "Most logs that one query finds; 0: no limit")
        ->capture_default_str();
}

void add_sequencer_flags(CLI::App& command, eth::RpcOptions& options, CLI::Option* dev) {
    command
        .add_option_function<std::string>(
            "--rollup.sequencerhttp",
            [&options](const std::string& text) {
                options.sequencer_url = text;
                if (text.empty()) return;
                const auto parsed = http::parse_url(text);
                if (!parsed) throw CLI::ValidationError("--rollup.sequencerhttp", parsed.error());
                if (!parsed->scheme.starts_with("http"))
                    throw CLI::ValidationError("--rollup.sequencerhttp",
                                               "not http or https: " + text);
            },
            "JSON-RPC of the sequencer's execution node, which is sent what clients send here")
        ->excludes(dev);
    command
        .add_flag(
            "--rollup.enabletxpooladmission", options.pool_admission,
            "Transactions that the sequencer has taken go into this node's pool, too; without "
            "--rollup.sequencerhttp all do")
        ->excludes(dev);
}

}  // namespace dusk::cli
