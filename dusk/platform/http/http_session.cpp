#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <fmt/format.h>

#include <dusk/platform/http/http_session.hpp>
#include <dusk/platform/http/wire.hpp>
#include <dusk/platform/http/ws_session.hpp>

namespace dusk::http {
namespace {

namespace bhttp = boost::beast::http;
using ErrorCode = boost::system::error_code;

constexpr std::size_t READ_CHUNK = 16 * 1024;
/// Larger bodies are written from where they are instead of being copied behind the head.
constexpr std::size_t COPY_MAX = 16 * 1024;
/// How much of a refused body is read, so that the peer sees the answer before a reset.
constexpr std::size_t LINGER_BYTES_MAX = 64 * 1024 * 1024;
constexpr std::chrono::milliseconds LINGER_TIMEOUT{1'000};

Method to_method(bhttp::verb verb) {
    switch (verb) {
        case bhttp::verb::get:
            return Method::get;
        case bhttp::verb::head:
            return Method::head;
        case bhttp::verb::post:
            return Method::post;
        case bhttp::verb::put:
            return Method::put;
        case bhttp::verb::delete_:
            return Method::del;
        case bhttp::verb::options:
            return Method::options;
        case bhttp::verb::patch:
            return Method::patch;
        default:
            return Method::other;
    }
}

template <class Message>
Request to_request(Message& message, const std::string& remote) {
    Request request;
    request.method = to_method(message.method());
    request.target = std::string{std::string_view{message.target()}};
    request.headers.reserve(12);
    for (const auto& field : message.base())
        request.headers.add(std::string{std::string_view{field.name_string()}},
                            std::string{std::string_view{field.value()}});
    request.body = std::move(message.body());
    request.remote = remote;
    return request;
}

Response call(const Handler& handler, const Request& request) {
    try {
        return handler(request);
    } catch (const std::exception&) {
        return Response::text("internal server error\n", 500);
    }
}

}  // namespace

std::string to_text(const tcp::endpoint& endpoint) {
    const auto address = endpoint.address();
    const auto host = address.to_string();
    return address.is_v6() ? fmt::format("[{}]:{}", host, endpoint.port())
                           : fmt::format("{}:{}", host, endpoint.port());
}

HttpSession::HttpSession(std::shared_ptr<Shared> shared, std::shared_ptr<IoThread> io,
                         Socket socket)
    : shared_(std::move(shared)),
      io_(std::move(io)),
      socket_(std::move(socket)),
      buffer_(shared_->options.header_size_max + READ_CHUNK) {
    ErrorCode failure;
    const auto endpoint = socket_.remote_endpoint(failure);
    if (!failure) remote_ = to_text(endpoint);
    socket_.set_option(tcp::no_delay(true), failure);
}

void HttpSession::start() {
    io_->add(shared_from_this());
    begin_request();
}

void HttpSession::set(State state, std::chrono::milliseconds limit) {
    state_ = state;
    deadline_ = std::chrono::steady_clock::now() + limit;
}

void HttpSession::check_deadline(SteadyTime now) {
    if (state_ == State::handling || now < deadline_) return;
    abort();
}

void HttpSession::finish() {
    keep_alive_ = false;
    if (state_ == State::idle) abort();
}

void HttpSession::abort() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    ErrorCode ignored;
    --shared_->connections;
    socket_.close(ignored);
    io_->remove(shared_from_this());
}

void HttpSession::begin_request() {
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(static_cast<std::uint32_t>(shared_->options.header_size_max));
    parser_->body_limit(shared_->options.body_size_max);
    continue_sent_ = false;
    set(State::idle, shared_->options.idle_timeout);
    if (shared_->stopping) return abort();
    if (buffer_.size() > 0) {
        set(State::reading, shared_->options.read_timeout);
        return parse();
    }
    read();
}

void HttpSession::read() {
    const auto room = std::min(READ_CHUNK, buffer_.max_size() - buffer_.size());
    socket_.async_read_some(
        buffer_.prepare(room),
        [self = shared_from_this()](const ErrorCode& failure, std::size_t count) {
            if (self->state_ == State::closed) return;
            if (failure) return self->abort();
            self->buffer_.commit(count);
            if (self->state_ == State::idle)
                self->set(State::reading, self->shared_->options.read_timeout);
            self->parse();
        });
}

void HttpSession::parse() {
    ErrorCode failure;
    // A put() stops at each change of what it reads, such as between two chunks.
    while (!failure && !parser_->is_done() && buffer_.size() > 0)
        buffer_.consume(parser_->put(buffer_.data(), failure));
    if (failure && failure != bhttp::error::need_more) return reject(failure);
    if (parser_->is_done()) return dispatch();
    if (buffer_.size() >= buffer_.max_size()) return reject(bhttp::error::header_limit);
    if (parser_->is_header_done() && !continue_sent_ &&
        parser_->get()[bhttp::field::expect] == "100-continue")
        return send_continue();
    read();
}

void HttpSession::send_continue() {
    continue_sent_ = true;
    static constexpr std::string_view TEXT = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(socket_, asio::buffer(TEXT),
                      [self = shared_from_this()](const ErrorCode& failure, std::size_t) {
                          if (self->state_ == State::closed) return;
                          if (failure) return self->abort();
                          self->read();
                      });
}

void HttpSession::reject(const ErrorCode& failure) {
    keep_alive_ = false;
    if (failure == bhttp::error::body_limit) {
        // The parser stops before it counts the header as read: only the field itself is there.
        const std::string_view length = parser_->get()[bhttp::field::content_length];
        const auto limit = shared_->options.body_size_max;
        return write(Response::text(
            length.empty() ? std::string{"http: request body too large\n"}
                           : fmt::format("content length too large ({}>{})\n", length, limit),
            413));
    }
    if (failure == bhttp::error::header_limit)
        return write(Response::text("431 Request Header Fields Too Large", 431));
    write(Response::text("400 Bad Request", 400));
}

void HttpSession::dispatch() {
    auto& message = parser_->get();
    keep_alive_ = message.keep_alive() && !shared_->stopping;
    head_only_ = message.method() == bhttp::verb::head;
    const bool websocket = boost::beast::websocket::is_upgrade(message);
    auto request = to_request(message, remote_);
    state_ = State::handling;
    auto match = shared_->router.find(request, websocket);
    // A server without routes for WebSocket treats the upgrade as the ordinary request it also is.
    if (match.route == nullptr && websocket) match = shared_->router.find(request, false);
    if (match.route != nullptr && match.route->kind == Router::Route::Kind::websocket)
        return upgrade(*match.route, std::move(request));
    if (match.route != nullptr) return run_route(*match.route, std::move(request));
    const auto& cors = shared_->router.cors();
    if (auto preflight = cors.preflight(request)) return write(*std::move(preflight));
    cors.decorate(request, match.refusal);
    write(std::move(match.refusal));
}

void HttpSession::run_route(const Router::Route& route, Request request) {
    Reply reply{shared_from_this()};
    if (route.kind == Router::Route::Kind::async) {
        try {
            route.async_handler(std::move(request), std::move(reply));
        } catch (const std::exception&) {
            // The Reply has died on the way and answered 500.
        }
        return;
    }
    const auto serve = [&cors = shared_->router.cors(), &route](const Request& asked, Reply& to) {
        auto response = call(route.handler, asked);
        cors.decorate(asked, response);
        to(std::move(response));
    };
    if (route.run_on == RunOn::io_thread) return serve(request, reply);
    Workers::Work work = [serve, asked = std::move(request), to = std::move(reply)]() mutable {
        serve(asked, to);
    };
    if (!shared_->workers.post(std::move(work))) {
        write(Response::text("server is busy\n", 503));
        // The dropped work still holds the Reply; the answer above has taken its turn.
    }
}

void HttpSession::upgrade(const Router::Route& route, Request request) {
    if (route.ws_handler.refuse) {
        if (auto refusal = route.ws_handler.refuse(request)) return write(*std::move(refusal));
    }
    state_ = State::closed;  // and the connection counts on as that of the new session
    auto session =
        std::make_shared<WsSession>(shared_, io_, std::move(socket_), route.ws_handler, remote_);
    io_->add(session);
    io_->remove(shared_from_this());
    session->accept(parser_->release(), std::move(request));
}

void HttpSession::respond(Response response) {
    if (socket_.get_executor().running_in_this_thread()) {
        if (state_ == State::handling) write(std::move(response));
        return;
    }
    if (io_->ended()) return;
    asio::post(socket_.get_executor(),
               [self = shared_from_this(), answer = std::move(response)]() mutable {
                   if (self->state_ == State::handling) self->write(std::move(answer));
               });
}

void HttpSession::write(Response response) {
    if (shared_->stopping) keep_alive_ = false;
    out_.clear();
    append_head(out_, response, keep_alive_);
    out_body_.clear();
    if (!head_only_) {
        if (response.body.size() <= COPY_MAX) {
            out_ += response.body;
        } else {
            out_body_ = std::move(response.body);
        }
    }
    set(State::writing, shared_->options.write_timeout);
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(out_), asio::buffer(out_body_)};
    asio::async_write(socket_, buffers,
                      [self = shared_from_this()](const ErrorCode& failure, std::size_t) {
                          if (self->state_ == State::closed) return;
                          if (failure) return self->abort();
                          self->after_write();
                      });
}

void HttpSession::after_write() {
    if (keep_alive_) return begin_request();
    ErrorCode ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    set(State::lingering, LINGER_TIMEOUT);
    buffer_.clear();
    linger();
}

void HttpSession::linger() {
    socket_.async_read_some(
        buffer_.prepare(READ_CHUNK),
        [self = shared_from_this()](const ErrorCode& failure, std::size_t count) {
            if (self->state_ == State::closed) return;
            self->linger_bytes_ += count;
            if (failure || self->linger_bytes_ > LINGER_BYTES_MAX) return self->abort();
            self->linger();
        });
}

}  // namespace dusk::http
