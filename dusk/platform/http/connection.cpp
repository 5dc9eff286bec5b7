#include <array>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <dusk/platform/http/connection.hpp>

namespace dusk::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr std::uint32_t HEADER_SIZE_MAX = 64 * 1024;

HttpError to_error(const ErrorCode& failure, std::string_view what, HttpErrorKind otherwise) {
    auto kind = otherwise;
    if (failure == beast::error::timeout) kind = HttpErrorKind::timeout;
    if (failure == bhttp::error::body_limit || failure == bhttp::error::buffer_overflow)
        kind = HttpErrorKind::too_large;
    return {kind, fmt::format("{}: {}", what, failure.message())};
}

HttpErrorKind read_error_kind(const ErrorCode& failure) {
    const bool ended = failure == bhttp::error::end_of_stream ||
                       failure == bhttp::error::partial_message || failure == asio::error::eof ||
                       failure == asio::error::connection_reset ||
                       failure == asio::error::broken_pipe;
    return ended ? HttpErrorKind::closed : HttpErrorKind::malformed;
}

Response to_response(bhttp::response<bhttp::string_body>& message) {
    Response out{.status = message.result_int(), .body = std::move(message.body())};
    out.content_type = std::string{std::string_view{message[bhttp::field::content_type]}};
    for (const auto& field : message.base())
        out.headers.add(std::string{std::string_view{field.name_string()}},
                        std::string{std::string_view{field.value()}});
    return out;
}

/// Stream is PlainStream or TlsStream. Each call runs the connection's own loop until it is done:
/// that gives blocking calls the time limits of the asynchronous ones.
template <class Stream>
class StreamConnection : public Connection {
public:
    StreamConnection(const Url& url, const ClientOptions& options)
        : authority_(url.authority()), options_(options) {}

    std::expected<Exchanged, ExchangeError> exchange(std::string_view head, std::string_view body,
                                                     bool head_only) override {
        beast::get_lowest_layer(*stream_).expires_after(options_.timeout);
        ErrorCode failure;
        const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head), asio::buffer(body)};
        asio::async_write(*stream_, buffers,
                          [&](const ErrorCode& result, std::size_t) { failure = result; });
        run();
        // A server that refuses a body early answers and closes: its answer may be there already.
        const auto write_failure = failure;
        if (write_failure == beast::error::timeout)
            return fail(write_failure, "write", HttpErrorKind::timeout, false);
        bhttp::response_parser<bhttp::string_body> parser;
        parser.body_limit(options_.response_size_max);
        parser.header_limit(HEADER_SIZE_MAX);
        parser.skip(head_only);
        std::size_t received = 0;
        failure = {};
        bhttp::async_read(*stream_, buffer_, parser,
                          [&](const ErrorCode& result, std::size_t count) {
                              failure = result;
                              received = count;
                          });
        run();
        if (failure) return fail(failure, "read", read_error_kind(failure), received == 0);
        const bool keep = parser.get().keep_alive() && !write_failure && buffer_.size() == 0;
        return Exchanged{to_response(parser.get()), keep};
    }

    bool is_stale() override {
        char byte = 0;
        const auto handle = beast::get_lowest_layer(*stream_).socket().native_handle();
        const auto count = ::recv(handle, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
    }

protected:
    std::expected<void, HttpError> connect(const Url& url) {
        ErrorCode failure;
        tcp::resolver resolver(loop_);
        const auto found = resolver.resolve(url.host, std::to_string(url.port), failure);
        if (failure) return std::unexpected(to_error(failure, authority_, HttpErrorKind::resolve));
        auto& lowest = beast::get_lowest_layer(*stream_);
        lowest.expires_after(options_.connect_timeout);
        lowest.async_connect(
            found, [&](const ErrorCode& result, const tcp::endpoint&) { failure = result; });
        run();
        if (failure)
            return std::unexpected(
                to_error(failure, "connect " + authority_, HttpErrorKind::connect));
        lowest.socket().set_option(tcp::no_delay(true), failure);
        return {};
    }
    void run() {
        loop_.restart();
        loop_.run();
    }
    std::unexpected<ExchangeError> fail(const ErrorCode& failure, std::string_view doing,
                                        HttpErrorKind otherwise, bool nothing_received) {
        const auto what = fmt::format("{} {}", doing, authority_);
        return std::unexpected(ExchangeError{to_error(failure, what, otherwise), nothing_received});
    }

    std::string authority_;
    ClientOptions options_;
    asio::io_context loop_{1};
    std::unique_ptr<Stream> stream_;
    beast::flat_buffer buffer_;
};

class PlainConnection final : public StreamConnection<PlainStream> {
public:
    using StreamConnection::StreamConnection;
    std::expected<void, HttpError> open(const Url& url) {
        stream_ = std::make_unique<PlainStream>(loop_);
        return connect(url);
    }
};

class TlsConnection final : public StreamConnection<TlsStream> {
public:
    TlsConnection(const Url& url, const ClientOptions& options)
        : StreamConnection(url, options), context_(asio::ssl::context::tls_client) {}
    ~TlsConnection() override { stream_.reset(); }

    std::expected<void, HttpError> open(const Url& url) {
        ErrorCode failure;
        context_.set_default_verify_paths(failure);
        context_.set_verify_mode(asio::ssl::verify_peer, failure);
        stream_ = std::make_unique<TlsStream>(loop_, context_);
        stream_->set_verify_callback(asio::ssl::host_name_verification(url.host), failure);
        if (SSL_set_tlsext_host_name(stream_->native_handle(), url.host.c_str()) != 1)
            return std::unexpected(HttpError{HttpErrorKind::tls, "bad host name " + url.host});
        if (auto connected = connect(url); !connected) return connected;
        stream_->async_handshake(asio::ssl::stream_base::client,
                                 [&](const ErrorCode& result) { failure = result; });
        run();
        if (!failure) return {};
        return std::unexpected(to_error(failure, "TLS with " + authority_, HttpErrorKind::tls));
    }

private:
    asio::ssl::context context_;
};

template <class Kind>
std::expected<std::unique_ptr<Connection>, HttpError> open_as(const Url& url,
                                                              const ClientOptions& options) {
    auto connection = std::make_unique<Kind>(url, options);
    if (auto opened = connection->open(url); !opened) return std::unexpected(opened.error());
    return connection;
}

}  // namespace

std::expected<std::unique_ptr<Connection>, HttpError> Connection::open(
    const Url& url, const ClientOptions& options) {
    return url.secure() ? open_as<TlsConnection>(url, options)
                        : open_as<PlainConnection>(url, options);
}

}  // namespace dusk::http
