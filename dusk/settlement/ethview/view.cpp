#include <dusk/core/codec/abi.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/settlement/contracts/contract_ids.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/ethview/view.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement::ethview {

namespace {

// The x coordinate of secp256k1's generator.
constexpr u256 GENERATOR_X{0x79be667ef9dcbbac, 0x55a06295ce870b07, 0x029bfcdb2dce28d9,
                           0x59f2815b16f81798};

std::vector<Log> logs_of(const ViewConfig& config, const TxOutcome& outcome) {
    std::vector<Log> logs;
    for (const auto& event : outcome.events)
        if (auto log = events::to_log(event, address_of(config, event.source)))
            logs.push_back(std::move(*log));
    return logs;
}

std::optional<events::EvmTxnExecuted> router_receipt(const TxOutcome& outcome) {
    for (const auto& event : outcome.events)
        if (event.source == EVM_TX_ROUTER_ID && event.topic == events::EVM_TXN_EXECUTED)
            return events::decode_evm_txn_executed(event.data);
    return std::nullopt;
}

/// The Ethereum transaction that the router executed in this Dusk transaction, if it did.
std::optional<ViewTransaction> signed_transaction(const Tx& tx, const TxOutcome& outcome,
                                                  const CryptoProvider& crypto) {
    const auto executed = router_receipt(outcome);
    const auto* call = call_of(tx.payload.data);
    if (!executed || call == nullptr || call->contract != EVM_TX_ROUTER_ID) return std::nullopt;
    auto txn = decode_transaction(call->args);
    if (!txn) return std::nullopt;
    const auto sender = recover_sender(*txn, crypto);
    if (!sender) return std::nullopt;
    const auto price = effective_gas_price(*txn, u256{VIEW_BASE_FEE_WEI});
    return ViewTransaction{.txn = *std::move(txn),
                           .hash = executed->txn_hash,
                           .sender = *sender,
                           .dusk_tx_id = outcome.tx_id,
                           .gas_used = executed->gas_used,
                           .effective_gas_price = price,
                           .receipt = {.success = executed->success}};
}

ViewTransaction stand_in(const ViewConfig& config, const Tx& tx, const TxOutcome& outcome) {
    auto txn = synthetic_transaction(config, tx, outcome.tx_id);
    const auto hash = transaction_hash(txn);
    const auto price = txn.max_fee_per_gas;
    return {.txn = std::move(txn),
            .hash = hash,
            .sender = evm_address(tx.payload.sender),
            .dusk_tx_id = outcome.tx_id,
            .is_synthetic = true,
            .gas_used = outcome.gas_spent,
            .effective_gas_price = price,
            .receipt = {.success = true}};
}

std::optional<ViewTransaction> project_tx(const ViewConfig& config, const Tx& tx,
                                          const TxOutcome& outcome, const CryptoProvider& crypto) {
    auto logs = logs_of(config, outcome);
    auto out = signed_transaction(tx, outcome, crypto);
    if (!out && logs.empty()) return std::nullopt;
    if (!out) out = stand_in(config, tx, outcome);
    out->receipt.type = out->txn.type;
    out->receipt.logs_bloom = logs_bloom(logs);
    out->receipt.logs = std::move(logs);
    return out;
}

std::vector<ViewTransaction> project_txs(const ViewConfig& config, const BlockRecord& record,
                                         const CryptoProvider& crypto) {
    DUSK_CHECK(record.outcomes.size() == record.block.txs.size());
    std::vector<ViewTransaction> out;
    std::uint64_t cumulative_gas = 0;
    for (std::size_t i = 0; i < record.outcomes.size(); ++i) {
        auto txn = project_tx(config, record.block.txs[i], record.outcomes[i], crypto);
        if (!txn) continue;
        cumulative_gas += txn->gas_used;
        txn->receipt.cumulative_gas_used = cumulative_gas;
        out.push_back(*std::move(txn));
    }
    return out;
}

void fill_body_fields(dusk::Header& header, const std::vector<ViewTransaction>& transactions) {
    std::vector<Bytes> txns;
    std::vector<Bytes> receipts;
    std::uint64_t blob_count = 0;
    for (const auto& entry : transactions) {
        txns.push_back(encode_transaction(entry.txn));
        receipts.push_back(encode_receipt(entry.receipt));
        blob_count += entry.txn.blob_versioned_hashes.size();
        for (std::size_t i = 0; i < header.logs_bloom.size(); ++i)
            header.logs_bloom[i] |= entry.receipt.logs_bloom[i];
    }
    header.transactions_root = ordered_trie_root(txns);
    header.receipts_root = ordered_trie_root(receipts);
    header.gas_used = transactions.empty() ? 0 : transactions.back().receipt.cumulative_gas_used;
    header.blob_gas_used = blob_count * GAS_PER_VIEW_BLOB;
}

dusk::Header project_header(const ViewConfig& config, const ViewHead& parent,
                            const settlement::Header& dusk) {
    dusk::Header header;
    header.parent_hash = parent.hash;
    header.ommers_hash = EMPTY_OMMERS_HASH;
    header.coinbase = evm_address(dusk.generator);
    header.state_root = dusk.state_hash;
    header.number = dusk.height;
    header.gas_limit = VIEW_GAS_LIMIT;
    header.timestamp = dusk.timestamp_s;
    header.prev_randao = keccak256(dusk.seed);
    header.base_fee_per_gas = u256{VIEW_BASE_FEE_WEI};
    header.withdrawals_root = EMPTY_TRIE_ROOT;
    header.excess_blob_gas =
        next_excess_blob_gas(parent.excess_blob_gas, parent.blob_gas_used, config.blob_schedule);
    header.parent_beacon_block_root = dusk.prev_block_hash;
    if (config.is_prague) header.requests_hash = sha256({});  // EIP-7685: no requests
    return header;
}

}  // namespace

Address address_of(const ViewConfig& config, const ContractId& contract) noexcept {
    for (const auto& pinned : config.pinned_addresses)
        if (pinned.contract == contract) return pinned.address;
    return evm_address(contract);
}

ViewHead anchor(const ViewConfig& config) noexcept { return {.hash = config.anchor_parent_hash}; }

ViewHead head_of(const ViewBlock& block) noexcept {
    return {.hash = block.hash,
            .blob_gas_used = block.header.blob_gas_used.value_or(0),
            .excess_blob_gas = block.header.excess_blob_gas.value_or(0)};
}

Transaction synthetic_transaction(const ViewConfig& config, const Tx& tx,
                                  const Hash32& dusk_tx_id) {
    const auto& payload = tx.payload;
    const auto* call = call_of(payload.data);
    Transaction txn;
    txn.type = TxnType::dynamic_fee;
    txn.chain_id = config.l1_chain_id;
    txn.nonce = payload.nonce;
    txn.max_fee_per_gas = u256{payload.gas_price} * u256{WEI_PER_LUX};
    txn.max_priority_fee_per_gas = txn.max_fee_per_gas - u256{VIEW_BASE_FEE_WEI};
    txn.gas_limit = payload.gas_limit;
    txn.to = address_of(config, call != nullptr ? call->contract : TRANSFER_CONTRACT);
    txn.value = u256{payload.deposit} * u256{WEI_PER_LUX};
    txn.data = abi::Writer{"duskTransaction(bytes32)"}.word(dusk_tx_id).finish();
    txn.signature = {.r = GENERATOR_X, .s = u256{1}, .odd_y = false};
    return txn;
}

ViewBlock project(const ViewConfig& config, const ViewHead& parent, const BlockRecord& record,
                  const CryptoProvider& crypto) {
    ViewBlock block;
    block.header = project_header(config, parent, record.block.header);
    block.transactions = project_txs(config, record, crypto);
    fill_body_fields(block.header, block.transactions);
    block.hash = dusk::header_hash(block.header);
    block.dusk_hash = record.block.header.hash;
    return block;
}

std::vector<Hash32> blob_hashes(const ViewBlock& block) {
    std::vector<Hash32> hashes;
    for (const auto& entry : block.transactions)
        hashes.insert(hashes.end(), entry.txn.blob_versioned_hashes.begin(),
                      entry.txn.blob_versioned_hashes.end());
    return hashes;
}

}  // namespace dusk::settlement::ethview
