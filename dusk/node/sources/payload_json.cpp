#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/header_rules.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/node/sources/payload_json.hpp>

namespace dusk::sources {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 5> STATUS_TEXTS{"VALID", "INVALID", "SYNCING", "ACCEPTED",
                                                       "INVALID_BLOCK_HASH"};

json::array bytes_list(const std::vector<Bytes>& list) {
    json::array out;
    out.reserve(list.size());
    for (const auto& bytes : list) out.emplace_back(to_hex(bytes));
    return out;
}

json::array withdrawals_json(const std::vector<Withdrawal>& withdrawals) {
    json::array out;
    for (const auto& w : withdrawals)
        out.push_back(json::object{{"index", to_hex_quantity(w.index)},
                                   {"validatorIndex", to_hex_quantity(w.validator_index)},
                                   {"address", to_hex(w.address)},
                                   {"amount", to_hex_quantity(w.amount_gwei)}});
    return out;
}

std::optional<std::vector<Withdrawal>> read_withdrawals(FieldReader& in) {
    const auto* found = in.find("withdrawals");
    if (found == nullptr) return std::nullopt;
    const auto* list = found->if_array();
    if (list == nullptr) {
        in.fail("withdrawals", "expected a list");
        return std::nullopt;
    }
    std::vector<Withdrawal> out;
    out.reserve(list->size());
    for (const auto& element : *list) {
        auto withdrawal = withdrawal_from_json(element);
        if (!withdrawal) {
            in.fail("withdrawals", withdrawal.error());
            return std::nullopt;
        }
        out.push_back(*withdrawal);
    }
    return out;
}

}  // namespace

Decoded<Withdrawal> withdrawal_from_json(const json::value& value) {
    FieldReader in{value, "Withdrawal"};
    Withdrawal out{.index = in.required<std::uint64_t>("index"),
                   .validator_index = in.required<std::uint64_t>("validatorIndex"),
                   .address = in.required<Address>("address"),
                   .amount_gwei = in.required<std::uint64_t>("amount")};
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

json::value to_json(const ExecutionPayload& payload) {
    json::object out{{"parentHash", to_hex(payload.parent_hash)},
                     {"feeRecipient", to_hex(payload.fee_recipient)},
                     {"stateRoot", to_hex(payload.state_root)},
                     {"receiptsRoot", to_hex(payload.receipts_root)},
                     {"logsBloom", to_hex(payload.logs_bloom)},
                     {"prevRandao", to_hex(payload.prev_randao)},
                     {"blockNumber", to_hex_quantity(payload.block_number)},
                     {"gasLimit", to_hex_quantity(payload.gas_limit)},
                     {"gasUsed", to_hex_quantity(payload.gas_used)},
                     {"timestamp", to_hex_quantity(payload.timestamp)},
                     {"extraData", to_hex(payload.extra_data)},
                     {"baseFeePerGas", to_hex_quantity(payload.base_fee_per_gas)},
                     {"blockHash", to_hex(payload.block_hash)},
                     {"transactions", bytes_list(payload.transactions)}};
    if (payload.withdrawals) out["withdrawals"] = withdrawals_json(*payload.withdrawals);
    if (payload.blob_gas_used) out["blobGasUsed"] = to_hex_quantity(*payload.blob_gas_used);
    if (payload.excess_blob_gas) out["excessBlobGas"] = to_hex_quantity(*payload.excess_blob_gas);
    if (payload.withdrawals_root) out["withdrawalsRoot"] = to_hex(*payload.withdrawals_root);
    return out;
}

Decoded<ExecutionPayload> payload_from_json(const json::value& value) {
    FieldReader in{value, "ExecutableData"};
    ExecutionPayload out;
    out.parent_hash = in.required<Hash32>("parentHash");
    out.fee_recipient = in.required<Address>("feeRecipient");
    out.state_root = in.required<Hash32>("stateRoot");
    out.receipts_root = in.required<Hash32>("receiptsRoot");
    out.logs_bloom = in.required<Bloom>("logsBloom");
    out.prev_randao = in.required<Hash32>("prevRandao");
    out.block_number = in.required<std::uint64_t>("blockNumber");
    out.gas_limit = in.required<std::uint64_t>("gasLimit");
    out.gas_used = in.required<std::uint64_t>("gasUsed");
    out.timestamp = in.required<std::uint64_t>("timestamp");
    out.extra_data = in.required<Bytes>("extraData");
    out.base_fee_per_gas = in.required<u256>("baseFeePerGas");
    out.block_hash = in.required<Hash32>("blockHash");
    out.transactions = in.required<std::vector<Bytes>>("transactions");
    out.withdrawals = read_withdrawals(in);
    out.blob_gas_used = in.optional<std::uint64_t>("blobGasUsed");
    out.excess_blob_gas = in.optional<std::uint64_t>("excessBlobGas");
    out.withdrawals_root = in.optional<Hash32>("withdrawalsRoot");
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

json::value to_json(const PayloadEnvelope& envelope) {
    json::object out{{"executionPayload", to_json(envelope.payload)},
                     {"blockValue", to_hex_quantity(envelope.block_value)}};
    if (envelope.payload.blob_gas_used) {
        out["blobsBundle"] = json::object{
            {"commitments", json::array{}}, {"proofs", json::array{}}, {"blobs", json::array{}}};
        out["shouldOverrideBuilder"] = false;
    }
    if (envelope.parent_beacon_block_root)
        out["parentBeaconBlockRoot"] = to_hex(*envelope.parent_beacon_block_root);
    if (envelope.has_requests) out["executionRequests"] = json::array{};
    return out;
}

Decoded<PayloadEnvelope> envelope_from_json(const json::value& value) {
    FieldReader in{value, "ExecutionPayloadEnvelope"};
    const auto* payload_json = in.find("executionPayload");
    if (payload_json == nullptr)
        return std::unexpected(
            "missing required field 'executionPayload' for ExecutionPayloadEnvelope");
    DUSK_TRY(payload, payload_from_json(*payload_json));
    PayloadEnvelope out{.payload = std::move(payload)};
    out.block_value = in.value_or<u256>("blockValue", {});
    out.parent_beacon_block_root = in.optional<Hash32>("parentBeaconBlockRoot");
    if (const auto requests = in.optional<std::vector<Bytes>>("executionRequests")) {
        // OP isthmus/exec-engine.md: the requests list is always empty.
        if (!requests->empty()) in.fail("executionRequests", "must be empty");
        out.has_requests = true;
    }
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

json::value to_json(const rollup::PayloadAttributes& attributes) {
    json::object out{{"timestamp", to_hex_quantity(attributes.timestamp)},
                     {"prevRandao", to_hex(attributes.prev_randao)},
                     {"suggestedFeeRecipient", to_hex(attributes.suggested_fee_recipient)},
                     {"transactions", bytes_list(attributes.transactions)},
                     {"noTxPool", attributes.no_tx_pool},
                     {"gasLimit", to_hex_quantity(attributes.gas_limit)}};
    if (attributes.withdrawals) out["withdrawals"] = withdrawals_json(*attributes.withdrawals);
    if (attributes.parent_beacon_block_root)
        out["parentBeaconBlockRoot"] = to_hex(*attributes.parent_beacon_block_root);
    if (attributes.eip_1559_params) out["eip1559Params"] = to_hex(*attributes.eip_1559_params);
    if (attributes.min_base_fee) out["minBaseFee"] = *attributes.min_base_fee;
    return out;
}

Decoded<rollup::PayloadAttributes> attributes_from_json(const json::value& value) {
    FieldReader in{value, "PayloadAttributes"};
    rollup::PayloadAttributes out;
    out.timestamp = in.required<std::uint64_t>("timestamp");
    out.prev_randao = in.required<Hash32>("prevRandao");
    out.suggested_fee_recipient = in.required<Address>("suggestedFeeRecipient");
    out.withdrawals = read_withdrawals(in);
    out.parent_beacon_block_root = in.optional<Hash32>("parentBeaconBlockRoot");
    out.transactions = in.value_or<std::vector<Bytes>>("transactions", {});
    out.no_tx_pool = in.value_or("noTxPool", false);
    out.gas_limit = in.value_or<std::uint64_t>("gasLimit", 0);
    out.eip_1559_params = in.optional<rollup::Eip1559Params>("eip1559Params");
    if (const auto* fee = in.find("minBaseFee")) {
        if (fee->is_uint64() || (fee->is_int64() && fee->get_int64() >= 0))
            out.min_base_fee = fee->to_number<std::uint64_t>();
        else
            out.min_base_fee = in.optional<std::uint64_t>("minBaseFee");
    }
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

json::value to_json(const ForkchoiceState& state) {
    return json::object{{"headBlockHash", to_hex(state.head)},
                        {"safeBlockHash", to_hex(state.safe)},
                        {"finalizedBlockHash", to_hex(state.finalized)}};
}

Decoded<ForkchoiceState> forkchoice_from_json(const json::value& value) {
    FieldReader in{value, "ForkchoiceStateV1"};
    ForkchoiceState out{.head = in.required<Hash32>("headBlockHash"),
                        .safe = in.required<Hash32>("safeBlockHash"),
                        .finalized = in.required<Hash32>("finalizedBlockHash")};
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

json::value to_json(const PayloadStatus& status) {
    json::object out{{"status", STATUS_TEXTS[static_cast<std::size_t>(status.kind)]}};
    out["latestValidHash"] = status.latest_valid_hash
                                 ? json::value(to_hex(*status.latest_valid_hash))
                                 : json::value(nullptr);
    out["validationError"] =
        status.validation_error ? json::value(*status.validation_error) : json::value(nullptr);
    return out;
}

Decoded<PayloadStatus> status_from_json(const json::value& value) {
    FieldReader in{value, "PayloadStatusV1"};
    const auto text = in.required<std::string>("status");
    PayloadStatus out;
    out.latest_valid_hash = in.optional<Hash32>("latestValidHash");
    out.validation_error = in.optional<std::string>("validationError");
    const auto found = std::ranges::find(STATUS_TEXTS, text);
    if (found == STATUS_TEXTS.end())
        in.fail("status", "unknown status");
    else
        out.kind = static_cast<PayloadStatusKind>(found - STATUS_TEXTS.begin());
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

json::value to_json(const ForkchoiceAnswer& answer) {
    json::object out{{"payloadStatus", to_json(answer.status)}};
    out["payloadId"] =
        answer.payload_id ? json::value(to_hex(*answer.payload_id)) : json::value(nullptr);
    return out;
}

Decoded<ForkchoiceAnswer> forkchoice_answer_from_json(const json::value& value) {
    FieldReader in{value, "ForkChoiceResponse"};
    const auto* status_json = in.find("payloadStatus");
    if (status_json == nullptr)
        return std::unexpected("missing required field 'payloadStatus' for ForkChoiceResponse");
    DUSK_TRY(status, status_from_json(*status_json));
    ForkchoiceAnswer out{.status = std::move(status),
                         .payload_id = in.optional<PayloadId>("payloadId")};
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

Header payload_header(const PayloadEnvelope& envelope) {
    const auto& payload = envelope.payload;
    Header out;
    out.parent_hash = payload.parent_hash;
    out.ommers_hash = EMPTY_OMMERS_HASH;
    out.coinbase = payload.fee_recipient;
    out.state_root = payload.state_root;
    out.transactions_root = ordered_trie_root(payload.transactions);
    out.receipts_root = payload.receipts_root;
    out.logs_bloom = payload.logs_bloom;
    out.number = payload.block_number;
    out.gas_limit = payload.gas_limit;
    out.gas_used = payload.gas_used;
    out.timestamp = payload.timestamp;
    out.extra_data = payload.extra_data;
    out.prev_randao = payload.prev_randao;
    out.base_fee_per_gas = payload.base_fee_per_gas;
    if (payload.withdrawals_root)
        out.withdrawals_root = payload.withdrawals_root;
    else if (payload.withdrawals)
        out.withdrawals_root = withdrawals_root(*payload.withdrawals);
    out.blob_gas_used = payload.blob_gas_used;
    out.excess_blob_gas = payload.excess_blob_gas;
    out.parent_beacon_block_root = envelope.parent_beacon_block_root;
    if (envelope.has_requests) out.requests_hash = EMPTY_REQUESTS_HASH;
    return out;
}

std::expected<Block, PayloadError> payload_block(const PayloadEnvelope& envelope) {
    // An empty transaction has no place in a trie: it cannot be hashed, let alone decoded.
    for (const auto& txn : envelope.payload.transactions)
        if (txn.empty()) return std::unexpected(PayloadError::bad_transaction);
    Block out{.header = payload_header(envelope),
              .transactions = {},
              .ommers = {},
              .withdrawals = envelope.payload.withdrawals};
    if (header_hash(out.header) != envelope.payload.block_hash)
        return std::unexpected(PayloadError::wrong_block_hash);
    out.transactions.reserve(envelope.payload.transactions.size());
    for (const auto& encoded : envelope.payload.transactions) {
        auto txn = decode_transaction(encoded);
        if (!txn) return std::unexpected(PayloadError::bad_transaction);
        out.transactions.push_back(*std::move(txn));
    }
    return out;
}

PayloadEnvelope payload_envelope(const Block& block, const Hash32& hash,
                                 bool withdrawals_root_in_payload) {
    const auto& header = block.header;
    PayloadEnvelope out;
    auto& payload = out.payload;
    payload.parent_hash = header.parent_hash;
    payload.fee_recipient = header.coinbase;
    payload.state_root = header.state_root;
    payload.receipts_root = header.receipts_root;
    payload.logs_bloom = header.logs_bloom;
    payload.prev_randao = header.prev_randao;
    payload.block_number = header.number;
    payload.gas_limit = header.gas_limit;
    payload.gas_used = header.gas_used;
    payload.timestamp = header.timestamp;
    payload.extra_data = header.extra_data;
    payload.base_fee_per_gas = header.base_fee_per_gas.value_or(u256{});
    payload.block_hash = hash;
    payload.transactions.reserve(block.transactions.size());
    for (const auto& txn : block.transactions)
        payload.transactions.push_back(encode_transaction(txn));
    payload.withdrawals = block.withdrawals;
    payload.blob_gas_used = header.blob_gas_used;
    payload.excess_blob_gas = header.excess_blob_gas;
    if (withdrawals_root_in_payload) payload.withdrawals_root = header.withdrawals_root;
    out.parent_beacon_block_root = header.parent_beacon_block_root;
    out.has_requests = header.requests_hash.has_value();
    return out;
}

}  // namespace dusk::sources
