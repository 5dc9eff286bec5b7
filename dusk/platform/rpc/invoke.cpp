#include <exception>

#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/rpc/invoke.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::rpc {
namespace {

const Params NO_PARAMS{};

/// Absent and null parameters are none; anything else must be an array.
std::expected<const Params*, Error> positional(const boost::json::value* params) {
    if (params == nullptr || params->is_null()) return &NO_PARAMS;
    if (!params->is_array()) return std::unexpected(invalid_params("non-array args"));
    return &params->get_array();
}

/// A handler that throws must not take the server with it: JSON accessors throw on a wrong type.
template <class Answer, class Function>
Answer guarded(Function function) {
    try {
        return function();
    } catch (const std::exception&) {
        return std::unexpected(internal_error("method handler crashed"));
    }
}

Result subscribe(const Call& call, CallContext& context) {
    if (call.host == nullptr)
        return std::unexpected(Error{CODE_METHOD_NOT_FOUND, "notifications not supported", {}});
    if (call.params == nullptr || !call.params->is_array())
        return std::unexpected(invalid_params("non-array args"));
    const auto& params = call.params->get_array();
    if (params.empty() || !params[0].is_string())
        return std::unexpected(invalid_params("expected subscription name as first argument"));
    const auto space = call.name.substr(0, call.name.find('_'));
    const std::string_view kind = params[0].get_string();
    const auto* handler = call.table.find_subscription(space, kind);
    if (handler == nullptr)
        return std::unexpected(
            Error{CODE_METHOD_NOT_FOUND,
                  fmt::format("no \"{}\" subscription in {} namespace", kind, space),
                  {}});
    const auto subscription = call.host->create(space);
    if (!subscription) return std::unexpected(server_error("too many subscriptions"));
    const Params rest(params.begin() + 1, params.end());
    const auto begun = guarded<std::expected<void, Error>>(
        [&] { return (*handler)(rest, context, subscription); });
    if (!begun) {
        call.host->remove(subscription->id());
        return std::unexpected(begun.error());
    }
    call.made.push_back(subscription);
    return Value(subscription->id());
}

Result unsubscribe(const Call& call) {
    DUSK_TRY(params, positional(call.params));
    DUSK_TRY(id, params::text(*params, 0));
    DUSK_TRY_VOID(params::at_most(*params, 1));
    if (call.host == nullptr || !call.host->remove(id))
        return std::unexpected(server_error("subscription not found"));
    return Value(true);
}

}  // namespace

Result invoke(const Call& call, CallContext& context) {
    if (call.method != nullptr) {
        DUSK_TRY(params, positional(call.params));
        return guarded<Result>([&] { return call.method->handler(*params, context); });
    }
    if (call.name.size() > call.limits.method_name_max)
        return std::unexpected(invalid_request(fmt::format(
            "method name too long: {} > {}", call.name.size(), call.limits.method_name_max)));
    if (call.name.ends_with("_subscribe")) return subscribe(call, context);
    if (call.name.ends_with("_unsubscribe")) return unsubscribe(call);
    return std::unexpected(method_not_found(call.name));
}

}  // namespace dusk::rpc
