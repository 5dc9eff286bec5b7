// The transition tool: a state, a block's environment and transactions in, the state after them,
// the receipts and roots out, as geth's `evm t8n` has it and execution-spec-tests fills tests with.
// Forks: Ethereum's from Frontier on, and the OP Stack's by their names. Limits: the difficulty is
// not computed, it must be stated before Paris.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

#include <boost/json.hpp>

#include <dusk/conformance/eip3155.hpp>

namespace dusk::conformance {

/// Exit codes as geth's tool has them.
enum class T8nFault : std::uint8_t {
    evm = 2,
    config = 3,
    missing_block_hash = 4,
    json = 10,
    io = 11
};

class T8nError : public std::runtime_error {
public:
    T8nError(T8nFault kind, const std::string& text) : std::runtime_error(text), fault(kind) {}
    const T8nFault fault;
};

struct T8nRules {
    std::string fork = "Osaka";
    std::uint64_t chain_id = 1;
    /// Wei for the block; negative: none, and the coinbase is not touched.
    std::int64_t reward = 0;
    /// {"target", "max", "baseFeeUpdateFraction"} in place of the fork's own; or null.
    boost::json::value blob_params;
};

struct T8nInput {
    boost::json::value alloc;
    boost::json::value env;
    /// A list of transactions, or their RLP as hex text.
    boost::json::value txs;
};

struct T8nOutput {
    boost::json::object alloc;
    boost::json::object result;
    /// The included transactions, RLP as hex.
    std::string body;
};

/// Where the trace of a transaction goes, by its number among those given and its hash.
using TraceSinks = std::function<Eip3155Tracer::Sink(std::size_t index, const Hash32& hash)>;

/// Throws FixtureError or T8nError. `sinks` may be empty.
T8nOutput transition(const T8nRules& rules, const T8nInput& input, const TraceOptions& options = {},
                     const TraceSinks& sinks = {});

/// The command: inputs and outputs are file names, or stdin, stdout, stderr.
struct T8nOptions {
    T8nRules rules;
    std::string input_alloc = "alloc.json";
    std::string input_env = "env.json";
    std::string input_txs = "txs.json";
    std::string input_blob_params;
    std::string output_basedir;
    std::string output_alloc = "alloc.json";
    std::string output_result = "result.json";
    std::string output_body;
    bool traces = false;
    TraceOptions trace;
};
/// Returns the exit code.
int run_t8n(const T8nOptions& options);

}  // namespace dusk::conformance
