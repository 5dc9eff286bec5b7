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
constexpr std::size_t BUFFER_KEPT_MAX = ByteShare::STEP;

}  // namespace

/// Counts a message as in flight for as long as it lives.
class WsSession::Hold {
public:
    Hold(std::shared_ptr<WsSession> session, std::size_t bytes)
        : session_(std::move(session)), bytes_(bytes) {}
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() {
        session_->on_io([session = session_.get(), bytes = bytes_] { session->release(bytes); });
    }

private:
    std::shared_ptr<WsSession> session_;
    const std::size_t bytes_;
};

WsSession::WsSession(std::shared_ptr<Shared> shared, Socket socket, const WsHandler& handler,
                     std::string remote)
    : shared_(std::move(shared)),
      io_(shared_->websockets),
      handler_(handler),
      remote_(std::move(remote)),
      stream_(std::move(socket)),
      share_in_(shared_->buffered),
      share_out_(shared_->buffered) {
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
    constexpr std::size_t NO_LIMIT = 0;
    stream_.async_read_some(buffer_, NO_LIMIT,
                            [self = shared_from_this()](const ErrorCode& failure, std::size_t) {
                                if (self->aborted_ || failure) {
                                    self->drop_incoming();
                                    return self->abort();
                                }
                                if (!self->count_incoming()) return self->refuse_incoming();
                                if (!self->stream_.is_message_done()) return self->read();
                                self->deliver();
                            });
}

bool WsSession::count_incoming() { return share_in_.cover(buffer_.capacity() + in_flight_bytes_); }

bool WsSession::is_loaded() const {
    return in_flight_ >= shared_->options.ws_in_flight_max ||
           in_flight_bytes_ >= shared_->options.ws_message_size_max;
}

void WsSession::drop_incoming() {
    buffer_.clear();
    buffer_.shrink_to_fit();
    (void)count_incoming();
}

void WsSession::refuse_incoming() {
    drop_incoming();
    refuse();
}

/// Ends for want of memory, of a message that comes or goes; what waits to go is dropped.
void WsSession::refuse() {
    drop_queue();
    close(static_cast<unsigned>(websocket::close_code::try_again_later), "server is busy");
}

void WsSession::drop_queue() {
    const std::scoped_lock lock(mutex_);
    open_ = false;
    queue_.clear();
    queue_bytes_ = 0;
    (void)share_out_.cover(current_bytes_);
}

void WsSession::deliver() {
    const auto size = buffer_.size();
    WsMessage message{.data = boost::beast::buffers_to_string(buffer_.data()),
                      .binary = stream_.got_binary(),
                      .hold = std::make_shared<Hold>(shared_from_this(), size)};
    buffer_.clear();
    if (buffer_.capacity() > BUFFER_KEPT_MAX) buffer_.shrink_to_fit();
    ++in_flight_;
    in_flight_bytes_ += size;
    if (!count_incoming()) return refuse_incoming();
    delivering_ = true;
    try {
        if (handler_.on_message) handler_.on_message(shared_from_this(), std::move(message));
    } catch (const std::exception&) {
        close(static_cast<unsigned>(websocket::close_code::internal_error), "internal error");
    }
    message.hold.reset();
    delivering_ = false;
    paused_ = is_loaded();
    if (!paused_) read();
}

void WsSession::release(std::size_t bytes) {
    --in_flight_;
    in_flight_bytes_ -= bytes;
    (void)count_incoming();
    if (delivering_ || !paused_ || is_loaded()) return;
    paused_ = false;
    read();
}

WsSession::Queued WsSession::enqueue(Outgoing message) {
    const auto& limits = shared_->options;
    const auto size = message.data.size();
    const std::scoped_lock lock(mutex_);
    if (!open_) return Queued::no;
    if (queue_.size() >= limits.ws_queue_messages_max ||
        queue_bytes_ + size > limits.ws_queue_bytes_max)
        return Queued::too_much;
    if (!share_out_.cover(queue_bytes_ + current_bytes_ + size)) return Queued::server_is_busy;
    queue_bytes_ += size;
    queue_.push_back(std::move(message));
    return std::exchange(writer_scheduled_, true) ? Queued::behind : Queued::first;
}

bool WsSession::send(Outgoing message) {
    if (!open_) return false;
    const auto queued = enqueue(std::move(message));
    if (queued == Queued::first) on_io([this] { write_next(); });
    if (queued == Queued::too_much || queued == Queued::server_is_busy) {
        open_ = false;
        const auto end = queued == Queued::too_much ? &WsSession::abort : &WsSession::refuse;
        // Not at once: the caller may hold locks that on_close takes, too.
        if (!io_->ended())
            asio::post(stream_.get_executor(), [self = shared_from_this(), end] {
                if (!self->aborted_) (self.get()->*end)();
            });
    }
    return queued == Queued::first || queued == Queued::behind;
}

void WsSession::write_next() {
    if (aborted_ || writing_) return;
    {
        const std::scoped_lock lock(mutex_);
        if (queue_.empty()) {
            writer_scheduled_ = false;
            current_ = {};
        } else {
            current_ = std::move(queue_.front());
            queue_.pop_front();
            writing_ = true;
        }
        current_bytes_ = current_.data.size();
        queue_bytes_ -= writing_ ? current_bytes_ : 0;
        (void)share_out_.cover(queue_bytes_ + current_bytes_);
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
                            if (failure) self->abort();
                            if (self->aborted_) return self->drop_current();
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

void WsSession::drop_current() {
    const std::scoped_lock lock(mutex_);
    current_ = {};
    current_bytes_ = 0;
    (void)share_out_.cover(queue_bytes_);
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
    drop_queue();
    const auto self = shared_from_this();
    ErrorCode ignored;
    shared_->connections.leave(remote_);
    stream_.next_layer().close(ignored);
    io_->remove(self);
    if (opened_ && handler_.on_close) handler_.on_close(self);
}

}  // namespace dusk::http
