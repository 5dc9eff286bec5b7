// eth_getBlock*, eth_getUncle*, eth_getHeader*. A block that is not there is null.
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/chain/block_receipts.hpp>
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/json/block_json.hpp>

namespace dusk::eth {
namespace {

Answer<std::optional<BlockRef>> by_number(const EthBackend& backend, const Params& arguments) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(id, block_number_param(arguments, 0));
    return find_block(backend, id);
}

Answer<std::optional<BlockRef>> by_hash(const EthBackend& backend, const Params& arguments) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    return find_block(backend, {.block = hash});
}

Result whole_block(EthBackend& backend, const std::optional<BlockRef>& ref,
                   const Params& arguments) {
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

Result get_by_number(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, by_number(backend, arguments));
    return whole_block(backend, ref, arguments);
}

Result get_by_hash(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, by_hash(backend, arguments));
    return whole_block(backend, ref, arguments);
}

Result header_of(EthBackend& backend, const std::optional<BlockRef>& ref) {
    if (!ref) return Value(nullptr);
    DUSK_TRY(header, backend.header(ref->hash));
    return header_json(header, ref->hash);
}

Result get_header_by_number(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, by_number(backend, arguments));
    return header_of(backend, ref);
}

Result get_header_by_hash(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, by_hash(backend, arguments));
    return header_of(backend, ref);
}

Result count_txns(EthBackend& backend, const std::optional<BlockRef>& ref) {
    if (!ref) return Value(nullptr);
    DUSK_TRY(block, backend.block(ref->hash));
    return quantity(block.body.transactions.size());
}

Result txn_count_by_number(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, by_number(backend, arguments));
    return count_txns(backend, ref);
}

Result txn_count_by_hash(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, by_hash(backend, arguments));
    return count_txns(backend, ref);
}

// No block since the merge has uncles.

Result uncle_count_by_number(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, by_number(backend, arguments));
    return ref ? quantity(std::uint64_t{0}) : Value(nullptr);
}

Result uncle_count_by_hash(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, by_hash(backend, arguments));
    return ref ? quantity(std::uint64_t{0}) : Value(nullptr);
}

Result uncle_by_number(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY_VOID(by_number(backend, arguments));
    DUSK_TRY_VOID(params::quantity64(arguments, 1));
    return Value(nullptr);
}

Result uncle_by_hash(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY_VOID(by_hash(backend, arguments));
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
    {"eth_getBlockByNumber", get_by_number, 2, false, true},
    {"eth_getBlockByHash", get_by_hash, 2, false, true},
    {"eth_getHeaderByNumber", get_header_by_number, 1},
    {"eth_getHeaderByHash", get_header_by_hash, 1},
    {"eth_getBlockTransactionCountByNumber", txn_count_by_number, 1},
    {"eth_getBlockTransactionCountByHash", txn_count_by_hash, 1},
    {"eth_getUncleCountByBlockNumber", uncle_count_by_number, 1},
    {"eth_getUncleCountByBlockHash", uncle_count_by_hash, 1},
    {"eth_getUncleByBlockNumberAndIndex", uncle_by_number, 2},
    {"eth_getUncleByBlockHashAndIndex", uncle_by_hash, 2},
    {"eth_getBlockReceipts", block_receipts, 1},
};

}  // namespace

std::span<const MethodRow> block_rows() { return ROWS; }

}  // namespace dusk::eth
