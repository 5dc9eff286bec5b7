#include <mutex>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <dusk/platform/http/http_session.hpp>
#include <dusk/platform/http/server.hpp>
#include <dusk/platform/http/url.hpp>

namespace dusk::http {
namespace {

using ErrorCode = boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

/// Pause after a failed accept: most likely the process is out of file descriptors.
constexpr std::chrono::milliseconds ACCEPT_PAUSE{100};

std::expected<tcp::endpoint, ServerError> resolve(const ServerOptions& options) {
    ErrorCode failure;
    const auto host = options.host == "localhost" ? std::string{"127.0.0.1"} : options.host;
    const auto address = asio::ip::make_address(host, failure);
    if (failure)
        return std::unexpected(ServerError{fmt::format("not an IP address: {}", options.host)});
    return tcp::endpoint{address, options.port};
}

ServerError listen_error(const tcp::endpoint& endpoint, const ErrorCode& failure) {
    if (failure == asio::error::address_in_use)
        return {fmt::format("address already in use: {}", to_text(endpoint))};
    return {fmt::format("cannot listen on {}: {}", to_text(endpoint), failure.message())};
}

}  // namespace

struct Server::Impl {
    Impl(const ServerOptions& options, Router router)
        : shared(std::make_shared<Shared>(options, std::move(router))) {
        for (unsigned i = 0; i < std::max(options.io_threads, 1u); ++i)
            threads.push_back(std::make_shared<IoThread>());
        acceptor = std::make_unique<Acceptor>(threads.front()->context());
        pause = std::make_unique<asio::steady_timer>(threads.front()->context());
    }

    std::expected<void, ServerError> listen();
    void accept();
    void accepted(Socket socket, const std::shared_ptr<IoThread>& thread);
    void stop(std::chrono::milliseconds grace);

    std::shared_ptr<Shared> shared;
    std::vector<std::shared_ptr<IoThread>> threads;
    std::unique_ptr<Acceptor> acceptor;
    std::unique_ptr<asio::steady_timer> pause;
    tcp::endpoint local;
    std::size_t next_thread = 0;
    std::once_flag stopped;
};

std::expected<void, ServerError> Server::Impl::listen() {
    const auto endpoint = resolve(shared->options);
    if (!endpoint) return std::unexpected(endpoint.error());
    ErrorCode failure;
    acceptor->open(endpoint->protocol(), failure);
    if (!failure) acceptor->set_option(asio::socket_base::reuse_address(true), failure);
    if (!failure) acceptor->bind(*endpoint, failure);
    if (!failure) acceptor->listen(asio::socket_base::max_listen_connections, failure);
    if (!failure) local = acceptor->local_endpoint(failure);
    if (failure) return std::unexpected(listen_error(*endpoint, failure));
    return {};
}

void Server::Impl::accept() {
    const auto thread = threads[next_thread++ % threads.size()];
    auto socket = std::make_shared<Socket>(thread->context());
    acceptor->async_accept(*socket, [this, thread, socket](const ErrorCode& failure) {
        if (shared->stopping) return;
        if (!failure) {
            accepted(std::move(*socket), thread);
            return accept();
        }
        pause->expires_after(ACCEPT_PAUSE);
        pause->async_wait([this](const ErrorCode& cancelled) {
            if (!cancelled && !shared->stopping) accept();
        });
    });
}

void Server::Impl::accepted(Socket socket, const std::shared_ptr<IoThread>& thread) {
    if (shared->connections >= shared->options.connections_max) return;  // closes it
    ++shared->connections;
    auto session = std::make_shared<HttpSession>(shared, thread, std::move(socket));
    asio::post(thread->context(), [session] { session->start(); });
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
    shared->stopping = true;
    asio::post(threads.front()->context(), [this] {
        ErrorCode ignored;
        acceptor->close(ignored);
        pause->cancel();
    });
    for (const auto& thread : threads) thread->finish_sessions();
    const auto end = std::chrono::steady_clock::now() + grace;
    while (shared->connections > 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    for (const auto& thread : threads) thread->end();
    for (const auto& thread : threads) thread->join();
    shared->workers.stop();
}

std::expected<std::unique_ptr<Server>, ServerError> Server::start(const ServerOptions& options,
                                                                  Router router) {
    auto impl = std::make_unique<Impl>(options, std::move(router));
    if (const auto listening = impl->listen(); !listening)
        return std::unexpected(listening.error());
    impl->accept();
    for (const auto& thread : impl->threads) thread->start();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { stop(); }

std::uint16_t Server::port() const noexcept { return impl_->local.port(); }

std::string Server::url() const { return "http://" + to_text(impl_->local); }

void Server::stop(std::chrono::milliseconds grace) {
    std::call_once(impl_->stopped, [&] { impl_->stop(grace); });
}

bool Server::post(std::move_only_function<void()> work) {
    return impl_->shared->workers.post(std::move(work));
}

std::size_t Server::connection_count() const noexcept { return impl_->shared->connections; }

}  // namespace dusk::http
