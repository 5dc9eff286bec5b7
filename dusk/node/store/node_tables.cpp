#include <dusk/node/store/node_tables.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::store {
namespace {

using Cache = GenerationCache<std::shared_ptr<const Bytes>>;

std::shared_ptr<const Bytes> read_through(const kv::Database& database, Cache& cache, Table table,
                                          const Hash32& hash) {
    if (auto cached = cache.get(hash)) return *std::move(cached);
    auto stored = database.get(table, hash);
    if (!stored || !*stored) return nullptr;
    auto value = std::make_shared<const Bytes>(**std::move(stored));
    cache.put(hash, value);
    return value;
}

}  // namespace

std::shared_ptr<const Bytes> NodeTables::node(const Hash32& hash) const {
    return read_through(database_, nodes_, Table::nodes, hash);
}

std::shared_ptr<const Bytes> NodeTables::code(const Hash32& code_hash) const {
    return read_through(database_, codes_, Table::codes, code_hash);
}

void NodeTables::remember_node(const Hash32& hash, std::shared_ptr<const Bytes> node) const {
    nodes_.put(hash, std::move(node));
}

void NodeTables::remember_code(const Hash32& hash, std::shared_ptr<const Bytes> code) const {
    codes_.put(hash, std::move(code));
}

}  // namespace dusk::store
