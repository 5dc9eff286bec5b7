// Routes of a server: method and path pattern to handler. Patterns are segments:
// "/eth/v1/blobs/{id}" binds one segment; a last segment "*" binds all the rest. Earlier routes
// win.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dusk/platform/http/byte_budget.hpp>
#include <dusk/platform/http/message.hpp>
#include <dusk/platform/http/websocket.hpp>

namespace dusk::http {

/// Answers one request, once, from any thread. Destroyed unanswered, it answers 500.
class Reply {
public:
    class Sink {
    public:
        virtual ~Sink() = default;
        /// `share` counts the request.
        virtual void respond(Response response, ByteShare share) = 0;
    };
    Reply(std::shared_ptr<Sink> sink, ByteShare share)
        : sink_(std::move(sink)), share_(std::move(share)) {}
    Reply(Reply&&) noexcept = default;
    Reply& operator=(Reply&&) = delete;
    ~Reply();
    void operator()(Response response);

private:
    std::shared_ptr<Sink> sink_;  ///< shared with the connection, which may die before the answer
    ByteShare share_;             ///< of the request, which its handler holds
};

using Handler = std::function<Response(const Request&)>;
using AsyncHandler = std::function<void(Request, Reply)>;

enum class RunOn : std::uint8_t {
    worker,     ///< may block
    io_thread,  ///< must answer in microseconds
};

class Router {
public:
    void add(Method method, std::string_view pattern, Handler handler,
             RunOn run_on = RunOn::worker);
    /// Every method; called on the I/O thread, answers when it likes.
    void add_async(std::string_view pattern, AsyncHandler handler);
    void websocket(std::string_view pattern, WsHandler handler);
    /// Applies to every route added by add() and to 404s.
    void set_cors(CorsPolicy policy) { cors_ = std::move(policy); }

    struct Route;
    struct Match {
        const Route* route = nullptr;  ///< null: `refusal` says why
        Response refusal{};            ///< 404, or 405 with Allow
    };
    /// Finds the route of a request and fills request.params.
    Match find(Request& request, bool websocket) const;
    const CorsPolicy& cors() const noexcept { return cors_; }

private:
    std::vector<std::shared_ptr<const Route>>
        routes_;  ///< shared: a Router is copied into its Server
    CorsPolicy cors_;
};

struct Router::Route {
    enum class Kind : std::uint8_t { sync, async, websocket };
    Kind kind = Kind::sync;
    Method method = Method::get;
    RunOn run_on = RunOn::worker;
    std::vector<std::string> segments{};
    Handler handler{};
    AsyncHandler async_handler{};
    WsHandler ws_handler{};
};

}  // namespace dusk::http
