// A cache bounded by the bytes of what it holds, shared between threads in shards: entries live for
// one to two generations after their last use.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <unordered_map>

#include <dusk/core/base/flat_hash.hpp>

namespace dusk::store {

/// FlatHash that may, to the compiler, throw: standard maps then keep the hash with each entry and
/// do not compute it again for every entry that they pass.
struct KeptHash {
    template <class Key>
    std::size_t operator()(const Key& key) const {
        return hash(key);
    }
    FlatHash hash{};
};

template <class Key, class Value>
class WeightedCache {
public:
    /// Nothing is kept if `capacity_bytes` is 0.
    explicit WeightedCache(std::size_t capacity_bytes)
        : generation_bytes_(capacity_bytes / 2 / SHARDS) {}

    std::optional<Value> get(const Key& key) {
        auto& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        if (const auto found = shard.young.find(key); found != shard.young.end())
            return found->second.value;
        const auto found = shard.old.find(key);
        if (found == shard.old.end()) return std::nullopt;
        auto entry = std::move(found->second);
        shard.old.erase(found);
        auto value = entry.value;
        insert(shard, key, std::move(entry));
        return value;
    }

    /// `bytes` is what the entry takes in memory.
    void put(const Key& key, Value value, std::size_t bytes) {
        if (generation_bytes_ == 0) return;
        auto& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        insert(shard, key, {std::move(value), bytes});
    }

    /// The same if `still` says so while nobody else can change the entry.
    template <class Condition>
    void put_if(const Key& key, Value value, std::size_t bytes, Condition&& still) {
        if (generation_bytes_ == 0) return;
        auto& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        if (still()) insert(shard, key, {std::move(value), bytes});
    }

    void clear() {
        for (auto& shard : shards_) {
            const std::lock_guard lock(shard.mutex);
            shard.young.clear();
            shard.old.clear();
            shard.young_bytes = 0;
        }
    }

private:
    static constexpr std::size_t SHARDS = 16;

    struct Entry {
        Value value;
        std::size_t bytes = 0;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<Key, Entry, KeptHash> young;
        std::unordered_map<Key, Entry, KeptHash> old;
        std::size_t young_bytes = 0;
    };

    Shard& shard_of(const Key& key) { return shards_[(hash_(key) >> 32) % SHARDS]; }

    void insert(Shard& shard, const Key& key, Entry entry) {
        if (shard.young_bytes >= generation_bytes_) {
            shard.old = std::move(shard.young);
            shard.young.clear();
            shard.young_bytes = 0;
        }
        shard.young_bytes += entry.bytes;
        shard.young.insert_or_assign(key, std::move(entry));
    }

    const FlatHash hash_;
    const std::size_t generation_bytes_;
    std::array<Shard, SHARDS> shards_;
};

}  // namespace dusk::store
