#include <algorithm>

#include <fmt/format.h>

#include <dusk/node/rpc/call/call_site.hpp>
#include <dusk/node/rpc/eth/call_many.hpp>
#include <dusk/node/rpc/eth/limits.hpp>

namespace dusk::eth {
namespace {

const Value* member(const Object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

Value member_or_null(const Object& object, std::string_view name) {
    const auto* found = member(object, name);
    return found == nullptr ? Value(nullptr) : *found;
}

std::unexpected<rpc::Error> bad_bundle(std::string text) {
    return std::unexpected(params::invalid(0, std::move(text)));
}

/// {blockNumber, transactionIndex}: the state before that transaction; -1 or none: after the block.
Answer<CallSite> open_site(const EthBackend& backend, const Params& arguments,
                           const CallContext& context) {
    Object place;
    if (params::optional(arguments, 1) != nullptr) {
        DUSK_TRY(given, params::json_object(arguments, 1, "StateContext"));
        place = *given;
    }
    const auto* overrides = params::optional(arguments, 2);
    const Params where{member_or_null(place, "blockNumber"),
                       overrides == nullptr ? Value(nullptr) : *overrides};
    const CallParams indices{.block = 0, .state_overrides = 1};
    const auto* index = member(place, "transactionIndex");
    if (index == nullptr || (index->is_int64() && index->get_int64() == -1))
        return CallSite::open(backend, where, indices);
    if (!index->is_int64() || index->get_int64() < 0)
        return std::unexpected(params::invalid(1, "transactionIndex is no index"));
    return CallSite::open_within(backend, where, indices,
                                 static_cast<std::size_t>(index->get_int64()), context.deadline);
}

Object answer_of(const CallSite& site, const CallRequest& request) {
    const auto gas = std::min(request.gas.value_or(site.gas_max()), site.gas_max());
    const auto outcome = site.run(request, gas);
    if (!outcome) return {{"error", outcome.error().answer.message}};
    if (outcome->status == evm::Status::success) return {{"value", hex(outcome->output)}};
    if (outcome->status == evm::Status::revert)
        return {{"error", revert_error(outcome->output).message}};
    return {{"error", site.fault_of(request, gas, outcome->status)}};
}

/// {transactions, blockOverride}
Answer<Array> run_bundle(const EthBackend& backend, CallSite& site, const Value& bundle,
                         std::size_t& calls_left) {
    if (!bundle.is_object()) return bad_bundle("a bundle is no object");
    const auto* calls = member(bundle.get_object(), "transactions");
    if (calls == nullptr) return Array{};
    if (!calls->is_array()) return bad_bundle("a bundle's transactions are no array");
    if (calls->get_array().size() > calls_left)
        return bad_bundle(fmt::format("too many calls (max {})", CALL_MANY_MAX));
    calls_left -= calls->get_array().size();
    const auto env = site.env();
    if (const auto* override = member(bundle.get_object(), "blockOverride")) {
        auto changed = env;
        DUSK_TRY_VOID(apply_block_overrides({*override}, 0, changed));
        site.set_env(changed);
    }
    Array out;
    for (const auto& call : calls->get_array()) {
        if (site.expired()) return std::unexpected(timeout_error(backend));
        DUSK_TRY(request, parse_call_request(call, 0, backend.config().chain_id));
        out.push_back(answer_of(site, request));
    }
    site.set_env(env);
    return out;
}

}  // namespace

Result call_many(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(bundles, params::json_array(arguments, 0));
    if (bundles->empty()) return bad_bundle("bundles are empty");
    DUSK_TRY(site, open_site(backend, arguments, context));
    site.keep_changes();
    auto calls_left = CALL_MANY_MAX;
    Array out;
    for (const auto& bundle : *bundles) {
        DUSK_TRY(answers, run_bundle(backend, site, bundle, calls_left));
        out.push_back(std::move(answers));
    }
    return Value(std::move(out));
}

}  // namespace dusk::eth
