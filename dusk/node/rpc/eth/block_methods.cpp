// eth_getBlock*, eth_getUncle*, eth_getHeader*. A block that is not there is null.
#include <dusk/node/rpc/chain/block_receipts.hpp>
#include <dusk/node/rpc/eth/block_param.hpp>
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/json/block_json.hpp>

namespace dusk::eth {
namespace {

using MaybeBlock = std::optional<BlockRef>;

Result whole_block(EthBackend& backend, const MaybeBlock& ref, const Params& arguments) {
    bool in_full = false;
    if (params::optional(arguments, 1) != nullptr) {
        DUSK_TRY(wanted, params::boolean(arguments, 1));
        in_full = wanted;
    }
    if (!ref) return Value(nullptr);
    DUSK_TRY(block, backend.block(ref->hash));
    if (!in_full) return block_json(std::move(block), nullptr);
    DUSK_TRY(receipts, backend.receipts(ref->hash));
    if (receipts.size() != block.body.transactions.size())
        return std::unexpected(rpc::internal_error("a block's receipts are incomplete"));
    return block_json(std::move(block), &receipts);
}

Result header_of(EthBackend& backend, const MaybeBlock& ref, const Params&) {
    if (!ref) return Value(nullptr);
    DUSK_TRY(header, backend.header(ref->hash));
    return header_json(header, ref->hash);
}

Result count_txns(EthBackend& backend, const MaybeBlock& ref, const Params&) {
    if (!ref) return Value(nullptr);
    DUSK_TRY(block, backend.block(ref->hash));
    return quantity(block.body.transactions.size());
}

// No block since the merge has uncles.

Result count_uncles(EthBackend&, const MaybeBlock& ref, const Params&) {
    return ref ? quantity(std::uint64_t{0}) : Value(nullptr);
}

Result uncle_at(EthBackend&, const MaybeBlock&, const Params& arguments) {
    DUSK_TRY_VOID(params::quantity64(arguments, 1));
    return Value(nullptr);
}

Result block_receipts(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(id, block_id_param(arguments, 0));
    DUSK_TRY(ref, find_block(backend, id));
    if (!ref) return Value(nullptr);
    DUSK_TRY(block, load_receipts(backend, ref->hash));
    Array out;
    for (std::size_t i = 0; i < block.size() && !context.expired(); ++i)
        out.push_back(block.json(i));
    return Value(std::move(out));
}

constexpr MethodRow ROWS[] = {
    {"eth_getBlockByNumber", of_block<whole_block, by_number>, 2, Pace::quick},
    {"eth_getBlockByHash", of_block<whole_block, by_hash>, 2, Pace::quick},
    {"eth_getHeaderByNumber", of_block<header_of, by_number>, 1},
    {"eth_getHeaderByHash", of_block<header_of, by_hash>, 1},
    {"eth_getBlockTransactionCountByNumber", of_block<count_txns, by_number>, 1},
    {"eth_getBlockTransactionCountByHash", of_block<count_txns, by_hash>, 1},
    {"eth_getUncleCountByBlockNumber", of_block<count_uncles, by_number>, 1},
    {"eth_getUncleCountByBlockHash", of_block<count_uncles, by_hash>, 1},
    {"eth_getUncleByBlockNumberAndIndex", of_block<uncle_at, by_number>, 2},
    {"eth_getUncleByBlockHashAndIndex", of_block<uncle_at, by_hash>, 2},
    {"eth_getBlockReceipts", block_receipts, 1},
};

}  // namespace

std::span<const MethodRow> block_rows() { return ROWS; }

}  // namespace dusk::eth
