// One HTTP/1.1 connection of the server: reads requests one after the other and writes their
// answers.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <dusk/platform/http/session.hpp>

namespace dusk::http {

class HttpSession final : public Session,
                          public Reply::Sink,
                          public std::enable_shared_from_this<HttpSession> {
public:
    HttpSession(std::shared_ptr<Shared> shared, std::shared_ptr<IoThread> io, Socket socket);

    void start();
    void check_deadline(SteadyTime now) override;
    void finish() override;
    void abort() override;
    /// From any thread.
    void respond(Response response) override;

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    enum class State : std::uint8_t { idle, reading, handling, writing, lingering, closed };

    void set(State state, std::chrono::milliseconds limit);
    void begin_request();
    void read();
    void parse();
    void reject(const boost::system::error_code& failure);
    void send_continue();
    void dispatch();
    void run_route(const Router::Route& route, Request request);
    void upgrade(const Router::Route& route, Request request);
    void write(Response response);
    void after_write();
    void linger();

    std::shared_ptr<Shared> shared_;
    std::shared_ptr<IoThread> io_;  ///< destroyed after the socket, which needs its context
    Socket socket_;
    std::string remote_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    std::string out_;
    std::string out_body_;
    SteadyTime deadline_;
    State state_ = State::idle;
    bool keep_alive_ = true;
    bool head_only_ = false;
    bool continue_sent_ = false;
    std::size_t linger_bytes_ = 0;
};

/// "127.0.0.1:5000"
std::string to_text(const tcp::endpoint& endpoint);

}  // namespace dusk::http
