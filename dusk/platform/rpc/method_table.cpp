#include <algorithm>
#include <set>

#include <boost/json/object.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::rpc {
namespace {

std::string_view space_of(std::string_view method) { return method.substr(0, method.find('_')); }

}  // namespace

void MethodTable::add(std::string name, Handler handler, Pace pace) {
    const auto [position, is_new] =
        methods_.try_emplace(std::move(name), Method{std::move(handler), pace});
    DUSK_CHECK(is_new);
}

void MethodTable::replace(std::string name, Handler handler, Pace pace) {
    methods_.insert_or_assign(std::move(name), Method{std::move(handler), pace});
}

void MethodTable::add_subscription(std::string_view space, std::string_view kind,
                                   SubscribeHandler handler) {
    const auto [position, is_new] =
        subscriptions_[std::string{space}].try_emplace(std::string{kind}, std::move(handler));
    DUSK_CHECK(is_new);
}

void MethodTable::merge(MethodTable other) {
    for (auto& [name, method] : other.methods_) add(name, std::move(method.handler), method.pace);
    for (auto& [space, kinds] : other.subscriptions_)
        for (auto& [kind, handler] : kinds) add_subscription(space, kind, std::move(handler));
}

MethodTable MethodTable::only(const std::vector<std::string>& spaces) const {
    const auto wanted = [&](std::string_view space) {
        return std::ranges::find(spaces, space) != spaces.end();
    };
    MethodTable out;
    for (const auto& [name, method] : methods_)
        if (wanted(space_of(name))) out.methods_.emplace(name, method);
    for (const auto& [space, kinds] : subscriptions_)
        if (wanted(space)) out.subscriptions_.emplace(space, kinds);
    return out;
}

std::vector<std::string> MethodTable::spaces() const {
    std::set<std::string> out;
    for (const auto& [name, method] : methods_) out.emplace(space_of(name));
    for (const auto& [space, kinds] : subscriptions_) out.insert(space);
    return {out.begin(), out.end()};
}

const Method* MethodTable::find(std::string_view name) const {
    const auto found = methods_.find(name);
    return found == methods_.end() ? nullptr : &found->second;
}

const SubscribeHandler* MethodTable::find_subscription(std::string_view space,
                                                       std::string_view kind) const {
    const auto kinds = subscriptions_.find(space);
    if (kinds == subscriptions_.end()) return nullptr;
    const auto found = kinds->second.find(kind);
    return found == kinds->second.end() ? nullptr : &found->second;
}

bool MethodTable::has_subscriptions(std::string_view space) const {
    return subscriptions_.contains(space);
}

void add_modules_method(MethodTable& table) {
    // The versions of namespaces never were anything else.
    boost::json::object modules{{"rpc", "1.0"}};
    for (const auto& space : table.spaces()) modules[space] = "1.0";
    table.add(
        "rpc_modules",
        [modules = std::move(modules)](const Params&, CallContext&) -> Result {
            return Value(modules);
        },
        Pace::at_once);
}

}  // namespace dusk::rpc
