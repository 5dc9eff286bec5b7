#include <boost/json/array.hpp>

#include <dusk/adapter/eth_json.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/settlement/contracts/l1_fee_market.hpp>

namespace dusk::adapter::json {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string quantity(const u256& number) { return to_hex_quantity(number); }
std::string quantity(std::uint64_t number) { return to_hex_quantity(u256{number}); }

array access_list(const AccessList& list) {
    array out;
    for (const auto& entry : list) {
        array keys;
        for (const auto& key : entry.storage_keys) keys.emplace_back(to_hex(key));
        out.push_back(object{{"address", to_hex(entry.address)}, {"storageKeys", keys}});
    }
    return out;
}

array authorizations(const std::vector<Authorization>& list) {
    array out;
    for (const auto& entry : list)
        out.push_back(object{{"chainId", quantity(entry.chain_id)},
                             {"address", to_hex(entry.address)},
                             {"nonce", quantity(entry.nonce)},
                             {"yParity", quantity(entry.y_parity)},
                             {"r", quantity(entry.r)},
                             {"s", quantity(entry.s)}});
    return out;
}

array hashes(const std::vector<Hash32>& list) {
    array out;
    for (const auto& hash : list) out.emplace_back(to_hex(hash));
    return out;
}

void add_signature(object& out, const Transaction& txn) {
    const auto parity = txn.signature.odd_y ? 1u : 0u;
    if (txn.type == TxnType::legacy) {
        const auto v =
            txn.chain_id ? u256{*txn.chain_id} * u256{2} + u256{35 + parity} : u256{27 + parity};
        out["v"] = quantity(v);
    } else {
        out["v"] = quantity(std::uint64_t{parity});
        out["yParity"] = quantity(std::uint64_t{parity});
    }
    out["r"] = quantity(txn.signature.r);
    out["s"] = quantity(txn.signature.s);
}

void add_fees(object& out, const Transaction& txn, const u256& effective_price) {
    out["gasPrice"] = quantity(effective_price);
    if (txn.type < TxnType::dynamic_fee) return;
    out["maxFeePerGas"] = quantity(txn.max_fee_per_gas);
    out["maxPriorityFeePerGas"] = quantity(txn.max_priority_fee_per_gas);
}

object transaction_fields(const Transaction& txn, const Hash32& hash, const Address& sender,
                          const u256& effective_price) {
    object out{{"type", quantity(static_cast<std::uint64_t>(txn.type))},
               {"hash", to_hex(hash)},
               {"nonce", quantity(txn.nonce)},
               {"from", to_hex(sender)},
               {"to", txn.to ? value(to_hex(*txn.to)) : value(nullptr)},
               {"gas", quantity(txn.gas_limit)},
               {"value", quantity(txn.value)},
               {"input", to_hex(txn.data)}};
    if (txn.chain_id) out["chainId"] = quantity(*txn.chain_id);
    add_fees(out, txn, effective_price);
    if (txn.type >= TxnType::access_list) out["accessList"] = access_list(txn.access_list);
    if (txn.type == TxnType::blob) {
        out["maxFeePerBlobGas"] = quantity(txn.max_fee_per_blob_gas);
        out["blobVersionedHashes"] = hashes(txn.blob_versioned_hashes);
    }
    if (txn.type == TxnType::set_code)
        out["authorizationList"] = authorizations(txn.authorization_list);
    add_signature(out, txn);
    return out;
}

}  // namespace

object header(const ViewBlock& block) {
    const auto& h = block.header;
    object out{{"hash", to_hex(block.hash)},
               {"parentHash", to_hex(h.parent_hash)},
               {"sha3Uncles", to_hex(h.ommers_hash)},
               {"miner", to_hex(h.coinbase)},
               {"stateRoot", to_hex(h.state_root)},
               {"transactionsRoot", to_hex(h.transactions_root)},
               {"receiptsRoot", to_hex(h.receipts_root)},
               {"logsBloom", to_hex(h.logs_bloom)},
               {"difficulty", quantity(h.difficulty)},
               {"number", quantity(h.number)},
               {"gasLimit", quantity(h.gas_limit)},
               {"gasUsed", quantity(h.gas_used)},
               {"timestamp", quantity(h.timestamp)},
               {"extraData", to_hex(h.extra_data)},
               {"mixHash", to_hex(h.prev_randao)},
               {"nonce", to_hex(h.nonce)}};
    if (h.base_fee_per_gas) out["baseFeePerGas"] = quantity(*h.base_fee_per_gas);
    if (h.withdrawals_root) out["withdrawalsRoot"] = to_hex(*h.withdrawals_root);
    if (h.blob_gas_used) out["blobGasUsed"] = quantity(*h.blob_gas_used);
    if (h.excess_blob_gas) out["excessBlobGas"] = quantity(*h.excess_blob_gas);
    if (h.parent_beacon_block_root)
        out["parentBeaconBlockRoot"] = to_hex(*h.parent_beacon_block_root);
    if (h.requests_hash) out["requestsHash"] = to_hex(*h.requests_hash);
    return out;
}

object block(const ViewBlock& block, bool full_transactions) {
    auto out = header(block);
    array transactions;
    dusk::Block body{.header = block.header, .transactions = {}, .withdrawals = {{}}};
    for (std::size_t i = 0; i < block.transactions.size(); ++i) {
        if (full_transactions)
            transactions.push_back(transaction(block, i));
        else
            transactions.emplace_back(to_hex(block.transactions[i].hash));
        body.transactions.push_back(block.transactions[i].txn);
    }
    out["size"] = quantity(std::uint64_t{encode_block(body).size()});
    out["transactions"] = std::move(transactions);
    out["uncles"] = array{};
    out["withdrawals"] = array{};
    return out;
}

object transaction(const ViewBlock& block, std::size_t index) {
    const auto& entry = block.transactions[index];
    auto out = transaction_fields(entry.txn, entry.hash, entry.sender, entry.effective_gas_price);
    out["blockHash"] = to_hex(block.hash);
    out["blockNumber"] = quantity(block.header.number);
    out["transactionIndex"] = quantity(std::uint64_t{index});
    return out;
}

object pending_transaction(const Transaction& txn, const Hash32& hash, const Address& sender) {
    auto out = transaction_fields(txn, hash, sender, txn.max_fee_per_gas);
    out["blockHash"] = nullptr;
    out["blockNumber"] = nullptr;
    out["transactionIndex"] = nullptr;
    return out;
}

std::size_t log_offset(const ViewBlock& block, std::size_t index) {
    std::size_t offset = 0;
    for (std::size_t i = 0; i < index; ++i) offset += block.transactions[i].receipt.logs.size();
    return offset;
}

object log(const ViewBlock& block, const LogPlace& place, bool removed) {
    const auto& entry = block.transactions[place.txn_index];
    const auto& log = entry.receipt.logs[place.log_index_in_txn];
    return {{"address", to_hex(log.address)},
            {"topics", hashes(log.topics)},
            {"data", to_hex(log.data)},
            {"blockNumber", quantity(block.header.number)},
            {"blockHash", to_hex(block.hash)},
            {"blockTimestamp", quantity(block.header.timestamp)},
            {"transactionHash", to_hex(entry.hash)},
            {"transactionIndex", quantity(std::uint64_t{place.txn_index})},
            {"logIndex", quantity(std::uint64_t{place.log_index})},
            {"removed", removed}};
}

object receipt(const ViewBlock& block, std::size_t index, std::size_t offset,
               const settlement::BlobSchedule& blobs) {
    const auto& entry = block.transactions[index];
    array logs;
    for (std::size_t i = 0; i < entry.receipt.logs.size(); ++i)
        logs.push_back(
            log(block, {.txn_index = index, .log_index_in_txn = i, .log_index = offset + i}));
    object out{{"type", quantity(static_cast<std::uint64_t>(entry.txn.type))},
               {"status", entry.receipt.success ? "0x1" : "0x0"},
               {"cumulativeGasUsed", quantity(entry.receipt.cumulative_gas_used)},
               {"logsBloom", to_hex(entry.receipt.logs_bloom)},
               {"logs", std::move(logs)},
               {"transactionHash", to_hex(entry.hash)},
               {"transactionIndex", quantity(std::uint64_t{index})},
               {"blockHash", to_hex(block.hash)},
               {"blockNumber", quantity(block.header.number)},
               {"gasUsed", quantity(entry.gas_used)},
               {"effectiveGasPrice", quantity(entry.effective_gas_price)},
               {"from", to_hex(entry.sender)},
               {"to", entry.txn.to ? value(to_hex(*entry.txn.to)) : value(nullptr)},
               {"contractAddress", nullptr}};
    if (entry.txn.type == TxnType::blob) {
        out["blobGasUsed"] =
            quantity(entry.txn.blob_versioned_hashes.size() * settlement::GAS_PER_VIEW_BLOB);
        out["blobGasPrice"] =
            quantity(settlement::blob_base_fee(block.header.excess_blob_gas.value_or(0), blobs));
    }
    return out;
}

}  // namespace dusk::adapter::json
