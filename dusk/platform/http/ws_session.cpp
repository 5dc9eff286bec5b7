#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <dusk/platform/http/ws_session.hpp>

namespace dusk::http {
namespace {

namespace websocket = boost::beast::websocket;
using ErrorCode = boost::system::error_code;

/// A silent peer is pinged after half of this and dropped after all of it.
constexpr std::chrono::seconds SILENCE_MAX{60};
constexpr std::chrono::seconds HANDSHAKE_TIMEOUT{5};
/// Memory kept between messages.
constexpr std::size_t BUFFER_KEPT_MAX = 1024 * 1024;

}  // namespace

/// Counts a message as in flight for as long as it lives.
class WsSession::Hold {
public:
    explicit Hold(std::shared_ptr<WsSession> session) : session_(std::move(session)) {}
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() {
        session_->on_io([session = session_.get()] { session->release(); });
    }

private:
    std::shared_ptr<WsSession> session_;
};

WsSession::WsSession(std::shared_ptr<Shared> shared, Socket socket, const WsHandler& handler,
                     std::string remote)
    : shared_(std::move(shared)),
      io_(shared_->websockets),
      handler_(handler),
      remote_(std::move(remote)),
      stream_(std::move(socket)) {
    websocket::stream_base::timeout timeouts;
    timeouts.handshake_timeout = HANDSHAKE_TIMEOUT;
    timeouts.idle_timeout = SILENCE_MAX;
    timeouts.keep_alive_pings = true;
    stream_.set_option(timeouts);
    stream_.read_message_max(shared_->options.ws_message_size_max);
    stream_.auto_fragment(false);
}

template <class Action>
void WsSession::on_io(Action action) {
    auto executor = stream_.get_executor();
    if (executor.running_in_this_thread()) return action();
    if (io_->ended()) return;
    asio::post(executor, [self = shared_from_this(), run = std::move(action)] { run(); });
}

void WsSession::open(const std::shared_ptr<Shared>& shared, int socket, const WsHandler& handler,
                     Request request) {
    const auto& io = shared->websockets;
    int family = AF_INET;
    socklen_t size = sizeof family;
    (void)::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size);
    Socket connection(io->context());
    ErrorCode failure;
    connection.assign(family == AF_INET6 ? tcp::v6() : tcp::v4(), socket, failure);
    if (failure) {
        ::close(socket);
        shared->connections.leave(request.remote);
        return;
    }
    auto session =
        std::make_shared<WsSession>(shared, std::move(connection), handler, request.remote);
    asio::post(io->context(), [session, asked = std::move(request)]() mutable {
        session->io_->add(session);
        session->accept(std::move(asked));
    });
}

void WsSession::accept(Request request) {
    auto asked = std::make_shared<Upgrade>(boost::beast::http::verb::get, request.target, 11);
    for (const auto& [name, value] : request.headers) asked->insert(name, value);
    stream_.async_accept(*asked, [self = shared_from_this(), asked,
                                  request = std::move(request)](const ErrorCode& failure) {
        if (self->aborted_) return;
        if (failure) return self->abort();
        self->accepted(request);
    });
}

void WsSession::accepted(const Request& request) {
    open_ = true;
    opened_ = true;
    if (handler_.on_open) handler_.on_open(shared_from_this(), request);
    if (shared_->stopping) return finish();
    read();
}

void WsSession::read() {
    if (aborted_) return;
    stream_.async_read(buffer_, [self = shared_from_this()](const ErrorCode& failure, std::size_t) {
        if (self->aborted_) return;
        if (failure) return self->abort();
        self->deliver();
    });
}

void WsSession::deliver() {
    WsMessage message{.data = boost::beast::buffers_to_string(buffer_.data()),
                      .binary = stream_.got_binary(),
                      .hold = std::make_shared<Hold>(shared_from_this())};
    buffer_.clear();
    if (buffer_.capacity() > BUFFER_KEPT_MAX) buffer_.shrink_to_fit();
    ++in_flight_;
    delivering_ = true;
    try {
        if (handler_.on_message) handler_.on_message(shared_from_this(), std::move(message));
    } catch (const std::exception&) {
        close(static_cast<unsigned>(websocket::close_code::internal_error), "internal error");
    }
    message.hold.reset();
    delivering_ = false;
    paused_ = in_flight_ >= shared_->options.ws_in_flight_max;
    if (!paused_) read();
}

void WsSession::release() {
    --in_flight_;
    if (delivering_ || !paused_) return;
    paused_ = false;
    read();
}

bool WsSession::send(Outgoing message) {
    if (!open_) return false;
    const auto& limits = shared_->options;
    bool full = false;
    bool schedule = false;
    {
        const std::scoped_lock lock(mutex_);
        full = queue_.size() >= limits.ws_queue_messages_max ||
               queue_bytes_ + message.data.size() > limits.ws_queue_bytes_max;
        if (!full) {
            queue_bytes_ += message.data.size();
            queue_.push_back(std::move(message));
            schedule = !std::exchange(writer_scheduled_, true);
        }
    }
    if (full) {
        open_ = false;
        // Not abort() at once: the caller may hold locks that on_close takes, too.
        if (!io_->ended())
            asio::post(stream_.get_executor(), [self = shared_from_this()] { self->abort(); });
        return false;
    }
    if (schedule) on_io([this] { write_next(); });
    return true;
}

void WsSession::write_next() {
    if (aborted_ || writing_) return;
    {
        const std::scoped_lock lock(mutex_);
        if (queue_.empty()) {
            writer_scheduled_ = false;
        } else {
            current_ = std::move(queue_.front());
            queue_.pop_front();
            queue_bytes_ -= current_.data.size();
            writing_ = true;
        }
    }
    if (!writing_) {
        if (closing_) start_close();
        return;
    }
    write_deadline_ = std::chrono::steady_clock::now() + shared_->options.write_timeout;
    stream_.binary(current_.binary);
    stream_.async_write(asio::buffer(current_.data),
                        [self = shared_from_this()](const ErrorCode& failure, std::size_t) {
                            self->writing_ = false;
                            self->write_deadline_ = SteadyTime::max();
                            if (self->aborted_) return;
                            if (failure) return self->abort();
                            self->write_next();
                        });
}

void WsSession::close(unsigned code, std::string_view reason) {
    on_io([this, code, text = std::string{reason.substr(0, 120)}] {
        if (aborted_ || closing_) return;
        closing_ = true;
        close_reason_ = {static_cast<websocket::close_code>(code), text};
        write_next();
    });
}

void WsSession::start_close() {
    open_ = false;
    closing_ = false;
    writing_ = true;  // nothing is written after this
    stream_.async_close(close_reason_, [self = shared_from_this()](const ErrorCode&) {
        if (!self->aborted_) self->abort();
    });
}

SteadyTime WsSession::check_deadline(SteadyTime now) {
    if (now >= write_deadline_) abort();
    return write_deadline_;
}

void WsSession::finish() {
    if (!opened_) return abort();
    close(static_cast<unsigned>(websocket::close_code::going_away), "server is stopping");
}

void WsSession::abort() {
    if (aborted_) return;
    aborted_ = true;
    open_ = false;
    const auto self = shared_from_this();
    ErrorCode ignored;
    shared_->connections.leave(remote_);
    stream_.next_layer().close(ignored);
    io_->remove(self);
    if (opened_ && handler_.on_close) handler_.on_close(self);
}

}  // namespace dusk::http
