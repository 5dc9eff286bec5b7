#include <mutex>
#include <vector>

#include <unistd.h>

#include <dusk/platform/http/http_session.hpp>
#include <dusk/platform/http/listener.hpp>
#include <dusk/platform/http/server.hpp>

namespace dusk::http {

struct Server::Impl {
    Impl(const ServerOptions& options, Router router)
        : shared(std::make_shared<Shared>(options, std::move(router))) {
        for (unsigned i = 0; i < std::max(options.io_threads, 1u); ++i)
            loops.push_back(std::make_shared<Loop>(options.spin));
    }

    void accepted(int socket, std::string remote);
    void stop(std::chrono::milliseconds grace);

    std::shared_ptr<Shared> shared;
    std::vector<std::shared_ptr<Loop>> loops;
    std::unique_ptr<Listener> listener;  ///< on the first loop
    std::size_t next_loop = 0;
    std::once_flag stopped;
};

void Server::Impl::accepted(int socket, std::string remote) {
    if (shared->stopping || !shared->connections.enter(remote)) {
        ::close(socket);
        return;
    }
    const auto& loop = loops[next_loop++ % loops.size()];
    auto session = std::make_shared<HttpSession>(shared, loop, socket, std::move(remote));
    if (loop->claim()) return session->start();
    loop->post([session] { session->start(); });
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
    shared->stopping = true;
    loops.front()->post([this] { listener->stop(); });
    for (const auto& loop : loops) loop->finish_sessions();
    shared->websockets->finish_sessions();
    const auto end = std::chrono::steady_clock::now() + grace;
    while (shared->connections.all() > 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    for (const auto& loop : loops) loop->end();
    for (const auto& loop : loops) loop->join();
    shared->websockets->end();
    shared->websockets->join();
    shared->workers.stop();
    shared->waiters.stop();
}

std::expected<std::unique_ptr<Server>, ServerError> Server::start(const ServerOptions& options,
                                                                  Router router) {
    auto listener = Listener::open(options.host, options.port);
    if (!listener) return std::unexpected(ServerError{std::move(listener.error())});
    auto impl = std::make_unique<Impl>(options, std::move(router));
    impl->listener = *std::move(listener);
    auto& first = *impl->loops.front();
    const bool watched =
        impl->listener->start(first, [to = impl.get()](int socket, std::string remote) {
            to->accepted(socket, std::move(remote));
        });
    if (!watched) return std::unexpected(ServerError{"cannot watch the listening socket"});
    impl->shared->websockets->start();
    for (const auto& loop : impl->loops) loop->start();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { stop(); }

std::uint16_t Server::port() const noexcept { return impl_->listener->port(); }

std::string Server::url() const { return "http://" + impl_->listener->address(); }

void Server::stop(std::chrono::milliseconds grace) {
    std::call_once(impl_->stopped, [&] { impl_->stop(grace); });
}

bool Server::post(std::move_only_function<void()> work) {
    return impl_->shared->workers.post(std::move(work));
}

bool Server::post_waiting(std::move_only_function<void()> work) {
    return impl_->shared->waiters.post(std::move(work));
}

bool Server::run_here(const std::function<void()>& work, const std::function<void()>& on_lasting) {
    return Loop::run_here(work, on_lasting);
}

std::size_t Server::connection_count() const noexcept { return impl_->shared->connections.all(); }

ByteBudget& Server::buffered() noexcept { return impl_->shared->buffered; }

}  // namespace dusk::http
