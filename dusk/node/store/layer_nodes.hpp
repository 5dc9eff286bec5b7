// LayerNodes: the trie nodes of one block by their hash. Readers look through many layers for one
// node, so the mixed hash (core/base/flat_hash.hpp) is computed once for all of them, and a layer
// without the node costs one read of memory.
#pragma once

#include <bit>
#include <memory>
#include <utility>
#include <vector>

#include <dusk/core/base/flat_hash.hpp>

namespace dusk::store {

using SharedBytes = std::shared_ptr<const Bytes>;

class LayerNodes {
public:
    using Entry = std::pair<Hash32, SharedBytes>;

    std::size_t size() const noexcept { return entries_.size(); }
    auto begin() const noexcept { return entries_.begin(); }
    auto end() const noexcept { return entries_.end(); }

    void reserve(std::size_t count) {
        entries_.reserve(count);
        if (count * 2 > slots_.size()) rebuild(std::bit_ceil(count * 2));
    }
    /// What stands there under `hash`; null if it is new.
    SharedBytes& operator[](const Hash32& hash) {
        const auto mixed = hash_(hash);
        if (const auto position = locate(hash, mixed); position != VACANT)
            return entries_[position].second;
        if (entries_.size() * 2 >= slots_.size()) rebuild(slots_.empty() ? 16 : slots_.size() * 2);
        place(static_cast<std::uint32_t>(entries_.size()), mixed);
        return entries_.emplace_back(hash, nullptr).second;
    }
    auto find(const Hash32& hash) const noexcept { return find(hash, hash_(hash)); }
    /// `mixed`: FlatHash of `hash`.
    std::vector<Entry>::const_iterator find(const Hash32& hash,
                                            std::uint64_t mixed) const noexcept {
        const auto position = locate(hash, mixed);
        return position == VACANT ? end() : begin() + position;
    }

private:
    static constexpr std::uint32_t VACANT = 0xffffffff;

    std::uint32_t locate(const Hash32& hash, std::uint64_t mixed) const noexcept {
        if (slots_.empty()) return VACANT;
        const auto mask = slots_.size() - 1;
        for (auto slot = mixed & mask;; slot = (slot + 1) & mask) {
            const auto position = slots_[slot];
            if (position == VACANT || entries_[position].first == hash) return position;
        }
    }
    void place(std::uint32_t position, std::uint64_t mixed) noexcept {
        const auto mask = slots_.size() - 1;
        auto slot = mixed & mask;
        while (slots_[slot] != VACANT) slot = (slot + 1) & mask;
        slots_[slot] = position;
    }
    void rebuild(std::size_t slot_count) {
        slots_.assign(slot_count, VACANT);
        for (std::uint32_t i = 0; i < entries_.size(); ++i) place(i, hash_(entries_[i].first));
    }

    FlatHash hash_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> slots_;
};

}  // namespace dusk::store
