#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <dusk/platform/http/http_session.hpp>
#include <dusk/platform/http/wire.hpp>
#include <dusk/platform/http/ws_session.hpp>

namespace dusk::http {
namespace {

constexpr std::size_t READ_CHUNK = 16 * 1024;
/// Larger bodies are written from where they are instead of being copied behind the head.
constexpr std::size_t COPY_MAX = 16 * 1024;
/// Requests and reads of one connection at a time.
constexpr unsigned ROUNDS_MAX = 64;
/// Memory for answers that a connection keeps between requests.
constexpr std::size_t KEPT_MAX = 32 * 1024;
/// What a connection holds beside bodies is within its free part of the budget.
static_assert(READ_CHUNK + KEPT_MAX <= ByteShare::STEP);
static_assert(COPY_MAX < KEPT_MAX);
/// How much of a refused body is read.
constexpr std::size_t LINGER_BYTES_MAX = 64 * 1024 * 1024;
constexpr std::chrono::milliseconds LINGER_TIMEOUT{1'000};

/// A handler has not run, or its answer is not sent.
Response busy() { return Response::text("server is busy\n", 503); }

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

Response call(const Handler& handler, const Request& request) {
    try {
        return handler(request);
    } catch (const std::exception&) {
        return Response::text("internal server error\n", 500);
    }
}

}  // namespace

HttpSession::HttpSession(std::shared_ptr<Shared> shared, std::shared_ptr<Loop> loop, int socket,
                         std::string remote)
    : shared_(std::move(shared)),
      loop_(std::move(loop)),
      socket_(socket),
      remote_(std::move(remote)),
      parser_({.header_size_max = shared_->options.header_size_max,
               .body_size_max = shared_->options.body_size_max}),
      share_(shared_->buffered) {}

HttpSession::~HttpSession() {
    if (socket_ >= 0) ::close(socket_);
}

void HttpSession::start() {
    loop_->add(shared_from_this());
    set(State::idle, shared_->options.idle_timeout);
    if (!loop_->watch(socket_, *this) || shared_->stopping) abort();
}

void HttpSession::set(State state, std::chrono::milliseconds limit) {
    state_ = state;
    deadline_ = loop_->now() + limit;
    loop_->ask_at(deadline_);
}

SteadyTime HttpSession::check_deadline(SteadyTime now) {
    if (state_ == State::handling) return SteadyTime::max();
    if (now >= deadline_) abort();
    return state_ == State::closed ? SteadyTime::max() : deadline_;
}

void HttpSession::finish() {
    keep_alive_ = false;
    if (state_ == State::idle) abort();
}

void HttpSession::abort() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    share_.release();
    shared_->connections.leave(remote_);
    ::close(std::exchange(socket_, -1));
    loop_->remove(shared_from_this());
}

void HttpSession::on_events(std::uint32_t events) {
    constexpr std::uint32_t ENDED = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    if (state_ == State::closed) return;
    if ((events & (EPOLLIN | ENDED)) != 0) readable_ = true;
    if ((events & ENDED) != 0) hung_up_ = true;
    if (state_ == State::writing && (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) flush();
    advance();
}

/// Goes on until the connection waits for its peer or for a handler. A handler may cost this thread
/// the loop, and with it the connection: nothing of it is touched then.
void HttpSession::advance() {
    auto& loop = *loop_;
    for (unsigned round = 0; round < ROUNDS_MAX; ++round) {
        if (state_ == State::lingering) return linger();
        if (!wants_data()) return;
        parse();
        if (!loop.claim()) return;
        if (!wants_data() || parsed_ < received_) continue;
        if (!readable_ || !receive()) return;
    }
    // A peer that never pauses lets the others have their turn.
    loop.post([self = shared_from_this()] { self->advance(); });
}

/// Whether there is something new to look at.
bool HttpSession::receive() {
    if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(READ_CHUNK);
    const auto count = ::recv(socket_, buffer_.get(), READ_CHUNK, 0);
    const auto size = count > 0 ? static_cast<std::size_t>(count) : 0;
    // What comes after a short read is told by a new event.
    if (size < READ_CHUNK && !hung_up_) readable_ = false;
    received_ = size;
    parsed_ = 0;
    if (size > 0) {
        if (state_ == State::idle) set(State::reading, shared_->options.read_timeout);
        return true;
    }
    if (count < 0 && would_block()) {
        readable_ = false;
    } else if (count == 0 || errno != EINTR) {
        abort();
    }
    return false;
}

void HttpSession::parse() {
    if (parsed_ == received_) return;
    const std::string_view rest(buffer_.get() + parsed_, received_ - parsed_);
    if (state_ == State::idle) set(State::reading, shared_->options.read_timeout);
    parsed_ += parser_.feed(rest);
    if (parser_.error()) return reject();
    if (!share_.cover(parser_.body_memory())) return refuse_busy();
    if (parser_.done()) return dispatch();
    if (parser_.header_done() && parser_.expects_continue() &&
        !std::exchange(continue_sent_, true)) {
        static constexpr std::string_view TEXT = "HTTP/1.1 100 Continue\r\n\r\n";
        // So few bytes always fit: the answers before are out.
        if (::send(socket_, TEXT.data(), TEXT.size(), MSG_NOSIGNAL) < 0) abort();
    }
}

void HttpSession::reject() {
    keep_alive_ = false;
    head_only_ = false;
    const auto error = *parser_.error();
    const auto declared = parser_.declared_size();
    (void)parser_.take();  // a body may have come so far
    switch (error) {
        case ParseError::body_too_large: {
            const auto limit = shared_->options.body_size_max;
            return write(Response::text(
                declared ? fmt::format("content length too large ({}>{})\n", *declared, limit)
                         : std::string{"http: request body too large\n"},
                413));
        }
        case ParseError::header_too_large:
            return write(Response::text("431 Request Header Fields Too Large", 431));
        case ParseError::malformed:
            break;
    }
    write(Response::text("400 Bad Request", 400));
}

void HttpSession::refuse_busy() {
    keep_alive_ = false;
    head_only_ = false;
    (void)parser_.take();
    write(busy());
}

void HttpSession::dispatch() {
    keep_alive_ = parser_.keep_alive() && !shared_->stopping;
    continue_sent_ = false;
    const bool websocket = parser_.asks_websocket();
    auto request = parser_.take();
    request.remote = remote_;
    head_only_ = request.method == Method::head;
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

void HttpSession::run_route(const Router::Route& route, Request&& request) {
    Reply reply{shared_from_this(), std::move(share_)};
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
        write(busy());
        // The dropped work still holds the Reply; the answer above has taken its turn.
    }
}

void HttpSession::upgrade(const Router::Route& route, Request&& request) {
    if (route.ws_handler.refuse) {
        if (auto refusal = route.ws_handler.refuse(request)) return write(*std::move(refusal));
    }
    // The connection counts on as that of the new session.
    state_ = State::closed;
    request.body = {};
    share_.release();
    loop_->unwatch(socket_);
    WsSession::open(shared_, std::exchange(socket_, -1), route.ws_handler, std::move(request));
    loop_->remove(shared_from_this());
}

void HttpSession::respond(Response response, ByteShare share) {
    if (!share.cover(response.body.capacity())) response = busy();
    if (loop_->claim()) return (void)answer(std::move(response), std::move(share));
    loop_->post([self = shared_from_this(), waiting = std::move(response),
                 held = std::move(share)]() mutable {
        if (self->answer(std::move(waiting), std::move(held))) self->advance();
    });
}

/// False if nobody waits for it any more.
bool HttpSession::answer(Response response, ByteShare share) {
    if (state_ != State::handling) return false;
    share_ = std::move(share);
    write(std::move(response));
    return true;
}

void HttpSession::write(Response response) {
    if (shared_->stopping) keep_alive_ = false;
    if (!share_.cover(head_only_ ? 0 : response.body.capacity())) response = busy();
    out_.clear();
    out_body_.clear();
    append_head(out_, response, keep_alive_);
    if (!head_only_) {
        if (response.body.size() <= COPY_MAX) {
            out_ += response.body;
        } else {
            out_body_ = std::move(response.body);
        }
    }
    written_ = 0;
    set(State::writing, shared_->options.write_timeout);
    // A client that sends requests without waiting for answers gets those together.
    if (parsed_ < received_) return flush();
    loop_->write_soon(shared_from_this());
}

void HttpSession::write_out() {
    if (state_ != State::writing) return;
    flush();
    advance();
}

void HttpSession::flush() {
    const auto size = out_.size() + out_body_.size();
    while (written_ < size) {
        const auto head = std::string_view{out_}.substr(std::min(written_, out_.size()));
        const auto body =
            std::string_view{out_body_}.substr(written_ - (out_.size() - head.size()));
        std::array<iovec, 2> parts = {iovec{const_cast<char*>(head.data()), head.size()},
                                      iovec{const_cast<char*>(body.data()), body.size()}};
        const msghdr message{.msg_iov = parts.data(), .msg_iovlen = parts.size()};
        const auto count = body.empty() ? ::send(socket_, head.data(), head.size(), MSG_NOSIGNAL)
                                        : ::sendmsg(socket_, &message, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && would_block()) return;
        if (count < 0) return abort();
        written_ += static_cast<std::size_t>(count);
    }
    after_write();
}

void HttpSession::after_write() {
    if (out_.capacity() > KEPT_MAX) out_ = {};
    out_body_ = {};
    share_.release();
    if (keep_alive_) return set(State::idle, shared_->options.idle_timeout);
    ::shutdown(socket_, SHUT_WR);
    set(State::lingering, LINGER_TIMEOUT);
}

void HttpSession::linger() {
    while (readable_) {
        const auto count = ::recv(socket_, buffer_.get(), READ_CHUNK, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && would_block()) {
            readable_ = false;
            return;
        }
        linger_bytes_ += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        if (count <= 0 || linger_bytes_ > LINGER_BYTES_MAX) return abort();
    }
}

}  // namespace dusk::http
