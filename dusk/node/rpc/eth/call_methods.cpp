// eth_call, eth_callMany, eth_estimateGas, eth_createAccessList, eth_simulateV1.
#include <algorithm>

#include <fmt/format.h>

#include <dusk/core/evm/precompiles.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/node/rpc/call/call_site.hpp>
#include <dusk/node/rpc/call/gas_estimate.hpp>
#include <dusk/node/rpc/call/simulator.hpp>
#include <dusk/node/rpc/eth/call_many.hpp>
#include <dusk/node/rpc/eth/limits.hpp>
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/json/txn_json.hpp>
#include <dusk/node/rpc/trace/access_list_tracer.hpp>

namespace dusk::eth {
namespace {

std::uint64_t gas_of(const CallRequest& request, const CallSite& site) {
    return std::min(request.gas.value_or(site.gas_max()), site.gas_max());
}

rpc::Error refused(CallRefusal refusal, std::uint64_t gas) {
    if (!refusal.error) return std::move(refusal.answer);
    return rpc::server_error(fmt::format("err: {} (supplied gas {})", refusal.answer.message, gas));
}

Result call(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(request, call_request_param(arguments, 0, backend.config().chain_id));
    DUSK_TRY(site, CallSite::open(backend, arguments,
                                  {.block = 1, .state_overrides = 2, .block_overrides = 3}));
    const auto gas = gas_of(request, site);
    auto outcome = site.run(request, gas);
    if (!outcome) return std::unexpected(refused(std::move(outcome.error()), gas));
    if (outcome->status == evm::Status::revert)
        return std::unexpected(revert_error(outcome->output));
    if (outcome->status != evm::Status::success)
        return std::unexpected(rpc::server_error(site.fault_of(request, gas, outcome->status)));
    const auto limit = backend.options().return_data_max;
    if (limit != 0 && outcome->output.size() > limit)
        return std::unexpected(
            rpc::server_error(fmt::format("call returned result of length {} exceeding limit {}",
                                          outcome->output.size(), limit)));
    return hex(outcome->output);
}

Result estimate(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(request, call_request_param(arguments, 0, backend.config().chain_id));
    DUSK_TRY(site, CallSite::open(backend, arguments,
                                  {.block = 1, .state_overrides = 2, .block_overrides = 3}));
    DUSK_TRY(gas, estimate_gas(backend, site, request));
    return quantity(gas);
}

/// What is warm without being listed: sender, recipient, precompiles.
std::set<Address> always_warm(const CallRequest& request, const CallSite& site) {
    const auto precompiles = evm::precompile_addresses(site.rules().precompiles);
    std::set<Address> out(precompiles.begin(), precompiles.end());
    out.insert(request.from);
    const auto account = site.state().account(request.from);
    out.insert(request.to.value_or(
        create_address(request.from, request.nonce.value_or(account ? account->nonce : 0))));
    return out;
}

Value access_list_answer(const CallRequest& request, const TxnOutcome& outcome, std::string fault) {
    Object out{{"accessList", access_list_json(*request.access_list)},
               {"gasUsed", quantity(outcome.gas_used)}};
    if (!fault.empty()) out["error"] = std::move(fault);
    return out;
}

/// The list changes what is warm, which may change what is touched: runs until it is stable.
Result create_access_list(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(request, call_request_param(arguments, 0, backend.config().chain_id));
    DUSK_TRY(site, CallSite::open(backend, arguments, {.block = 1, .state_overrides = 2}));
    const auto gas = gas_of(request, site);
    const auto warm = always_warm(request, site);
    if (!request.access_list) request.access_list.emplace();
    for (std::uint64_t round = 0; round < ACCESS_LIST_ROUNDS_MAX; ++round) {
        if (site.expired()) return std::unexpected(timeout_error(backend));
        AccessListTracer tracer(warm);
        tracer.add(*request.access_list);
        auto outcome = site.run(request, gas, &tracer);
        if (!outcome) {
            auto answer = std::move(outcome.error().answer);
            answer.message = "failed to apply transaction: err: " + answer.message;
            return std::unexpected(std::move(answer));
        }
        auto list = tracer.list();
        if (list == *request.access_list)
            return access_list_answer(request, *outcome,
                                      site.fault_of(request, gas, outcome->status));
        request.access_list = std::move(list);
    }
    return std::unexpected(rpc::server_error("the access list does not become stable"));
}

Result simulate(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(request, simulate_request_param(arguments, 0, backend.config().chain_id));
    DUSK_TRY(id, block_id_param(arguments, 1));
    DUSK_TRY(simulator, Simulator::open(backend, id));
    return simulator->run(std::move(request));
}

constexpr MethodRow ROWS[] = {
    {"eth_call", call, 4, Pace::quick},
    {"eth_callMany", call_many, 3},
    {"eth_estimateGas", estimate, 4, Pace::quick},
    {"eth_createAccessList", create_access_list, 4},
    {"eth_simulateV1", simulate, 2},
};

}  // namespace

std::span<const MethodRow> call_rows() { return ROWS; }

}  // namespace dusk::eth
