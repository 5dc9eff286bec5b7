#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/inspect/operator_methods.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::eth {
namespace {

/// The head goes back to a block by number; what stood above it stays stored, on a branch.
Result set_head(EthBackend& backend, engine::Chain& chain, const Params& arguments) {
    DUSK_TRY(number, params::quantity64(arguments, 0));
    if (number > backend.store().head().number)
        return std::unexpected(rpc::server_error("the head is below that block"));
    if (number < backend.store().finalized().number)
        return std::unexpected(rpc::server_error("that block is below the finalized one"));
    DUSK_TRY(ref, backend.canonical(number));
    if (!ref) return std::unexpected(rpc::server_error("header not found"));
    if (!chain.set_forkchoice(ref->hash, {}, {}))
        return std::unexpected(rpc::server_error("the head cannot go back there"));
    return Value(nullptr);
}

/// Code by its hash, with or without geth's prefix "c": the only one of geth's keys that has a
/// meaning here, as trie nodes are kept by place.
Result db_get(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(key, params::bytes(arguments, 0));
    constexpr std::uint8_t CODE_PREFIX = 'c';
    const bool has_prefix = key.size() == Hash32::size() + 1 && key[0] == CODE_PREFIX;
    if (!has_prefix && key.size() != Hash32::size())
        return std::unexpected(rpc::server_error("not found"));
    const auto hash = Hash32::from(BytesView(key).last(Hash32::size()));
    DUSK_TRY(code, stored(backend.store().database().get(store::Table::codes, hash)));
    if (!code) return std::unexpected(rpc::server_error("not found"));
    return hex(*code);
}

Result property(EthBackend& backend, const Params&, CallContext&) {
    const auto stats = backend.store().database().stats();
    auto text = fmt::format("head: {}\noldest state: {}\nblock cache: {} bytes\n",
                            backend.store().head().number, backend.store().oldest_state(),
                            stats.cache_bytes);
    for (const auto& family : stats.families)
        text += fmt::format("{}: {} keys, {} bytes on disk, {} in memory\n", family.name,
                            family.keys, family.disk_bytes, family.memory_bytes);
    return Value(std::move(text));
}

Result compact(engine::Chain& chain) {
    if (const auto pruned = chain.store().prune(); !pruned)
        return std::unexpected(rpc::internal_error(pruned.error().message));
    return Value(nullptr);
}

constexpr MethodRow ROWS[] = {{"debug_dbGet", db_get, 1}, {"debug_chaindbProperty", property, 1}};

}  // namespace

void add_operator_methods(rpc::MethodTable& table, EthBackend& backend, engine::Chain& chain) {
    add_rows(table, backend, ROWS);
    table.add("debug_setHead", [&backend, &chain](const Params& arguments, CallContext&) {
        return set_head(backend, chain, arguments);
    });
    table.add("debug_chaindbCompact",
              [&chain](const Params&, CallContext&) { return compact(chain); });
}

}  // namespace dusk::eth
