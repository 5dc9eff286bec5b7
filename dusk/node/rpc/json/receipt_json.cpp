#include <algorithm>

#include <dusk/core/chain/fees.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/node/rpc/json/l1_attributes.hpp>
#include <dusk/node/rpc/json/receipt_json.hpp>

namespace dusk::eth {
namespace {

constexpr std::uint64_t MILLION = 1'000'000;

/// setL1BlockValues() of Bedrock with its eight words.
constexpr std::size_t BEDROCK_ATTRIBUTES_SIZE = 4 + 8 * 32;

/// The first Ecotone block still has attributes of Bedrock (OP specs, ecotone/l1-attributes.md).
bool has_bedrock_attributes(OpFork fork, const store::Body& body) {
    return fork < OpFork::ecotone || body.transactions[0].data.size() == BEDROCK_ATTRIBUTES_SIZE;
}

/// Millionths as the decimal fraction that Go's big.Float writes.
std::string fee_scalar_text(const u256& scalar) {
    auto text = decimal(scalar / u256{MILLION});
    auto fraction = std::to_string((scalar % u256{MILLION}).low64() + MILLION).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (!fraction.empty()) text += '.' + fraction;
    return text;
}

struct Charges {
    u256 l1_gas;
    DataCharges data;
};

/// What a transaction's data costs; its size is estimated once.
Charges charges_of(OpFork fork, const L1FeeParams& params, BytesView encoded_txn) {
    if (!is_priced_by_estimate(fork, params))
        return {l1_data_gas(fork, params, encoded_txn), data_charges(fork, params, encoded_txn)};
    const auto scaled = estimated_da_size_scaled(encoded_txn);
    return {u256{scaled * 16 / MILLION}, data_charges(fork, params, scaled)};
}

}  // namespace

Object log_json(const PlacedLog& placed) {
    Array topics;
    for (const auto& topic : placed.log.topics) topics.push_back(hex(topic));
    return {{"address", hex(placed.log.address)},
            {"topics", std::move(topics)},
            {"data", hex(placed.log.data)},
            {"blockNumber", quantity(placed.block.number)},
            {"transactionHash", hex(placed.txn_hash)},
            {"transactionIndex", quantity(placed.txn_index)},
            {"blockHash", hex(placed.block.hash)},
            {"blockTimestamp", quantity(placed.timestamp)},
            {"logIndex", quantity(placed.log_index)},
            {"removed", placed.removed}};
}

BlockReceipts::BlockReceipts(StoredBlock block, std::vector<Receipt> receipts,
                             const BlockRules& rules, const L1FeeParams& l1_fees)
    : block_(std::move(block)), receipts_(std::move(receipts)), rules_(rules), l1_fees_(l1_fees) {
    std::uint64_t logs = 0;
    first_logs_.reserve(receipts_.size());
    for (const auto& receipt : receipts_) {
        first_logs_.push_back(logs);
        logs += receipt.logs.size();
    }
}

std::uint64_t BlockReceipts::gas_used(std::size_t index) const {
    const auto before = index == 0 ? 0 : receipts_[index - 1].cumulative_gas_used;
    return receipts_[index].cumulative_gas_used - before;
}

Array BlockReceipts::logs_json(std::size_t index, const Hash32& txn_hash) const {
    auto log_index = first_logs_[index];
    Array out;
    for (const auto& log : receipts_[index].logs)
        out.push_back(
            log_json({log, block_.ref, block_.header.timestamp, txn_hash, index, log_index++}));
    return out;
}

void BlockReceipts::add_creation(Object& out, std::size_t index) const {
    const auto& txn = block_.body.transactions[index];
    if (txn.to) return;
    const auto nonce = receipts_[index].deposit_nonce.value_or(txn.nonce);
    out["contractAddress"] = hex(create_address(block_.body.senders[index], nonce));
}

void BlockReceipts::add_blobs(Object& out, const Transaction& txn) const {
    if (txn.type != TxnType::blob) return;
    out["blobGasUsed"] = quantity(txn.blob_versioned_hashes.size() * GAS_PER_BLOB);
    out["blobGasPrice"] =
        quantity(blob_base_fee(rules_.blobs, block_.header.excess_blob_gas.value_or(0)));
}

void BlockReceipts::add_l1_fees(Object& out, BytesView encoded_txn) const {
    const auto fork = *rules_.op;
    const auto charges = charges_of(fork, l1_fees_, encoded_txn);
    out["l1GasPrice"] = quantity(l1_fees_.base_fee);
    out["l1GasUsed"] = quantity(charges.l1_gas);
    out["l1Fee"] = quantity(charges.data.l1_fee);
    if (has_bedrock_attributes(fork, block_.body)) {
        out["l1FeeScalar"] = fee_scalar_text(l1_fees_.scalar);
        return;
    }
    out["l1BlobBaseFee"] = quantity(l1_fees_.blob_base_fee);
    out["l1BaseFeeScalar"] = quantity(std::uint64_t{l1_fees_.base_fee_scalar});
    out["l1BlobBaseFeeScalar"] = quantity(std::uint64_t{l1_fees_.blob_base_fee_scalar});
    if (l1_fees_.operator_fee_scalar != 0 || l1_fees_.operator_fee_constant != 0) {
        out["operatorFeeScalar"] = quantity(std::uint64_t{l1_fees_.operator_fee_scalar});
        out["operatorFeeConstant"] = quantity(l1_fees_.operator_fee_constant);
    }
    if (fork >= OpFork::jovian) {
        out["daFootprintGasScalar"] = quantity(std::uint64_t{l1_fees_.da_footprint_scalar});
        out["blobGasUsed"] = quantity(charges.data.da_footprint);
    }
}

void BlockReceipts::add_op_fields(Object& out, std::size_t index, BytesView encoded_txn) const {
    if (!rules_.is_op()) return;
    const auto& txn = block_.body.transactions[index];
    const auto& receipt = receipts_[index];
    if (!txn.is_deposit()) return add_l1_fees(out, encoded_txn);
    if (!receipt.deposit_nonce) return;
    out["depositNonce"] = quantity(*receipt.deposit_nonce);
    if (receipt.deposit_receipt_version)
        out["depositReceiptVersion"] = quantity(*receipt.deposit_receipt_version);
}

Object BlockReceipts::json(std::size_t index) const {
    const auto& txn = block_.body.transactions[index];
    const auto& receipt = receipts_[index];
    const auto base_fee = block_.header.base_fee_per_gas.value_or(u256{});
    const auto price = txn.is_deposit() ? u256{} : effective_gas_price(txn, base_fee);
    const auto encoded = encode_transaction(txn);
    const auto hash = keccak256(encoded);
    Object out{{"blockHash", hex(block_.ref.hash)},
               {"blockNumber", quantity(block_.ref.number)},
               {"transactionHash", hex(hash)},
               {"transactionIndex", quantity(index)},
               {"from", hex(block_.body.senders[index])},
               {"to", nullptr},
               {"gasUsed", quantity(gas_used(index))},
               {"cumulativeGasUsed", quantity(receipt.cumulative_gas_used)},
               {"contractAddress", nullptr},
               {"logs", logs_json(index, hash)},
               {"logsBloom", hex(receipt.logs_bloom)},
               {"type", quantity(static_cast<std::uint64_t>(txn.type))},
               {"effectiveGasPrice", quantity(price)}};
    if (receipt.post_state)
        out["root"] = hex(*receipt.post_state);
    else
        out["status"] = receipt.success ? "0x1" : "0x0";
    if (txn.to) out["to"] = hex(*txn.to);
    add_creation(out, index);
    add_blobs(out, txn);
    add_op_fields(out, index, encoded);
    return out;
}

}  // namespace dusk::eth
