// Methods by name, and what a method is told about its call. Independent of transport.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <dusk/platform/rpc/error.hpp>

namespace dusk::rpc {

using Value = boost::json::value;
using Params = boost::json::array;
using Result = std::expected<Value, Error>;

/// One subscription of one WebSocket client. Shared between the connection and the publisher.
/// Thread-safe. What is notified before the client has its id is sent right after it.
class Subscription {
public:
    virtual ~Subscription() = default;
    virtual const std::string& id() const noexcept = 0;
    /// Sends {"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":id,"result":…}}.
    /// False once the subscription has ended: forget it then.
    virtual bool notify(const Value& result) = 0;
    /// The same with a result that is JSON text already: one serialisation for many subscribers.
    virtual bool notify_json(std::string_view result) = 0;
    virtual bool closed() const noexcept = 0;
    /// Called once when the client unsubscribes or goes away; at once if it already has.
    virtual void on_close(std::function<void()> callback) = 0;
};
using SubscriptionPtr = std::shared_ptr<Subscription>;

struct CallContext {
    std::string_view method{};
    std::string_view remote{};  ///< peer, "127.0.0.1:5000"
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();

    /// For methods that wait: they give up when the server stops, which waits for them.
    std::stop_token stop{};

    /// Long work asks now and then and gives up: the client has its timeout error already.
    bool expired() const { return std::chrono::steady_clock::now() >= deadline; }
};

using Handler = std::function<Result(const Params&, CallContext&)>;
/// An error refuses the subscription.
using SubscribeHandler =
    std::function<std::expected<void, Error>(const Params&, CallContext&, const SubscriptionPtr&)>;

/// How long a method takes, and so where it runs.
enum class Pace : std::uint8_t {
    at_once,  ///< microseconds, and never blocks: on the I/O thread
    quick,    ///< microseconds as a rule: there, too, but if it lasts another thread goes on with
              ///< the connections (http::Server::run_here)
    slow,     ///< works: on one of the workers
    waits,    ///< most of its time: on a thread of its own, while the workers go on
};

struct Method {
    Handler handler{};
    Pace pace = Pace::slow;
};

/// Filled before serving; then only read.
class MethodTable {
public:
    /// A name may be added once.
    void add(std::string name, Handler handler, Pace pace = Pace::slow);
    /// Adds it, in the place of one that has the name.
    void replace(std::string name, Handler handler, Pace pace = Pace::slow);
    /// Offers `<space>_subscribe` with first parameter `kind`; the handler gets the other
    /// parameters.
    /// `<space>_unsubscribe` comes with it.
    void add_subscription(std::string_view space, std::string_view kind, SubscribeHandler handler);
    /// Takes over all entries of another table.
    void merge(MethodTable other);
    /// Only the methods of these namespaces ("eth", "net"), as for a public port.
    MethodTable only(const std::vector<std::string>& spaces) const;

    /// The namespaces that it has anything of, in order.
    std::vector<std::string> spaces() const;

    const Method* find(std::string_view name) const;
    const SubscribeHandler* find_subscription(std::string_view space, std::string_view kind) const;
    bool has_subscriptions(std::string_view space) const;
    std::size_t size() const noexcept { return methods_.size(); }

private:
    struct NameHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const noexcept {
            return std::hash<std::string_view>{}(name);
        }
    };
    std::unordered_map<std::string, Method, NameHash, std::equal_to<>> methods_;
    std::map<std::string, std::map<std::string, SubscribeHandler, std::less<>>, std::less<>>
        subscriptions_;
};

/// rpc_modules, which tells what namespaces the table has (geth: rpc/server.go RPCService). The
/// last to be added.
void add_modules_method(MethodTable& table);

}  // namespace dusk::rpc
