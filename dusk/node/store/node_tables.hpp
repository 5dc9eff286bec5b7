// Caches of trie nodes and code, and the database behind them: the sources that trie and state code
// read from. Contents are addressed by hash, so that a cached one is right for every block.
#pragma once

#include <functional>

#include <dusk/core/chain/state_trie.hpp>
#include <dusk/node/store/weighted_cache.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::store {

using SharedBytes = std::shared_ptr<const Bytes>;
using BytesCache = WeightedCache<Hash32, SharedBytes>;

/// What an entry of `size` bytes takes in a BytesCache.
inline constexpr std::size_t cached_size(std::size_t size) { return size + 160; }

/// Thread-safe; lives as long as its database.
class NodeTables final : public NodeSource, public CodeSource {
public:
    NodeTables(const kv::Database& database, std::size_t node_bytes, std::size_t code_bytes)
        : database_(database), nodes_(node_bytes), codes_(code_bytes) {}

    /// Cached nodes only.
    SharedBytes node(const Hash32& hash) const override;
    /// Of recent blocks on any branch; ChainStore::nodes_after knows every block.
    SharedBytes node_at(const NodePlace& place, const Hash32& hash) const override;
    SharedBytes code(const Hash32& code_hash) const override;

    /// Makes a node or code known before it is on disk.
    void remember_node(const Hash32& hash, SharedBytes node) const;
    void remember_code(const Hash32& hash, SharedBytes code) const;

    /// Who has the nodes that are not cached; outlives the tables.
    void set_recent(const NodeSource& recent) noexcept { recent_ = &recent; }
    /// Told of errors that readers can only answer as "not available". Set before any reads.
    void set_error_listener(std::function<void(const kv::Error&)> listener) {
        listener_ = std::move(listener);
    }
    void report(const kv::Error& error) const {
        if (listener_) listener_(error);
    }

private:
    const kv::Database& database_;
    const NodeSource* recent_ = nullptr;
    std::function<void(const kv::Error&)> listener_;
    mutable BytesCache nodes_;
    mutable BytesCache codes_;
};

}  // namespace dusk::store
