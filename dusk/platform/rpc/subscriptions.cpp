#include <array>
#include <utility>
#include <vector>

#include <sys/random.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/rpc/envelope.hpp>
#include <dusk/platform/rpc/subscriptions.hpp>

namespace dusk::rpc {
namespace {

/// 128 random bits as a quantity, as go-ethereum's rpc.NewID.
std::string make_id() {
    std::array<std::uint8_t, 16> random{};
    DUSK_CHECK(::getrandom(random.data(), random.size(), 0) == static_cast<ssize_t>(random.size()));
    return to_hex_quantity(u256_from_be(random));
}

}  // namespace

class ConnectionSubscriptions::Entry final : public Subscription {
public:
    Entry(std::weak_ptr<http::WsConnection> connection, std::string_view space)
        : connection_(std::move(connection)),
          id_(make_id()),
          head_(R"({"jsonrpc":"2.0","method":")" + std::string{space} +
                R"(_subscription","params":{"subscription":")" + id_ + R"(","result":)") {}

    const std::string& id() const noexcept override { return id_; }

    bool notify(const Value& result) override {
        std::string text;
        append_json(text, result);
        return notify_json(text);
    }

    bool notify_json(std::string_view result) override {
        std::string text;
        text.reserve(head_.size() + result.size() + 2);
        text += head_;
        text += result;
        text += "}}";
        const std::scoped_lock lock(mutex_);
        if (closed_) return false;
        if (active_) return deliver(std::move(text));
        if (held_.size() >= NOTIFICATIONS_HELD_MAX) return false;
        held_.push_back(std::move(text));
        return true;
    }

    bool closed() const noexcept override {
        const std::scoped_lock lock(mutex_);
        return closed_;
    }

    void on_close(std::function<void()> callback) override {
        {
            const std::scoped_lock lock(mutex_);
            if (!closed_) {
                callback_ = std::move(callback);
                return;
            }
        }
        callback();
    }

    void activate() {
        const std::scoped_lock lock(mutex_);
        active_ = true;
        for (auto& text : std::exchange(held_, {})) deliver(std::move(text));
    }

    void close() {
        std::function<void()> callback;
        {
            const std::scoped_lock lock(mutex_);
            if (std::exchange(closed_, true)) return;
            callback = std::move(callback_);
            held_.clear();
        }
        if (callback) callback();
    }

private:
    bool deliver(std::string text) {
        const auto connection = connection_.lock();
        return connection && connection->send_text(std::move(text));
    }

    const std::weak_ptr<http::WsConnection> connection_;
    const std::string id_;
    const std::string head_;
    mutable std::mutex mutex_;
    bool active_ = false;               ///< guarded by mutex_
    bool closed_ = false;               ///< guarded by mutex_
    std::vector<std::string> held_;     ///< guarded by mutex_
    std::function<void()> callback_{};  ///< guarded by mutex_
};

SubscriptionPtr ConnectionSubscriptions::create(std::string_view space) {
    auto entry = std::make_shared<Entry>(connection_, space);
    const std::scoped_lock lock(mutex_);
    if (closed_ || entries_.size() >= SUBSCRIPTIONS_MAX) return nullptr;
    entries_.emplace(entry->id(), entry);
    return entry;
}

bool ConnectionSubscriptions::remove(std::string_view id) {
    std::shared_ptr<Entry> entry;
    {
        const std::scoped_lock lock(mutex_);
        const auto found = entries_.find(id);
        if (found == entries_.end()) return false;
        entry = std::move(found->second);
        entries_.erase(found);
    }
    entry->close();
    return true;
}

void ConnectionSubscriptions::activate(const SubscriptionPtr& subscription) {
    std::shared_ptr<Entry> entry;
    {
        const std::scoped_lock lock(mutex_);
        const auto found = entries_.find(subscription->id());
        if (found == entries_.end()) return;
        entry = found->second;
    }
    entry->activate();
}

void ConnectionSubscriptions::close_all() {
    decltype(entries_) entries;
    {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        entries.swap(entries_);
    }
    for (const auto& [id, entry] : entries) entry->close();
}

}  // namespace dusk::rpc
