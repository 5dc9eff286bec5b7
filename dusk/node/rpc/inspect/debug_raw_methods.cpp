// debug_getRaw*: what the chain consists of, in RLP (execution-apis, debug).
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/inspect/rows.hpp>
#include <dusk/node/rpc/json/block_json.hpp>
#include <dusk/node/rpc/json/txn_json.hpp>

namespace dusk::eth {
namespace {

Answer<BlockRef> block_param(const EthBackend& backend, const Params& arguments) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(id, block_id_param(arguments, 0));
    return require_block(backend, id);
}

Result raw_header(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, block_param(backend, arguments));
    DUSK_TRY(header, backend.header(ref.hash));
    return hex(encode_header(header));
}

Result raw_block(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, block_param(backend, arguments));
    DUSK_TRY(found, backend.block(ref.hash));
    return hex(encode_block(whole_block(std::move(found))));
}

Result raw_receipts(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(ref, block_param(backend, arguments));
    DUSK_TRY(receipts, backend.receipts(ref.hash));
    Array out;
    for (const auto& receipt : receipts) out.push_back(hex(encode_receipt(receipt)));
    return Value(std::move(out));
}

/// Empty where there is no such transaction, as geth has it.
Result raw_transaction(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(found, stored(backend.store().find_txn(hash)));
    if (found) {
        DUSK_TRY(block, backend.block(found->block_hash));
        if (found->index < block.body.transactions.size())
            return hex(encode_transaction(block.body.transactions[found->index]));
    }
    if (const auto pooled = backend.pool().find(hash)) return hex(pooled->encoded);
    return Value("0x");
}

Object bad_block_json(const EthBackend& backend, const engine::BadBlock& bad) {
    auto encoded = hex(encode_block(bad.block));
    auto block = stored_block(bad.hash, bad.block, backend.crypto());
    Array txns;
    for (std::size_t i = 0; i < block.body.transactions.size(); ++i)
        txns.push_back(mined_txn_json(block, i, nullptr));
    auto shown = block_json(std::move(block), nullptr);
    shown["transactions"] = std::move(txns);
    return {{"hash", hex(bad.hash)}, {"block", std::move(shown)}, {"rlp", std::move(encoded)}};
}

Result bad_blocks(EthBackend& backend, const Params&, CallContext&) {
    Array out;
    for (const auto& bad : backend.bad_blocks().all()) out.push_back(bad_block_json(backend, *bad));
    return Value(std::move(out));
}

constexpr MethodRow ROWS[] = {
    {"debug_getRawHeader", raw_header, 1},     {"debug_getRawBlock", raw_block, 1},
    {"debug_getRawReceipts", raw_receipts, 1}, {"debug_getRawTransaction", raw_transaction, 1},
    {"debug_getBadBlocks", bad_blocks, 0},
};

}  // namespace

std::span<const MethodRow> debug_raw_rows() { return ROWS; }

}  // namespace dusk::eth
