// Methods as table rows: name, handler, number of parameters.
#pragma once

#include <span>

#include <dusk/node/rpc/backend.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {

using rpc::CallContext;
using rpc::Params;
using rpc::Result;
namespace params = rpc::params;

struct MethodRow {
    const char* name;
    Result (*handler)(EthBackend& backend, const Params& params, CallContext& context);
    std::size_t params_max = 0;
    /// Answers at once: no reads from disk, no locks that are held for long.
    bool inline_ok = false;
    /// Answers in microseconds as a rule (rpc::MethodOptions).
    bool quick = false;
};

/// `backend` outlives the table.
void add_rows(rpc::MethodTable& table, EthBackend& backend, std::span<const MethodRow> rows);

// The rows of each family.
std::span<const MethodRow> chain_rows();
std::span<const MethodRow> config_rows();
std::span<const MethodRow> block_rows();
std::span<const MethodRow> transaction_rows();
std::span<const MethodRow> send_rows();
std::span<const MethodRow> state_rows();
std::span<const MethodRow> proof_rows();
std::span<const MethodRow> call_rows();
std::span<const MethodRow> gas_rows();
std::span<const MethodRow> log_rows();
std::span<const MethodRow> filter_rows();
std::span<const MethodRow> txpool_rows();
std::span<const MethodRow> net_rows();
std::span<const MethodRow> web3_rows();
std::span<const MethodRow> debug_raw_rows();
std::span<const MethodRow> debug_trace_rows();
std::span<const MethodRow> trace_rows();
std::span<const MethodRow> ots_rows();
std::span<const MethodRow> debug_state_rows();
std::span<const MethodRow> admin_rows();

}  // namespace dusk::eth
