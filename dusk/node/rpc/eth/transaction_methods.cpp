// eth_getTransaction*, eth_getRawTransaction*. A transaction that is not there is null.
#include <dusk/node/rpc/chain/block_receipts.hpp>
#include <dusk/node/rpc/eth/block_param.hpp>
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/json/txn_json.hpp>

namespace dusk::eth {
namespace {

/// A transaction inside a block.
struct Place {
    StoredBlock block;
    std::size_t index = 0;
};
using MaybePlace = Answer<std::optional<Place>>;

MaybePlace place_in(const EthBackend& backend, const std::optional<BlockRef>& ref,
                    const Params& arguments) {
    DUSK_TRY(index, params::quantity64(arguments, 1));
    if (!ref) return std::optional<Place>{};
    DUSK_TRY(block, backend.block(ref->hash));
    if (index >= block.body.transactions.size()) return std::optional<Place>{};
    return std::optional<Place>{Place{std::move(block), index}};
}

MaybePlace by_txn_hash(const EthBackend& backend, const Hash32& hash) {
    DUSK_TRY(found, stored(backend.store().find_txn(hash)));
    if (!found) return std::optional<Place>{};
    DUSK_TRY(block, backend.block(found->block_hash));
    // The head may have moved between the two reads.
    if (found->index >= block.body.transactions.size() ||
        transaction_hash(block.body.transactions[found->index]) != hash)
        return std::optional<Place>{};
    return std::optional<Place>{Place{std::move(block), found->index}};
}

Result txn_at(const EthBackend& backend, const std::optional<Place>& place) {
    if (!place) return Value(nullptr);
    if (!place->block.body.transactions[place->index].is_deposit())
        return mined_txn_json(place->block, place->index, nullptr);
    DUSK_TRY(receipts, backend.receipts(place->block.ref.hash));
    const bool is_known = place->index < receipts.size();
    return mined_txn_json(place->block, place->index, is_known ? &receipts[place->index] : nullptr);
}

Result raw_at(const EthBackend&, const std::optional<Place>& place) {
    if (!place) return Value(nullptr);
    return hex(encode_transaction(place->block.body.transactions[place->index]));
}

Result get_by_hash(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(place, by_txn_hash(backend, hash));
    if (place) return txn_at(backend, place);
    if (const auto pooled = backend.pool().find(hash)) return pooled_txn_json(*pooled);
    return Value(nullptr);
}

Result raw_by_hash(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(place, by_txn_hash(backend, hash));
    if (place) return raw_at(backend, place);
    if (const auto pooled = backend.pool().find(hash)) return hex(pooled->encoded);
    return Value(nullptr);
}

/// Parameter 1: which of the block's transactions.
template <auto tell>
Result in_block(EthBackend& backend, const std::optional<BlockRef>& ref, const Params& arguments) {
    DUSK_TRY(place, place_in(backend, ref, arguments));
    return tell(backend, place);
}

Result receipt(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(found, stored(backend.store().find_txn(hash)));
    if (!found) return Value(nullptr);
    DUSK_TRY(block, load_receipts(backend, found->block_hash));
    if (found->index >= block.size() ||
        transaction_hash(block.block().body.transactions[found->index]) != hash)
        return Value(nullptr);
    return block.json(found->index);
}

constexpr MethodRow ROWS[] = {
    {"eth_getTransactionByHash", get_by_hash, 1, Pace::quick},
    {"eth_getTransactionByBlockNumberAndIndex", of_block<in_block<txn_at>, by_number>, 2},
    {"eth_getTransactionByBlockHashAndIndex", of_block<in_block<txn_at>, by_hash>, 2},
    {"eth_getRawTransactionByHash", raw_by_hash, 1},
    {"eth_getRawTransactionByBlockNumberAndIndex", of_block<in_block<raw_at>, by_number>, 2},
    {"eth_getRawTransactionByBlockHashAndIndex", of_block<in_block<raw_at>, by_hash>, 2},
    {"eth_getTransactionReceipt", receipt, 1, Pace::quick},
};

}  // namespace

std::span<const MethodRow> transaction_rows() { return ROWS; }

}  // namespace dusk::eth
