// Trie nodes and code out of the database: the sources that trie and state code read from.
#pragma once

#include <atomic>

#include <dusk/core/chain/state_trie.hpp>
#include <dusk/node/store/generation_cache.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::store {

inline constexpr std::size_t NODE_CACHE_ENTRIES = 256 * 1024;
inline constexpr std::size_t CODE_CACHE_ENTRIES = 2048;

/// Thread-safe; lives as long as its database.
class NodeTables final : public NodeSource, public CodeSource {
public:
    explicit NodeTables(const kv::Database& database) : database_(database) {}

    std::shared_ptr<const Bytes> node(const Hash32& hash) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;

    /// Makes a node or code that is being written known before it is on disk.
    void remember_node(const Hash32& hash, std::shared_ptr<const Bytes> node) const;
    void remember_code(const Hash32& hash, std::shared_ptr<const Bytes> code) const;

private:
    const kv::Database& database_;
    mutable GenerationCache<std::shared_ptr<const Bytes>> nodes_{NODE_CACHE_ENTRIES};
    mutable GenerationCache<std::shared_ptr<const Bytes>> codes_{CODE_CACHE_ENTRIES};
};

}  // namespace dusk::store
