// Contract queries and proofs of contract storage.
#include <charconv>

#include <boost/json.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/settlement/api/endpoints.hpp>
#include <dusk/settlement/state/trie_state.hpp>

namespace dusk::settlement::api {
namespace {

namespace json = boost::json;

std::optional<std::uint64_t> height_header(const http::Request& request) {
    const auto text = request.headers.get("Dusk-Height");
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

Result finish(const CallReceipt& receipt) {
    if (!receipt.outcome) {
        const auto& fault = receipt.outcome.error();
        if (fault.kind == ContractFaultKind::does_not_exist)
            return std::unexpected(ApiError::not_found(fault.message));
        return std::unexpected(ApiError::internal("Query error: " + fault.message));
    }
    return BinaryContent{*receipt.outcome};
}

Result query_at(const Call& call, const ContractId& id, std::uint64_t height) {
    const auto& chain = call.node.chain();
    const auto record = chain.store().record(height);
    if (!record) return std::unexpected(ApiError::not_found("Block not found"));
    const auto& header = record->block.header;
    const TrieState state(header.state_hash, chain.store());
    Session session(state, chain.contracts(), native_crypto(),
                    {.block_height = header.height,
                     .block_timestamp_s = header.timestamp_s,
                     .chain_id = chain.config().genesis.chain_id});
    auto receipt = session.call(id, call.path.topic, request_bytes(call.request),
                                chain.config().block_gas_limit);
    if (!state.ok()) return std::unexpected(ApiError::internal("state is missing"));
    return finish(receipt);
}

struct SlotRequest {
    Hash32 slot;
    std::uint64_t height = 0;
    Hash32 state_root;
};

std::expected<SlotRequest, ApiError> slot_request(const Call& call) {
    boost::system::error_code error;
    const auto body = json::parse(call.request.body, error);
    const auto* object = error ? nullptr : body.if_object();
    const auto* slot = object ? object->if_contains("slot") : nullptr;
    const auto hash = slot && slot->is_string() ? fixed_from_hex<32>(slot->as_string())
                                                : std::unexpected(HexError::empty);
    if (!hash) return std::unexpected(ApiError::invalid("a slot of 32 bytes hex is needed"));
    SlotRequest out{
        .slot = *hash, .height = call.node.chain().tip().header.height, .state_root = {}};
    if (const auto* height = object->if_contains("height")) {
        out.height = height->to_number<std::uint64_t>(error);
        if (error) return std::unexpected(ApiError::invalid("the height is no number"));
    }
    const auto record = call.node.chain().store().record(out.height);
    if (!record) return std::unexpected(ApiError::not_found("Block not found"));
    out.state_root = record->block.header.state_hash;
    return out;
}

json::array hex_list(const std::vector<Bytes>& nodes) {
    json::array out;
    for (const auto& node : nodes) out.emplace_back(to_hex(node));
    return out;
}

}  // namespace

Result contract_query(const Call& call) {
    DUSK_TRY(id, contract_id(call));
    if (is_json_request(call.request))
        return std::unexpected(ApiError::invalid("no data driver for this contract"));
    if (const auto height = height_header(call.request)) return query_at(call, id, *height);
    const auto query = call.node.chain().query();
    return finish(query.session->call(id, call.path.topic, request_bytes(call.request),
                                      call.node.config().chain.block_gas_limit));
}

Result state_endpoint(const Call& call) {
    if (call.path.topic != "proof" && call.path.topic != "slot")
        return std::unexpected(ApiError::unsupported());
    DUSK_TRY(id, contract_id(call));
    DUSK_TRY(request, slot_request(call));
    const auto proof =
        prove_storage(request.state_root, id, request.slot, call.node.chain().store());
    if (!proof) return std::unexpected(ApiError::internal("the state trie lacks a node"));
    if (call.path.topic == "slot") return BinaryContent{proof->value};
    const auto leaf = proof->leaf.value_or(ContractLeaf{});
    return json::value(json::object{{"height", request.height},
                                    {"stateRoot", to_hex(request.state_root)},
                                    {"address", to_hex(contract_address(id))},
                                    {"nonce", leaf.nonce},
                                    {"balance", to_hex_quantity(leaf.balance_wei)},
                                    {"codeHash", to_hex(leaf.code_hash)},
                                    {"storageHash", to_hex(leaf.storage_root)},
                                    {"value", to_hex(proof->value)},
                                    {"accountProof", hex_list(proof->account_proof)},
                                    {"storageProof", hex_list(proof->storage_proof)}});
}

}  // namespace dusk::settlement::api
