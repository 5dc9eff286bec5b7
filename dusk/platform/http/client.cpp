#include <mutex>
#include <utility>
#include <vector>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/connection.hpp>
#include <dusk/platform/http/wire.hpp>

namespace dusk::http {

struct HttpClient::Impl {
    std::expected<Url, std::string> url;
    ClientOptions options;
    std::mutex mutex{};
    std::vector<std::unique_ptr<Connection>> idle{};  ///< guarded by mutex

    /// A connection that still lives, or null.
    std::unique_ptr<Connection> take_idle();
    void give_back(std::unique_ptr<Connection> connection);
    std::string target(std::string_view path) const;
};

std::unique_ptr<Connection> HttpClient::Impl::take_idle() {
    for (;;) {
        std::unique_ptr<Connection> connection;
        {
            const std::scoped_lock lock(mutex);
            if (idle.empty()) return nullptr;
            connection = std::move(idle.back());
            idle.pop_back();
        }
        const auto age = std::chrono::steady_clock::now() - connection->idle_since;
        if (age < options.idle_max && !connection->is_stale()) return connection;
    }
}

void HttpClient::Impl::give_back(std::unique_ptr<Connection> connection) {
    connection->idle_since = std::chrono::steady_clock::now();
    const std::scoped_lock lock(mutex);
    if (idle.size() < options.idle_connections_max) idle.push_back(std::move(connection));
}

std::string HttpClient::Impl::target(std::string_view path) const {
    if (path.empty()) return url->target;
    auto base = url->target.substr(0, url->target.find('?'));
    while (base.ends_with('/')) base.pop_back();
    return base + (path.starts_with('/') ? "" : "/") + std::string{path};
}

HttpClient::HttpClient(std::string_view url, ClientOptions options)
    : impl_(new Impl{.url = parse_url(url), .options = options}) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

std::expected<Response, HttpError> HttpClient::get(std::string_view path, const Headers& headers) {
    return send(Method::get, path, {}, headers);
}

std::expected<Response, HttpError> HttpClient::post(std::string_view path, std::string body,
                                                    const Headers& headers) {
    return send(Method::post, path, std::move(body), headers);
}

std::expected<Response, HttpError> HttpClient::send(Method method, std::string_view path,
                                                    std::string body, const Headers& headers) {
    if (!impl_->url) return std::unexpected(HttpError{HttpErrorKind::bad_url, impl_->url.error()});
    std::string head;
    append_request_head(head, method, impl_->target(path), impl_->url->authority(), headers,
                        body.size());
    auto connection = impl_->take_idle();
    for (bool reused = connection != nullptr;; reused = false) {
        if (!connection) {
            DUSK_TRY(opened, Connection::open(*impl_->url, impl_->options));
            connection = std::move(opened);
        }
        auto done = connection->exchange(head, body, method == Method::head);
        if (done) {
            if (done->keep_alive) impl_->give_back(std::move(connection));
            return std::move(done->response);
        }
        connection.reset();
        // The server may close an idle connection just as it is used again.
        const auto& failure = done.error();
        const bool again =
            reused && failure.nothing_received && failure.error.kind == HttpErrorKind::closed;
        if (!again) return std::unexpected(failure.error);
    }
}

}  // namespace dusk::http
