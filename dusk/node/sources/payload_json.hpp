// The objects of the Engine API as structures and as JSON, both ways: what the engine's server and
// its client share. Decoders accept what go-ethereum's accept and answer with its texts.
// Spec: execution-apis, engine/{paris,shanghai,cancun,prague}.md; OP specs, exec-engine.md.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <dusk/core/chain/header.hpp>
#include <dusk/core/rollup/attributes.hpp>
#include <dusk/node/sources/json_fields.hpp>

namespace dusk::sources {

using PayloadId = FixedBytes<8>;

/// ExecutionPayloadV1 to V4 in one; optional fields are present from their version on.
struct ExecutionPayload {
    Hash32 parent_hash;
    Address fee_recipient;
    Hash32 state_root;
    Hash32 receipts_root;
    Bloom logs_bloom;
    Hash32 prev_randao;
    std::uint64_t block_number = 0;
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    std::uint64_t timestamp = 0;
    Bytes extra_data;
    u256 base_fee_per_gas;
    Hash32 block_hash;
    /// EIP-2718 encoded.
    std::vector<Bytes> transactions;
    std::optional<std::vector<Withdrawal>> withdrawals;  ///< V2
    std::optional<std::uint64_t> blob_gas_used;          ///< V3
    std::optional<std::uint64_t> excess_blob_gas;        ///< V3
    /// OP Isthmus, V4: the storage root of the message passer, in the header instead of the root of
    /// `withdrawals`.
    std::optional<Hash32> withdrawals_root;
    friend bool operator==(const ExecutionPayload&, const ExecutionPayload&) = default;
};

/// What travels beside a payload in engine_newPayload and engine_getPayload.
struct PayloadEnvelope {
    ExecutionPayload payload;
    std::optional<Hash32> parent_beacon_block_root;  ///< V3
    /// V4: present. OP chains have no requests: always empty.
    bool has_requests = false;
    /// In wei; told by getPayload only.
    u256 block_value;
    friend bool operator==(const PayloadEnvelope&, const PayloadEnvelope&) = default;
};

boost::json::value to_json(const ExecutionPayload& payload);
Decoded<ExecutionPayload> payload_from_json(const boost::json::value& in);

/// The answer of engine_getPayloadV2 to V5: executionPayload, blockValue; from V3 on blobsBundle
/// (empty), shouldOverrideBuilder and OP's parentBeaconBlockRoot; from V4 on executionRequests.
boost::json::value to_json(const PayloadEnvelope& envelope);
Decoded<PayloadEnvelope> envelope_from_json(const boost::json::value& in);

/// PayloadAttributesV1 to V3 with OP's extensions. minBaseFee is a plain number, as op-node and
/// op-geth write it; quantities are read, too.
boost::json::value to_json(const rollup::PayloadAttributes& attributes);
Decoded<rollup::PayloadAttributes> attributes_from_json(const boost::json::value& in);

struct ForkchoiceState {
    Hash32 head;
    Hash32 safe;
    Hash32 finalized;
    friend bool operator==(const ForkchoiceState&, const ForkchoiceState&) = default;
};
boost::json::value to_json(const ForkchoiceState& state);
Decoded<ForkchoiceState> forkchoice_from_json(const boost::json::value& in);

enum class PayloadStatusKind : std::uint8_t {
    valid,
    invalid,
    syncing,
    accepted,
    invalid_block_hash,
};

struct PayloadStatus {
    PayloadStatusKind kind = PayloadStatusKind::syncing;
    std::optional<Hash32> latest_valid_hash;
    std::optional<std::string> validation_error;
    friend bool operator==(const PayloadStatus&, const PayloadStatus&) = default;
};
boost::json::value to_json(const PayloadStatus& status);
Decoded<PayloadStatus> status_from_json(const boost::json::value& in);

struct ForkchoiceAnswer {
    PayloadStatus status;
    std::optional<PayloadId> payload_id;
    friend bool operator==(const ForkchoiceAnswer&, const ForkchoiceAnswer&) = default;
};
boost::json::value to_json(const ForkchoiceAnswer& answer);
Decoded<ForkchoiceAnswer> forkchoice_answer_from_json(const boost::json::value& in);

Decoded<Withdrawal> withdrawal_from_json(const boost::json::value& in);

// Payloads and blocks
// ------------------------------------------------------------------------------

enum class [[nodiscard]] PayloadError : std::uint8_t {
    bad_transaction,
    wrong_block_hash,  ///< the header made from the payload hashes to something else
};

/// The header that the payload stands for; no transaction may be empty. A present withdrawals_root
/// goes into the header, otherwise the root of `withdrawals`.
Header payload_header(const PayloadEnvelope& envelope);
/// The block, transactions decoded; its header hashes to payload.block_hash.
std::expected<Block, PayloadError> payload_block(const PayloadEnvelope& envelope);
/// The payload of a block. `withdrawals_root_in_payload`: OP Isthmus and later.
PayloadEnvelope payload_envelope(const Block& block, const Hash32& hash,
                                 bool withdrawals_root_in_payload);

}  // namespace dusk::sources
