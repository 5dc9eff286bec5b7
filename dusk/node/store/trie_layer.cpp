#include <algorithm>
#include <map>
#include <set>

#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/store/schema.hpp>
#include <dusk/node/store/trie_layer.hpp>

namespace dusk::store {
namespace {

/// Calls `use(name)` for each place of `owner`'s trie that the table has, as it stands now; empty
/// ones aside.
template <class Use>
kv::Result<void> for_each_place(const kv::Database& database, const Hash32& owner, Use&& use) {
    auto it = database.iterate(Table::storage_nodes, kv::prefix_range(owner));
    Bytes name;
    for (it.seek_first(); it.valid(); it.next()) {
        const auto here = kv::without_version(it.key());
        if (equal(here, name)) continue;  // an older version
        name = to_bytes(here);
        if (!it.value().empty()) use(name);
    }
    return it.status();
}

class RowCollector {
public:
    explicit RowCollector(const kv::Database& database) : database_(database) {}

    /// Layers come from the oldest to the newest.
    kv::Result<void> add(const TrieLayer& layer) {
        for (const auto& owner : layer.cleared) DUSK_TRY_VOID(clear(owner, layer));
        for (const auto& [place, node] : layer.rows)
            put(node_table(place), node_name(place), layer.block.number,
                node != nullptr ? BytesView{*node} : BytesView{});
        return {};
    }

    TrieRows take() {
        for (auto* rows : {&rows_.account_nodes, &rows_.storage_nodes})
            std::ranges::sort(*rows, {}, &kv::Row::first);
        return std::move(rows_);
    }

private:
    std::vector<kv::Row>& table(Table which) {
        return which == Table::account_nodes ? rows_.account_nodes : rows_.storage_nodes;
    }

    void put(Table which, Bytes key, std::uint64_t version, BytesView node) {
        kv::append_version(key, version);
        table(which).emplace_back(std::move(key), to_bytes(node));
    }

    /// Empty nodes wherever the owner's trie had any and the layer puts none.
    kv::Result<void> clear(const Hash32& owner, const TrieLayer& layer) {
        std::set<Bytes> places;
        DUSK_TRY_VOID(
            for_each_place(database_, owner, [&](const Bytes& name) { places.insert(name); }));
        for (const auto& [key, node] : rows_.storage_nodes)
            if (equal(BytesView{key}.first(32), owner))
                places.insert(to_bytes(kv::without_version(key)));
        for (const auto& [place, node] : layer.rows)
            if (place.owner == owner) places.erase(node_name(place));
        for (const auto& name : places) put(Table::storage_nodes, name, layer.block.number, {});
        return {};
    }

    const kv::Database& database_;
    TrieRows rows_;
};

std::size_t memory_of(const TrieLayer& layer) {
    /// A row, its entry in `nodes`, the node's own header.
    constexpr std::size_t ROW_SIZE = sizeof(TrieLayer::rows[0]) + 2 * sizeof(Hash32) + 64;
    std::size_t out = sizeof(TrieLayer) + layer.cleared.size() * sizeof(Hash32);
    for (const auto& [place, node] : layer.rows)
        out += ROW_SIZE + (node != nullptr ? node->size() : 0);
    return out;
}

std::size_t memory_of(const TrieLayer::Inserted& inserted) {
    std::size_t out = inserted.txn_hashes.size() * sizeof(Hash32);
    for (const auto& account : inserted.diff.accounts)
        out += sizeof account + account.storage.size() * sizeof account.storage[0];
    for (const auto& [hash, code] : inserted.diff.codes) out += sizeof hash + code->size();
    return out;
}

}  // namespace

std::shared_ptr<TrieLayer> make_layer(const BlockRef& block, const Hash32& parent,
                                      const LayerInput& input) {
    auto layer = std::make_shared<TrieLayer>();
    layer->block = block;
    layer->parent = parent;
    layer->nodes.reserve(input.nodes.size());
    layer->rows.reserve(input.nodes.size() + input.removed.size());
    for (std::size_t i = 0; i < input.nodes.size(); ++i) {
        const auto& [hash, encoded] = input.nodes[i];
        auto& node = layer->nodes[hash];
        if (node == nullptr) node = std::make_shared<const Bytes>(encoded);
        layer->rows.emplace_back(input.places[i], node);
    }
    for (const auto& place : input.removed) layer->rows.emplace_back(place, nullptr);
    for (const auto& account : input.diff.accounts)
        if (account.storage_cleared || (!account.account && !account.storage.empty()))
            layer->cleared.push_back(keccak256(account.address));
    layer->memory = memory_of(*layer);
    return layer;
}

void keep_inserted(TrieLayer& layer, TrieLayer::Inserted inserted) {
    layer.memory += memory_of(inserted);
    layer.inserted = std::move(inserted);
}

kv::Result<TrieRows> rows_of(const Layers& layers, const kv::Database& database) {
    RowCollector collector(database);
    for (const auto& layer : layers) DUSK_TRY_VOID(collector.add(*layer));
    return collector.take();
}

}  // namespace dusk::store
