// FlatMap: a hash map that iterates in insertion order, the same on every platform (STYLE rule 12).
// Open addressing over an index into a vector of entries. Entries are never erased one by one:
// journaled state needs insertion and truncation only. Whoever chooses the keys cannot make them
// meet (flat_hash.hpp).
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/flat_hash.hpp>

namespace dusk {

template <class Key, class Value, class Hash = FlatHash>
class FlatMap {
public:
    using Entry = std::pair<Key, Value>;

    FlatMap() = default;
    explicit FlatMap(const Hash& hash) : hash_(hash) {}

    std::size_t size() const noexcept { return entries_.size(); }
    bool empty() const noexcept { return entries_.empty(); }
    auto begin() noexcept { return entries_.begin(); }
    auto end() noexcept { return entries_.end(); }
    auto begin() const noexcept { return entries_.begin(); }
    auto end() const noexcept { return entries_.end(); }

    void reserve(std::size_t count) {
        entries_.reserve(count);
        if (count * 2 > slots_.size()) rebuild(std::bit_ceil(count * 2));
    }

    /// The value of `key`, or null. Valid until the next insertion.
    Value* find(const Key& key) noexcept {
        const auto position = locate(key, hash_(key));
        return position < entries_.size() ? &entries_[position].second : nullptr;
    }
    const Value* find(const Key& key) const noexcept { return find(key, hash_(key)); }
    /// The same with the hash of `key`, for who looks into many maps.
    const Value* find(const Key& key, std::uint64_t hash) const noexcept {
        const auto position = locate(key, hash);
        return position < entries_.size() ? &entries_[position].second : nullptr;
    }
    bool contains(const Key& key) const noexcept { return find(key) != nullptr; }

    /// Inserts `value` unless the key is present. Returns the value in the map and whether it is
    /// new.
    std::pair<Value*, bool> try_insert(const Key& key, Value value) {
        if (auto* found = find(key)) return {found, false};
        if ((entries_.size() + 1) * 2 > slots_.size()) grow();
        place(key, static_cast<std::uint32_t>(entries_.size()));
        entries_.emplace_back(key, std::move(value));
        return {&entries_.back().second, true};
    }
    Value& operator[](const Key& key) { return *try_insert(key, Value{}).first; }

    void clear() noexcept {
        entries_.clear();
        slots_.clear();
    }

    /// Forgets all entries inserted after the map had `count` of them.
    void truncate(std::size_t count) {
        DUSK_CHECK(count <= entries_.size());
        if (count == entries_.size()) return;
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(count), entries_.end());
        rebuild(slots_.size());
    }

private:
    static constexpr std::uint32_t vacant = 0xffffffff;

    std::size_t locate(const Key& key, std::uint64_t hash) const noexcept {
        if (slots_.empty()) return entries_.size();
        const auto mask = slots_.size() - 1;
        for (auto slot = hash & mask;; slot = (slot + 1) & mask) {
            const auto position = slots_[slot];
            if (position == vacant) return entries_.size();
            if (entries_[position].first == key) return position;
        }
    }
    void place(const Key& key, std::uint32_t position) noexcept {
        const auto mask = slots_.size() - 1;
        auto slot = hash_(key) & mask;
        while (slots_[slot] != vacant) slot = (slot + 1) & mask;
        slots_[slot] = position;
    }
    void grow() { rebuild(slots_.empty() ? 16 : slots_.size() * 2); }
    void rebuild(std::size_t slot_count) {
        slots_.assign(slot_count, vacant);
        for (std::uint32_t i = 0; i < entries_.size(); ++i) place(entries_[i].first, i);
    }

    Hash hash_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> slots_;
};

}  // namespace dusk
