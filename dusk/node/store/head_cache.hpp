// Accounts and storage values at the head, in memory. It follows the head: a view of an earlier one
// finds nothing in it, and puts nothing into it.
#pragma once

#include <atomic>

#include <dusk/core/state/account.hpp>
#include <dusk/node/store/schema.hpp>
#include <dusk/node/store/weighted_cache.hpp>

namespace dusk::store {

class HeadCache {
public:
    using SlotKey = FixedBytes<52>;

    explicit HeadCache(std::size_t bytes) : accounts_(bytes / 2), slots_(bytes / 2) {}

    /// Of the present head.
    std::uint64_t generation() const noexcept { return generation_.load(); }

    std::optional<std::optional<Account>> account(std::uint64_t generation, const Address& key) {
        return get(accounts_, generation, key);
    }
    std::optional<u256> slot(std::uint64_t generation, const SlotKey& key) {
        return get(slots_, generation, key);
    }
    void put_account(std::uint64_t generation, const Address& key, std::optional<Account> value) {
        put(accounts_, generation, key, value);
    }
    void put_slot(std::uint64_t generation, const SlotKey& key, const u256& value) {
        put(slots_, generation, key, value);
    }

    // The head moves: first begin(), then all that differs, then views of the new head are made.

    void begin() noexcept { ++generation_; }
    void set_account(const Address& key, const std::optional<Account>& value) {
        accounts_.put(key, {generation(), value}, ENTRY_BYTES);
    }
    void set_slot(const SlotKey& key, const u256& value) {
        slots_.put(key, {generation(), value}, ENTRY_BYTES);
    }

private:
    static constexpr std::size_t ENTRY_BYTES = 224;

    /// A value with the generation that put it. Later generations changed it in place.
    template <class T>
    struct Dated {
        std::uint64_t since = 0;
        T value;
    };

    template <class Cache, class Key>
    auto get(Cache& cache, std::uint64_t generation, const Key& key)
        -> std::optional<decltype(cache.get(key)->value)> {
        auto found = cache.get(key);
        // What an earlier head put is right for this one unless the head has moved on since.
        if (!found || found->since > generation || generation_.load() != generation)
            return std::nullopt;
        return std::move(found->value);
    }

    template <class Cache, class Key, class T>
    void put(Cache& cache, std::uint64_t generation, const Key& key, const T& value) {
        // A move of the head that comes in between overwrites what it changes: begin() comes first.
        cache.put_if(key, {generation, value}, ENTRY_BYTES,
                     [&] { return generation_.load() == generation; });
    }

    std::atomic<std::uint64_t> generation_ = 0;
    WeightedCache<Address, Dated<std::optional<Account>>> accounts_;
    WeightedCache<SlotKey, Dated<u256>> slots_;
};

}  // namespace dusk::store
