// JSON-RPC 2.0 envelopes: text in, text out. Parsing is bounded in depth and size; the answers are
// byte for byte those of go-ethereum's rpc package (handler.go, json.go). Independent of transport.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::rpc {

struct Limits {
    std::size_t batch_items_max = 1000;
    std::size_t batch_response_bytes_max = 25 * 1000 * 1000;
    std::chrono::milliseconds timeout{30'000};  ///< of one request or batch
    std::size_t json_depth_max = 32;
    std::size_t method_name_max = 2048;
    /// Memory for the values of one request, as a multiple of its text and beside what every
    /// request gets. Text such as [[],[],[],… would take dozens of times its own size.
    std::size_t json_growth_max = 10;
    std::size_t json_bytes_min = 64 * 1024;
};

/// Is told of every call once it is over. Thread-safe.
class CallObserver {
public:
    virtual ~CallObserver() = default;
    /// `method` is empty for one that does not exist.
    virtual void called(std::string_view method, std::chrono::nanoseconds took, bool succeeded) = 0;
};

/// What a connection offers to calls that subscribe; null for HTTP.
class SubscriptionHost {
public:
    virtual ~SubscriptionHost() = default;
    virtual SubscriptionPtr create(std::string_view space) = 0;
    /// Ends a subscription; false if there is none of this id.
    virtual bool remove(std::string_view id) = 0;
    /// The client has been told the ids made so far: notifications may flow.
    virtual void activate(const SubscriptionPtr& subscription) = 0;
};

/// A parsed request on its way to an answer. run() may be called once, on any thread.
class Exchange {
public:
    virtual ~Exchange() = default;
    /// Of the slowest of its methods.
    virtual Pace pace() const noexcept = 0;
    /// Messages in it: 1, or those of a batch.
    virtual std::size_t size() const noexcept = 0;
    virtual std::string_view remote() const noexcept = 0;
    /// Memory that the request's values take.
    virtual std::size_t memory() const noexcept = 0;
    /// Calls the methods. The answer goes to `respond`, once; an empty text means no answer is due.
    virtual void run() = 0;
    /// Answers "request timed out" for what has no answer yet. Any thread, while run() works or
    /// not.
    virtual void expire() = 0;
    /// Answers every call with this error instead of running.
    virtual void refuse(const Error& error) = 0;
};

struct Incoming {
    std::string text;
    std::string remote{};
    SubscriptionHost* host = nullptr;       ///< outlives the exchange
    CallObserver* observer = nullptr;       ///< the same
    const std::stop_token* stop = nullptr;  ///< the same; calls that wait give up then
    std::move_only_function<void(std::string)> respond;
};

/// Parses `incoming`. `table` and `limits` outlive the exchange. Shared: a timer may hold it, too.
std::shared_ptr<Exchange> begin(const MethodTable& table, const Limits& limits, Incoming incoming);

/// Parse, run and answer on this thread: for tests and in-process callers.
std::string handle(const MethodTable& table, std::string_view text, const Limits& limits = {},
                   SubscriptionHost* host = nullptr);

}  // namespace dusk::rpc
