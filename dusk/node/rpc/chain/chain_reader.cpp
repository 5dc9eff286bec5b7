#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/chain/chain_reader.hpp>

namespace dusk::eth {

ChainReader::ChainReader(const engine::Chain& chain, RpcOptions options, AmendState amend_state)
    : chain_(chain), options_(std::move(options)), amend_state_(std::move(amend_state)) {}

Answer<Header> ChainReader::header(const Hash32& hash) const {
    return stored_row(store().header(hash));
}

Answer<StoredBlock> ChainReader::block(const Hash32& hash) const {
    DUSK_TRY(found, header(hash));
    DUSK_TRY(body, stored_row(store().body(hash)));
    return StoredBlock{{hash, found.number}, std::move(found), std::move(body)};
}

Answer<std::vector<Receipt>> ChainReader::receipts(const Hash32& hash) const {
    return stored_row(store().receipts(hash));
}

Answer<bool> ChainReader::require_state(const Hash32& hash) const {
    if (hash == store().head().hash) return true;
    DUSK_TRY(found, header(hash));
    if (found.number >= store().oldest_state()) return true;
    // geth: triedb/pathdb.
    return std::unexpected(rpc::server_error(
        fmt::format("historical state {} is not available", to_hex(found.state_root))));
}

Answer<std::unique_ptr<StateView>> ChainReader::state_after(const Hash32& hash) const {
    DUSK_TRY_VOID(require_state(hash));
    DUSK_TRY(view, stored(store().state_after(hash)));
    return amended(hash, std::move(view));
}

std::unique_ptr<StateView> ChainReader::amended(const Hash32& hash,
                                                std::unique_ptr<StateView> view) const {
    return amend_state_ ? amend_state_(hash, std::move(view)) : std::move(view);
}

store::StateAt ChainReader::head_state() const {
    auto [ref, view] = store().head_state();
    return {ref, amended(ref.hash, std::move(view))};
}

Answer<std::unique_ptr<NodeSource>> ChainReader::nodes_after(const Hash32& hash) const {
    DUSK_TRY_VOID(require_state(hash));
    return stored(store().nodes_after(hash));
}

Answer<std::optional<BlockRef>> ChainReader::canonical(std::uint64_t number) const {
    DUSK_TRY(hash, stored(store().canonical_hash(number)));
    if (!hash) return std::optional<BlockRef>{};
    return std::optional<BlockRef>{BlockRef{*hash, number}};
}

}  // namespace dusk::eth
