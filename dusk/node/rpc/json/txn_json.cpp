#include <dusk/node/rpc/json/txn_json.hpp>

namespace dusk::eth {
namespace {

void add_signature(Object& out, const Transaction& txn) {
    u256 v;
    if (txn.type != TxnType::legacy)
        v = u256{txn.signature.odd_y};
    else if (txn.chain_id)  // EIP-155
        v = u256{*txn.chain_id} * u256{2} + u256{35u + txn.signature.odd_y};
    else
        v = u256{27u + txn.signature.odd_y};
    out["v"] = quantity(v);
    out["r"] = quantity(txn.signature.r);
    out["s"] = quantity(txn.signature.s);
    if (txn.type != TxnType::legacy) out["yParity"] = quantity(txn.signature.odd_y ? 1 : 0);
}

void add_deposit(Object& out, const Transaction& txn, const Receipt* receipt) {
    out["sourceHash"] = hex(txn.source_hash);
    if (!txn.mint.is_zero()) out["mint"] = quantity(txn.mint);
    if (txn.is_system_txn) out["isSystemTx"] = true;
    out["gasPrice"] = "0x0";
    out["v"] = "0x0";
    out["r"] = "0x0";
    out["s"] = "0x0";
    if (receipt == nullptr || !receipt->deposit_nonce) return;
    out["nonce"] = quantity(*receipt->deposit_nonce);
    if (receipt->deposit_receipt_version)
        out["depositReceiptVersion"] = quantity(*receipt->deposit_receipt_version);
}

/// `base_fee` is that of the block; none for a transaction that waits.
void add_fees(Object& out, const Transaction& txn, const std::optional<u256>& base_fee) {
    const bool has_fee_market = txn.type >= TxnType::dynamic_fee;
    out["gasPrice"] = quantity(has_fee_market && base_fee ? effective_gas_price(txn, *base_fee)
                                                          : txn.max_fee_per_gas);
    if (!has_fee_market) return;
    out["maxFeePerGas"] = quantity(txn.max_fee_per_gas);
    out["maxPriorityFeePerGas"] = quantity(txn.max_priority_fee_per_gas);
}

void add_lists(Object& out, const Transaction& txn) {
    if (txn.type >= TxnType::access_list) out["accessList"] = access_list_json(txn.access_list);
    if (txn.type == TxnType::blob) {
        out["maxFeePerBlobGas"] = quantity(txn.max_fee_per_blob_gas);
        Array hashes;
        for (const auto& hash : txn.blob_versioned_hashes) hashes.push_back(hex(hash));
        out["blobVersionedHashes"] = std::move(hashes);
    }
    if (txn.type == TxnType::set_code) {
        Array authorizations;
        for (const auto& authorization : txn.authorization_list)
            authorizations.push_back(authorization_json(authorization));
        out["authorizationList"] = std::move(authorizations);
    }
}

Object base_json(const Transaction& txn, const Hash32& hash, const Address& sender) {
    Object out{{"blockHash", nullptr},
               {"blockNumber", nullptr},
               {"blockTimestamp", nullptr},
               {"from", hex(sender)},
               {"gas", quantity(txn.gas_limit)},
               {"hash", hex(hash)},
               {"input", hex(txn.data)},
               {"nonce", quantity(txn.nonce)},
               {"to", nullptr},
               {"transactionIndex", nullptr},
               {"value", quantity(txn.value)},
               {"type", quantity(static_cast<std::uint64_t>(txn.type))}};
    if (txn.to) out["to"] = hex(*txn.to);
    return out;
}

void add_body(Object& out, const Transaction& txn, const std::optional<u256>& base_fee) {
    add_fees(out, txn, base_fee);
    add_lists(out, txn);
    if (txn.chain_id) out["chainId"] = quantity(*txn.chain_id);
    add_signature(out, txn);
}

}  // namespace

Object authorization_json(const Authorization& authorization) {
    return {{"chainId", quantity(authorization.chain_id)},
            {"address", hex(authorization.address)},
            {"nonce", quantity(authorization.nonce)},
            {"yParity", quantity(std::uint64_t{authorization.y_parity})},
            {"r", quantity(authorization.r)},
            {"s", quantity(authorization.s)}};
}

Array access_list_json(const AccessList& list) {
    Array out;
    for (const auto& entry : list) {
        Array keys;
        for (const auto& key : entry.storage_keys) keys.push_back(hex(key));
        out.push_back(Object{{"address", hex(entry.address)}, {"storageKeys", std::move(keys)}});
    }
    return out;
}

Object mined_txn_json(const StoredBlock& block, std::size_t index, const Receipt* receipt) {
    const auto& txn = block.body.transactions[index];
    auto out = base_json(txn, transaction_hash(txn), block.body.senders[index]);
    out["blockHash"] = hex(block.ref.hash);
    out["blockNumber"] = quantity(block.ref.number);
    out["blockTimestamp"] = quantity(block.header.timestamp);
    out["transactionIndex"] = quantity(index);
    if (txn.is_deposit())
        add_deposit(out, txn, receipt);
    else
        add_body(out, txn, block.header.base_fee_per_gas);
    return out;
}

Object pooled_txn_json(const pool::PooledTxn& pooled) {
    auto out = base_json(pooled.txn, pooled.hash, pooled.sender);
    add_body(out, pooled.txn, std::nullopt);
    return out;
}

}  // namespace dusk::eth
