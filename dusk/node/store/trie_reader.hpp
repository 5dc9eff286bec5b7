// Trie nodes of one block: out of the layers between it and the tables, then out of the tables as
// they were at the block below the layers. Thread-safe.
#pragma once

#include <array>
#include <mutex>

#include <dusk/node/store/trie_layer.hpp>

namespace dusk::store {

class TrieReader final : public NodeSource {
public:
    /// The state of `version` in `snapshot` under `layers`.
    TrieReader(kv::Snapshot snapshot, std::uint64_t version, Layers layers,
               const NodeTables& tables)
        : snapshot_(std::move(snapshot)),
          version_(version),
          layers_(std::move(layers)),
          tables_(tables) {}

    SharedBytes node(const Hash32& hash) const override;
    SharedBytes node_at(const NodePlace& place, const Hash32& hash) const override;

    const kv::Snapshot& snapshot() const noexcept { return snapshot_; }
    std::uint64_t version() const noexcept { return version_; }
    /// The block above all others so far.
    void add(std::shared_ptr<const TrieLayer> layer) { layers_.push_back(std::move(layer)); }
    const Layers& layers() const noexcept { return layers_; }

private:
    class Lease;
    SharedBytes read(const NodePlace& place, const Hash32& hash) const;

    const FlatHash hash_;
    kv::Snapshot snapshot_;
    std::uint64_t version_;
    Layers layers_;
    const NodeTables& tables_;
    mutable std::mutex mutex_;
    /// Guarded by mutex_: idle iterators of the two tables, one per thread that reads at a time.
    mutable std::array<std::vector<kv::Iterator>, 2> idle_;
};

/// The node with `hash` among the newest `count_max` versions of `place` that are not above
/// `version`, or null.
SharedBytes find_version(kv::Iterator& iterator, const NodePlace& place, std::uint64_t version,
                         const Hash32& hash, int count_max);

}  // namespace dusk::store
