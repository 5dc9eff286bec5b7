#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/rollup/literal.hpp>
#include <dusk/core/trie/proof.hpp>
#include <dusk/node/sources/engine_client.hpp>
#include <dusk/node/sources/eth_json.hpp>
#include <dusk/node/sources/rpc_failure.hpp>

namespace dusk::sources {

namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds TIMEOUT{20'000};
constexpr Address MESSAGE_PASSER = rollup::predeploy(0x16);

/// The account as the state trie has it: nonce, balance, storage root, code hash.
Decoded<Hash32> storage_root_of(BytesView account) {
    auto list = rlp::ListReader::open(account);
    if (!list) return std::unexpected("malformed account");
    const auto nonce = list->next_u64();
    const auto balance = list->next_u256();
    const auto storage_root = list->next_fixed<32>();
    if (!nonce || !balance || !storage_root) return std::unexpected("malformed account");
    return *storage_root;
}

}  // namespace

Decoded<Hash32> storage_root_from_proof(const json::value& answer, const Address& account,
                                        const Hash32& state_root) {
    FieldReader in{answer, "AccountResult"};
    const auto nodes = in.required<std::vector<Bytes>>("accountProof");
    if (!in.ok()) return std::unexpected(in.error());
    const auto value = verify_proof(state_root, keccak256(account), nodes);
    if (!value) return std::unexpected("the account proof does not hold");
    if (!*value) return std::unexpected("the proof shows that there is no such account");
    return storage_root_of(**value);
}

EngineClient::EngineClient(const std::string& url, const jwt::Secret& secret,
                           const rollup::RollupConfig& config)
    : client_(url, {.jwt_secret = secret, .timeout = TIMEOUT}), forks_(config.forks) {}

Outcome<std::uint64_t> EngineClient::chain_id() {
    const auto answer = client_.call("eth_chainId");
    if (!answer) return std::unexpected(read_failure(answer.error()));
    return checked("eth_chainId", decode_json(*answer, std::type_identity<std::uint64_t>{}));
}

Outcome<ForkchoiceAnswer> EngineClient::forkchoice(const ForkchoiceState& state,
                                                   const rollup::PayloadAttributes* attributes) {
    const bool v3 =
        attributes == nullptr || forks_.is_active(OpFork::ecotone, attributes->timestamp);
    json::array params{to_json(state)};
    params.push_back(attributes == nullptr ? json::value(nullptr) : to_json(*attributes));
    const auto answer = client_.call(
        v3 ? "engine_forkchoiceUpdatedV3" : "engine_forkchoiceUpdatedV2", std::move(params));
    if (!answer) return std::unexpected(engine_failure(answer.error()));
    return checked("engine_forkchoiceUpdated", forkchoice_answer_from_json(*answer));
}

Outcome<PayloadStatus> EngineClient::new_payload(const PayloadEnvelope& envelope) {
    const auto time = envelope.payload.timestamp;
    std::string_view method = "engine_newPayloadV2";
    json::array params{to_json(envelope.payload)};
    if (forks_.is_active(OpFork::ecotone, time)) {
        method = "engine_newPayloadV3";
        params.push_back(json::array{});
        params.push_back(json::value(to_hex(envelope.parent_beacon_block_root.value_or(Hash32{}))));
    }
    if (forks_.is_active(OpFork::isthmus, time)) {
        method = "engine_newPayloadV4";
        params.push_back(json::array{});
    }
    const auto answer = client_.call(method, std::move(params));
    if (!answer) return std::unexpected(engine_failure(answer.error()));
    return checked("engine_newPayload", status_from_json(*answer));
}

Outcome<PayloadEnvelope> EngineClient::get_payload(const PayloadId& id, std::uint64_t timestamp) {
    std::string_view method = "engine_getPayloadV2";
    if (forks_.is_active(OpFork::ecotone, timestamp)) method = "engine_getPayloadV3";
    if (forks_.is_active(OpFork::isthmus, timestamp)) method = "engine_getPayloadV4";
    if (forks_.is_active(OpFork::karst, timestamp)) method = "engine_getPayloadV5";
    const auto answer = client_.call(method, {to_hex(id)});
    if (!answer) return std::unexpected(engine_failure(answer.error()));
    DUSK_TRY(envelope, checked("engine_getPayload", envelope_from_json(*answer)));
    return envelope;
}

Outcome<PayloadEnvelope> EngineClient::block(const BlockSelector& selector) {
    std::string_view method = "eth_getBlockByNumber";
    json::array params;
    if (const auto* label = std::get_if<BlockLabel>(&selector)) {
        params.emplace_back(to_string(*label));
    } else if (const auto* number = std::get_if<std::uint64_t>(&selector)) {
        params.emplace_back(to_hex_quantity(*number));
    } else {
        method = "eth_getBlockByHash";
        params.emplace_back(to_hex(std::get<Hash32>(selector)));
    }
    params.emplace_back(true);
    const auto answer = client_.call(method, std::move(params));
    if (!answer) return std::unexpected(read_failure(answer.error()));
    if (answer->is_null()) return fail(FailureKind::not_found, "L2 block not found");
    DUSK_TRY(block, checked("L2 block", block_from_json(*answer)));
    // The engine is ours, but a wrong block must not become an output root.
    DUSK_TRY_VOID(checked("L2 block", check_header(block)));
    return checked("L2 block", envelope_of(block));
}

Outcome<Hash32> EngineClient::message_passer_root(const PayloadEnvelope& block) {
    json::array params{to_hex(MESSAGE_PASSER), json::array{}, to_hex(block.payload.block_hash)};
    const auto answer = client_.call("eth_getProof", std::move(params));
    if (!answer) return std::unexpected(read_failure(answer.error()));
    return checked("eth_getProof",
                   storage_root_from_proof(*answer, MESSAGE_PASSER, block.payload.state_root));
}

}  // namespace dusk::sources
