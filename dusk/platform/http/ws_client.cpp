#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <fmt/format.h>

#include <dusk/platform/http/url.hpp>
#include <dusk/platform/http/ws_client.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::chrono::seconds SILENCE_MAX{60};
constexpr std::chrono::seconds CLOSE_TIMEOUT{2};

}  // namespace

/// The stream lives on a thread of its own; the callers' side is the two queues.
struct WsClient::Impl {
    explicit Impl(const WsClientOptions& o) : options(o), stream(loop) {}
    ~Impl();

    std::expected<void, HttpError> connect(const Url& url);
    void read();
    void write_next();
    void fail(const ErrorCode& failure);
    std::expected<void, HttpError> send(WsIncoming message);

    const WsClientOptions options;
    asio::io_context loop{1};
    websocket::stream<beast::tcp_stream> stream;
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{};
    beast::flat_buffer buffer{};
    WsIncoming current{};  ///< being written; on the loop only
    bool writing = false;  ///< on the loop only
    bool closing = false;  ///< on the loop only

    mutable std::mutex mutex{};
    std::condition_variable changed{};
    std::deque<WsIncoming> incoming{};  ///< guarded by mutex
    std::deque<WsIncoming> outgoing{};  ///< guarded by mutex
    bool reading_paused = false;        ///< guarded by mutex
    bool open = false;                  ///< guarded by mutex
    std::string end_reason{};           ///< guarded by mutex
    std::thread thread{};
};

std::expected<void, HttpError> WsClient::Impl::connect(const Url& url) {
    ErrorCode failure;
    const auto fail_with = [&](HttpErrorKind kind) {
        if (failure == beast::error::timeout) kind = HttpErrorKind::timeout;
        return std::unexpected(
            HttpError{kind, fmt::format("connect {}: {}", url.authority(), failure.message())});
    };
    // The loop outlives each step: the stream keeps a timer for its pings on it.
    bool done = false;
    const auto end = [&](const ErrorCode& result) {
        failure = result;
        done = true;
    };
    const auto wait = [&] {
        loop.restart();
        while (!std::exchange(done, false)) loop.run_one();
    };
    tcp::resolver resolver(loop);
    const auto found = resolver.resolve(url.host, std::to_string(url.port), failure);
    if (failure) return fail_with(HttpErrorKind::resolve);
    auto& lowest = beast::get_lowest_layer(stream);
    lowest.expires_after(options.connect_timeout);
    lowest.async_connect(found,
                         [&](const ErrorCode& result, const tcp::endpoint&) { end(result); });
    wait();
    if (failure) return fail_with(HttpErrorKind::connect);
    lowest.socket().set_option(tcp::no_delay(true), failure);
    lowest.expires_never();
    stream.set_option(websocket::stream_base::timeout{options.connect_timeout, SILENCE_MAX, true});
    stream.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
        for (const auto& [name, value] : options.headers) request.set(name, value);
    }));
    stream.read_message_max(options.message_size_max);
    stream.auto_fragment(false);
    websocket::response_type answer;
    stream.async_handshake(answer, url.authority(), url.target,
                           [&](const ErrorCode& result) { end(result); });
    wait();
    if (failure == websocket::error::upgrade_declined)
        return std::unexpected(HttpError{
            HttpErrorKind::malformed,
            fmt::format("upgrade refused with status {}: {}", answer.result_int(), answer.body())});
    if (failure) return fail_with(HttpErrorKind::malformed);
    stream.set_option(websocket::stream_base::timeout{CLOSE_TIMEOUT, SILENCE_MAX, true});
    open = true;
    loop.restart();
    return {};
}

void WsClient::Impl::fail(const ErrorCode& failure) {
    {
        const std::scoped_lock lock(mutex);
        if (!open) return;
        open = false;
        end_reason = failure.message();
        if (failure == websocket::error::closed)
            end_reason += fmt::format(" ({} {})", stream.reason().code,
                                      std::string_view{stream.reason().reason});
    }
    changed.notify_all();
}

void WsClient::Impl::read() {
    stream.async_read(buffer, [this](const ErrorCode& failure, std::size_t) {
        if (failure) return fail(failure);
        WsIncoming message{beast::buffers_to_string(buffer.data()), stream.got_binary()};
        buffer.clear();
        bool go_on = false;
        {
            const std::scoped_lock lock(mutex);
            incoming.push_back(std::move(message));
            go_on = incoming.size() < options.queue_max;
            reading_paused = !go_on;
        }
        changed.notify_all();
        if (go_on) read();
    });
}

void WsClient::Impl::write_next() {
    if (writing || closing) return;
    {
        const std::scoped_lock lock(mutex);
        if (outgoing.empty()) return;
        current = std::move(outgoing.front());
        outgoing.pop_front();
    }
    writing = true;
    stream.binary(current.binary);
    stream.async_write(asio::buffer(current.data), [this](const ErrorCode& failure, std::size_t) {
        writing = false;
        if (failure) return fail(failure);
        write_next();
    });
}

std::expected<void, HttpError> WsClient::Impl::send(WsIncoming message) {
    {
        const std::scoped_lock lock(mutex);
        if (!open) return std::unexpected(HttpError{HttpErrorKind::closed, end_reason});
        if (outgoing.size() >= options.queue_max)
            return std::unexpected(HttpError{HttpErrorKind::too_large, "send queue is full"});
        outgoing.push_back(std::move(message));
    }
    asio::post(loop, [this] { write_next(); });
    return {};
}

WsClient::Impl::~Impl() {
    if (!thread.joinable()) return;
    asio::post(loop, [this] {
        ErrorCode ignored;
        beast::get_lowest_layer(stream).socket().close(ignored);
        loop.stop();
    });
    thread.join();
}

WsClient::WsClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WsClient::~WsClient() = default;

std::expected<std::unique_ptr<WsClient>, HttpError> WsClient::connect(
    std::string_view text, const WsClientOptions& options) {
    const auto url = parse_url(text);
    if (!url) return std::unexpected(HttpError{HttpErrorKind::bad_url, url.error()});
    if (url->secure())
        return std::unexpected(HttpError{HttpErrorKind::bad_url, "TLS is not supported here"});
    auto impl = std::make_unique<Impl>(options);
    if (auto connected = impl->connect(*url); !connected) return std::unexpected(connected.error());
    impl->read();
    impl->work.emplace(impl->loop.get_executor());
    impl->thread = std::thread(named("ws-client", [raw = impl.get()] { raw->loop.run(); }));
    return std::unique_ptr<WsClient>(new WsClient(std::move(impl)));
}

std::expected<void, HttpError> WsClient::send_text(std::string message) {
    return impl_->send({std::move(message), false});
}
std::expected<void, HttpError> WsClient::send_binary(std::string message) {
    return impl_->send({std::move(message), true});
}

std::expected<WsIncoming, HttpError> WsClient::receive(std::chrono::milliseconds timeout) {
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait_for(lock, timeout,
                            [&] { return !impl_->incoming.empty() || !impl_->open; });
    if (!impl_->incoming.empty()) {
        auto message = std::move(impl_->incoming.front());
        impl_->incoming.pop_front();
        if (std::exchange(impl_->reading_paused, false))
            asio::post(impl_->loop, [raw = impl_.get()] { raw->read(); });
        return message;
    }
    if (!impl_->open) return std::unexpected(HttpError{HttpErrorKind::closed, impl_->end_reason});
    return std::unexpected(HttpError{HttpErrorKind::timeout, "no message came in time"});
}

void WsClient::close() {
    asio::post(impl_->loop, [raw = impl_.get()] {
        if (std::exchange(raw->closing, true)) return;
        raw->stream.async_close(websocket::close_code::normal,
                                [raw](const ErrorCode& failure) { raw->fail(failure); });
    });
}

bool WsClient::is_open() const noexcept {
    const std::scoped_lock lock(impl_->mutex);
    return impl_->open;
}

}  // namespace dusk::http
