#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/store/schema.hpp>
#include <dusk/node/store/trie_reader.hpp>

namespace dusk::store {
namespace {

/// Versions that are looked at before a node counts as missing: more than one only where a crash or
/// an unwind left versions of blocks that are no longer canonical.
constexpr int VERSIONS_MAX = 64;

}  // namespace

SharedBytes find_version(kv::Iterator& iterator, const NodePlace& place, std::uint64_t version,
                         const Hash32& hash, int count_max) {
    iterator.seek(node_key(place, version));
    for (int i = 0; i < count_max && iterator.valid(); ++i, iterator.next())
        if (const auto node = iterator.value(); !node.empty() && keccak256(node) == hash)
            return std::make_shared<const Bytes>(to_bytes(node));
    return nullptr;
}

/// An iterator on loan.
class TrieReader::Lease {
public:
    Lease(const TrieReader& reader, Table table)
        : reader_(reader), index_(table == Table::account_nodes ? 0 : 1) {
        const std::lock_guard lock(reader_.mutex_);
        auto& idle = reader_.idle_[index_];
        if (idle.empty()) {
            iterator_.emplace(reader_.snapshot_.iterate_versions(table));
        } else {
            iterator_.emplace(std::move(idle.back()));
            idle.pop_back();
        }
    }
    ~Lease() {
        const std::lock_guard lock(reader_.mutex_);
        reader_.idle_[index_].push_back(*std::move(iterator_));
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    kv::Iterator& operator*() noexcept { return *iterator_; }

private:
    const TrieReader& reader_;
    std::size_t index_;
    std::optional<kv::Iterator> iterator_;
};

SharedBytes TrieReader::node(const Hash32& hash) const {
    if (auto cached = tables_.node(hash)) return cached;
    const auto mixed = hash_(hash);
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
        if (const auto* found = (*layer)->nodes.find(hash, mixed)) return *found;
    return nullptr;
}

SharedBytes TrieReader::node_at(const NodePlace& place, const Hash32& hash) const {
    if (auto known = node(hash)) return known;
    auto stored = read(place, hash);
    if (stored != nullptr) tables_.remember_node(hash, stored);
    return stored;
}

SharedBytes TrieReader::read(const NodePlace& place, const Hash32& hash) const {
    Lease iterator(*this, node_table(place));
    auto found = find_version(*iterator, place, version_, hash, VERSIONS_MAX);
    if (found == nullptr)
        if (const auto status = (*iterator).status(); !status) tables_.report(status.error());
    return found;
}

}  // namespace dusk::store
