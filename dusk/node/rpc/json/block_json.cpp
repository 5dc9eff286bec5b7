#include <dusk/node/rpc/json/block_json.hpp>
#include <dusk/node/rpc/json/txn_json.hpp>

namespace dusk::eth {

Object header_json(const Header& header, const Hash32& hash) {
    Object out{{"number", quantity(header.number)},
               {"hash", hex(hash)},
               {"parentHash", hex(header.parent_hash)},
               {"nonce", hex(header.nonce)},
               {"mixHash", hex(header.prev_randao)},
               {"sha3Uncles", hex(header.ommers_hash)},
               {"logsBloom", hex(header.logs_bloom)},
               {"stateRoot", hex(header.state_root)},
               {"miner", hex(header.coinbase)},
               {"difficulty", quantity(header.difficulty)},
               {"extraData", hex(header.extra_data)},
               {"gasLimit", quantity(header.gas_limit)},
               {"gasUsed", quantity(header.gas_used)},
               {"timestamp", quantity(header.timestamp)},
               {"transactionsRoot", hex(header.transactions_root)},
               {"receiptsRoot", hex(header.receipts_root)}};
    if (header.base_fee_per_gas) out["baseFeePerGas"] = quantity(*header.base_fee_per_gas);
    if (header.withdrawals_root) out["withdrawalsRoot"] = hex(*header.withdrawals_root);
    if (header.blob_gas_used) out["blobGasUsed"] = quantity(*header.blob_gas_used);
    if (header.excess_blob_gas) out["excessBlobGas"] = quantity(*header.excess_blob_gas);
    if (header.parent_beacon_block_root)
        out["parentBeaconBlockRoot"] = hex(*header.parent_beacon_block_root);
    if (header.requests_hash) out["requestsHash"] = hex(*header.requests_hash);
    return out;
}

Object withdrawal_json(const Withdrawal& withdrawal) {
    return {{"index", quantity(withdrawal.index)},
            {"validatorIndex", quantity(withdrawal.validator_index)},
            {"address", hex(withdrawal.address)},
            {"amount", quantity(withdrawal.amount_gwei)}};
}

StoredBlock stored_block(const Hash32& hash, Block block, const CryptoProvider& crypto) {
    StoredBlock out{{hash, block.header.number},
                    std::move(block.header),
                    {.transactions = std::move(block.transactions),
                     .withdrawals = std::move(block.withdrawals),
                     .senders = {},
                     .ommers = std::move(block.ommers)}};
    for (const auto& txn : out.body.transactions)
        out.body.senders.push_back(recover_sender(txn, crypto).value_or(Address{}));
    return out;
}

Block whole_block(StoredBlock block) {
    return {.header = std::move(block.header),
            .transactions = std::move(block.body.transactions),
            .ommers = std::move(block.body.ommers),
            .withdrawals = std::move(block.body.withdrawals)};
}

Object block_json(StoredBlock block, const std::vector<Receipt>* receipts) {
    auto out = header_json(block.header, block.ref.hash);
    Array txns;
    txns.reserve(block.body.transactions.size());
    for (std::size_t i = 0; i < block.body.transactions.size(); ++i) {
        const auto& txn = block.body.transactions[i];
        if (receipts == nullptr)
            txns.push_back(hex(transaction_hash(txn)));
        else
            txns.push_back(mined_txn_json(block, i, &(*receipts)[i]));
    }
    out["transactions"] = std::move(txns);
    Array uncles;
    for (const auto& ommer : block.body.ommers) uncles.push_back(hex(header_hash(ommer)));
    out["uncles"] = std::move(uncles);
    if (block.body.withdrawals) {
        Array withdrawals;
        for (const auto& withdrawal : *block.body.withdrawals)
            withdrawals.push_back(withdrawal_json(withdrawal));
        out["withdrawals"] = std::move(withdrawals);
    }
    out["size"] = quantity(encode_block(whole_block(std::move(block))).size());
    return out;
}

}  // namespace dusk::eth
