#include <dusk/node/store/node_tables.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::store {

SharedBytes NodeTables::node(const Hash32& hash) const {
    return nodes_.get(hash).value_or(nullptr);
}

SharedBytes NodeTables::node_at(const NodePlace& place, const Hash32& hash) const {
    if (auto cached = nodes_.get(hash)) return *std::move(cached);
    return recent_ != nullptr ? recent_->node_at(place, hash) : nullptr;
}

SharedBytes NodeTables::code(const Hash32& code_hash) const {
    if (auto cached = codes_.get(code_hash)) return *std::move(cached);
    auto stored = database_.get(Table::codes, code_hash);
    if (!stored) report(stored.error());
    if (!stored || !*stored) return nullptr;
    auto code = std::make_shared<const Bytes>(**std::move(stored));
    remember_code(code_hash, code);
    return code;
}

void NodeTables::remember_node(const Hash32& hash, SharedBytes node) const {
    const auto bytes = cached_size(node->size());
    nodes_.put(hash, std::move(node), bytes);
}

void NodeTables::remember_code(const Hash32& hash, SharedBytes code) const {
    const auto bytes = cached_size(code->size());
    codes_.put(hash, std::move(code), bytes);
}

}  // namespace dusk::store
