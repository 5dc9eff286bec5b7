// One call: finds the method by its name, checks the form of its parameters, runs it. Subscriptions
// are methods with names of their own (go-ethereum rpc/handler.go, handleCall and handleSubscribe).
#pragma once

#include <string_view>
#include <vector>

#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::rpc {

struct Call {
    const MethodTable& table;
    const Limits& limits;
    std::string_view name;
    const Method* method;  ///< null if the table has none of this name
    const boost::json::value* params;
    SubscriptionHost* host;
    std::vector<SubscriptionPtr>& made;  ///< subscriptions begun here, to be activated later
};

Result invoke(const Call& call, CallContext& context);

}  // namespace dusk::rpc
