#include <dusk/conformance/t8n_result.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;
using evm::Revision;

std::string hex(BytesView bytes) { return to_hex(bytes); }
std::string quantity(const u256& value) { return to_hex_quantity(value); }

json::array as_json(const IncludedTxn& included, const T8nEnv& env, std::size_t index,
                    std::uint64_t& log_index) {
    json::array out;
    for (const auto& log : included.outcome.receipt.logs) {
        json::array topics;
        for (const auto& topic : log.topics) topics.emplace_back(hex(topic));
        out.push_back(json::object{{"address", hex(log.address)},
                                   {"topics", std::move(topics)},
                                   {"data", hex(log.data)},
                                   {"blockNumber", quantity(env.block.number)},
                                   {"transactionHash", hex(transaction_hash(included.txn))},
                                   {"transactionIndex", quantity(index)},
                                   {"blockHash", hex(Hash32{})},
                                   {"logIndex", quantity(log_index++)},
                                   {"removed", false}});
    }
    return out;
}

json::object as_receipt(const IncludedTxn& included, const T8nEnv& env, std::size_t index,
                        std::uint64_t& log_index) {
    const auto& [txn, outcome, state_root] = included;
    const auto& receipt = outcome.receipt;
    json::object out{{"type", quantity(static_cast<std::uint64_t>(receipt.type))},
                     {"root", state_root ? hex(*state_root) : "0x"},
                     {"status", receipt.success ? "0x1" : "0x0"},
                     {"cumulativeGasUsed", quantity(receipt.cumulative_gas_used)},
                     {"logsBloom", hex(receipt.logs_bloom)},
                     {"logs", as_json(included, env, index, log_index)},
                     {"transactionHash", hex(transaction_hash(txn))},
                     {"contractAddress", hex(outcome.contract_address.value_or(Address{}))},
                     {"gasUsed", quantity(outcome.gas_used)},
                     {"effectiveGasPrice", quantity(outcome.effective_gas_price)},
                     {"blockHash", hex(Hash32{})},
                     {"transactionIndex", quantity(index)}};
    if (outcome.blob_gas_used > 0) out["blobGasUsed"] = quantity(outcome.blob_gas_used);
    if (receipt.deposit_nonce) out["depositNonce"] = quantity(*receipt.deposit_nonce);
    if (receipt.deposit_receipt_version)
        out["depositReceiptVersion"] = quantity(*receipt.deposit_receipt_version);
    return out;
}

/// With the state root in place of the status where there is one.
Bytes encode_any_receipt(const IncludedTxn& included) {
    const auto& receipt = included.outcome.receipt;
    if (!included.state_root) return encode_receipt(receipt);
    Bytes payload;
    rlp::encode(payload, *included.state_root);
    rlp::encode(payload, receipt.cumulative_gas_used);
    rlp::encode(payload, receipt.logs_bloom);
    append(payload, encode_logs(receipt.logs));
    return rlp::encode_list(payload);
}

/// The parts of the result that are lists over the transactions.
void add_transactions(json::object& out, const T8nResult& result, const T8nEnv& env) {
    std::vector<Transaction> txns;
    std::vector<Bytes> encoded_receipts;
    std::vector<Log> logs;
    Bloom bloom;
    json::array receipts;
    std::uint64_t log_index = 0;
    for (const auto& included : result.included) {
        receipts.push_back(as_receipt(included, env, receipts.size(), log_index));
        txns.push_back(included.txn);
        encoded_receipts.push_back(encode_any_receipt(included));
        const auto& receipt = included.outcome.receipt;
        logs.insert(logs.end(), receipt.logs.begin(), receipt.logs.end());
        for (std::size_t i = 0; i < Bloom::size(); ++i) bloom[i] |= receipt.logs_bloom[i];
    }
    out["txRoot"] = hex(transactions_root(txns));
    out["receiptsRoot"] = hex(ordered_trie_root(encoded_receipts));
    out["logsHash"] = hex(keccak256(encode_logs(logs)));
    out["logsBloom"] = hex(bloom);
    out["receipts"] = std::move(receipts);
    if (result.rejected.empty()) return;
    json::array rejected;
    for (const auto& [index, error] : result.rejected)
        rejected.push_back(json::object{{"index", index}, {"error", error}});
    out["rejected"] = std::move(rejected);
}

std::uint64_t gas_used(const T8nResult& result) {
    return result.included.empty() ? 0 : result.included.back().outcome.receipt.cumulative_gas_used;
}

/// DA footprint on OP chains from Jovian on.
std::uint64_t blob_gas_used(const T8nResult& result) {
    std::uint64_t sum = 0;
    for (const auto& [txn, outcome, root] : result.included)
        sum += outcome.blob_gas_used + outcome.da_footprint;
    return sum;
}

}  // namespace

std::string_view to_string(SystemCallError error) noexcept {
    switch (error) {
        case SystemCallError::missing_contract:
            return "system contract empty: a request contract has no code";
        case SystemCallError::failed_call:
            return "system call failed to execute";
        case SystemCallError::bad_deposit_event:
            return "unable to parse deposit data";
    }
    return "unknown";
}

json::object as_json(const T8nResult& result, const T8nEnv& env, const BlockRules& rules) {
    json::object out{{"stateRoot", hex(result.state_root)}};
    add_transactions(out, result, env);
    out["currentDifficulty"] =
        rules.revision < Revision::paris ? json::value(quantity(env.difficulty)) : json::value();
    out["gasUsed"] = quantity(gas_used(result));
    if (env.has_base_fee) out["currentBaseFee"] = quantity(env.block.base_fee);
    if (result.withdrawals_root) out["withdrawalsRoot"] = hex(*result.withdrawals_root);
    if (rules.revision >= Revision::cancun) {
        out["currentExcessBlobGas"] = quantity(env.block.excess_blob_gas);
        out["blobGasUsed"] = quantity(blob_gas_used(result));
    }
    if (const auto& requests = result.block.requests) {
        json::array list;
        for (const auto& request : *requests) list.emplace_back(hex(request));
        out["requests"] = std::move(list);
        out["requestsHash"] = hex(requests_hash(*requests));
    }
    if (!result.block_exception.empty()) out["blockException"] = result.block_exception;
    return out;
}

json::object as_alloc(const MemoryState& state) {
    json::object out;
    for (const auto& [address, entry] : state.entries()) {
        json::object account{{"balance", quantity(entry.account.balance)}};
        if (entry.account.nonce != 0) account["nonce"] = quantity(entry.account.nonce);
        if (const auto code = state.code(entry.account.code_hash); code && !code->empty())
            account["code"] = hex(*code);
        if (!entry.storage.empty()) {
            json::object storage;
            for (const auto& [slot, value] : entry.storage)
                storage[hex(to_hash32(slot))] = hex(to_hash32(value));
            account["storage"] = std::move(storage);
        }
        out[hex(address)] = std::move(account);
    }
    return out;
}

Bytes encode_body(const std::vector<IncludedTxn>& included) {
    Bytes payload;
    for (const auto& [txn, outcome, root] : included) {
        const auto encoded = encode_transaction(txn);
        if (txn.type == TxnType::legacy) {
            append(payload, encoded);
        } else {
            rlp::encode(payload, BytesView{encoded});
        }
    }
    return rlp::encode_list(payload);
}

}  // namespace dusk::conformance
