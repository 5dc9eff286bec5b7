// Subscriptions of one WebSocket connection. Ids are random: one client cannot guess another's.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <dusk/platform/http/websocket.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::rpc {

inline constexpr std::size_t SUBSCRIPTIONS_MAX = 1'000;        ///< of one connection
inline constexpr std::size_t NOTIFICATIONS_HELD_MAX = 10'000;  ///< before the client has its id

class ConnectionSubscriptions final : public SubscriptionHost {
public:
    explicit ConnectionSubscriptions(std::weak_ptr<http::WsConnection> connection)
        : connection_(std::move(connection)) {}

    SubscriptionPtr create(std::string_view space) override;
    bool remove(std::string_view id) override;
    void activate(const SubscriptionPtr& subscription) override;
    /// The connection is gone.
    void close_all();

private:
    class Entry;

    std::weak_ptr<http::WsConnection> connection_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;  ///< guarded by mutex_
    bool closed_ = false;                                                 ///< guarded by mutex_
};

}  // namespace dusk::rpc
