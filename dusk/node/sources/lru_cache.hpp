// A bounded map that forgets what was not asked for longest. Thread-safe.
#pragma once

#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace dusk::sources {

template <class Key, class Value>
class LruCache {
public:
    explicit LruCache(std::size_t size_max) : size_max_(size_max) {}

    std::optional<Value> get(const Key& key) {
        const std::lock_guard lock{mutex_};
        const auto found = index_.find(key);
        if (found == index_.end()) return std::nullopt;
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->second;
    }

    void put(const Key& key, Value value) {
        const std::lock_guard lock{mutex_};
        if (const auto found = index_.find(key); found != index_.end()) {
            entries_.erase(found->second);
            index_.erase(found);
        }
        entries_.emplace_front(key, std::move(value));
        index_[key] = entries_.begin();
        if (index_.size() <= size_max_) return;
        index_.erase(entries_.back().first);
        entries_.pop_back();
    }

private:
    using Entries = std::list<std::pair<Key, Value>>;
    std::size_t size_max_;
    std::mutex mutex_;
    Entries entries_;
    std::map<Key, typename Entries::iterator> index_;
};

}  // namespace dusk::sources
