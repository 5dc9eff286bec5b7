// A cache of bounded size, shared between threads: entries live for one to two generations of
// `capacity` insertions after their last use.
#pragma once

#include <mutex>
#include <optional>
#include <unordered_map>

#include <dusk/core/base/flat_hash.hpp>

namespace dusk::store {

template <class Value>
class GenerationCache {
public:
    explicit GenerationCache(std::size_t capacity) : capacity_(capacity) {}

    std::optional<Value> get(const Hash32& key) {
        const std::lock_guard lock(mutex_);
        if (const auto found = young_.find(key); found != young_.end()) return found->second;
        const auto found = old_.find(key);
        if (found == old_.end()) return std::nullopt;
        Value value = found->second;
        insert(key, value);
        return value;
    }

    void put(const Hash32& key, Value value) {
        const std::lock_guard lock(mutex_);
        insert(key, std::move(value));
    }

private:
    void insert(const Hash32& key, Value value) {
        if (young_.size() >= capacity_) {
            old_ = std::move(young_);
            young_.clear();
        }
        young_.insert_or_assign(key, std::move(value));
    }

    std::mutex mutex_;
    const std::size_t capacity_;
    std::unordered_map<Hash32, Value, FlatHash> young_;
    std::unordered_map<Hash32, Value, FlatHash> old_;
};

}  // namespace dusk::store
