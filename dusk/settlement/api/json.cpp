#include <boost/json.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/api/json.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::settlement::api {
namespace {

namespace json = boost::json;

json::value vote_json(const Vote& vote) {
    switch (vote.kind) {
        case VoteKind::no_candidate:
            return "NoCandidate";
        case VoteKind::valid:
            return json::object{{"Valid", to_hex_plain(vote.hash)}};
        case VoteKind::invalid:
            return json::object{{"Invalid", to_hex_plain(vote.hash)}};
        case VoteKind::no_quorum:
            return "NoQuorum";
    }
    return nullptr;
}

json::object step_votes_json(const StepVotes& votes) {
    return {{"bitset", votes.bitset},
            {"aggregate_signature", to_hex_plain(votes.aggregate_signature)}};
}

json::object attestation_json(const Attestation& attestation) {
    return {{"result",
             json::object{{attestation.success ? "Success" : "Fail", vote_json(attestation.vote)}}},
            {"validation", step_votes_json(attestation.validation)},
            {"ratification", step_votes_json(attestation.ratification)}};
}

json::array failed_json(const FailedIterations& failed) {
    json::array out;
    for (const auto& entry : failed) {
        if (!entry) {
            out.push_back(nullptr);
            continue;
        }
        out.push_back(
            json::array{attestation_json(entry->attestation), to_base58(entry->generator)});
    }
    return out;
}

json::value optional_key(const std::optional<AccountKey>& key) {
    return key ? json::value(to_base58(*key)) : json::value(nullptr);
}

}  // namespace

std::string to_base64(BytesView bytes) {
    constexpr std::string_view DIGITS =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto left = std::min<std::size_t>(bytes.size() - i, 3);
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = (group << 8) | (k < left ? bytes[i + k] : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out.push_back(k <= left ? DIGITS[(group >> (18 - 6 * k)) & 63] : '=');
    }
    return out;
}

json::object header_json(const Header& h) {
    return {{"version", h.version},
            {"height", h.height},
            {"timestamp", h.timestamp_s},
            {"prev_block_hash", to_hex_plain(h.prev_block_hash)},
            {"seed", to_hex_plain(h.seed)},
            {"state_hash", to_hex_plain(h.state_hash)},
            {"event_bloom", to_hex_plain(h.event_bloom)},
            {"generator_bls_pubkey", to_base58(h.generator)},
            {"txroot", to_hex_plain(h.tx_root)},
            {"faultroot", to_hex_plain(h.fault_root)},
            {"gas_limit", h.gas_limit},
            {"iteration", h.iteration},
            {"prev_block_cert", attestation_json(h.prev_block_cert)},
            {"failed_iterations", failed_json(h.failed_iterations)},
            {"hash", to_hex_plain(h.hash)},
            {"signature", to_hex_plain(h.signature)}};
}

json::object block_json(const BlockRecord& record) {
    json::array ids;
    for (const auto& outcome : record.outcomes) ids.emplace_back(to_hex_plain(outcome.tx_id));
    return {{"header", header_json(record.block.header)}, {"transactions", std::move(ids)}};
}

json::object tx_json(const Tx& tx) {
    const auto& p = tx.payload;
    json::object out{
        {"type", "moonlight"},
        {"sender", to_base58(p.sender)},
        {"receiver", optional_key(p.receiver)},
        {"value", p.value},
        {"nonce", p.nonce},
        {"deposit", p.deposit},
        {"fee", json::object{{"gas_limit", std::to_string(p.gas_limit)},
                             {"gas_price", std::to_string(p.gas_price)},
                             {"refund_address", to_base58(p.refund_address.value_or(p.sender))}}},
        {"call", nullptr},
        {"is_deploy", std::holds_alternative<ContractDeploy>(p.data)},
        {"memo", nullptr}};
    if (const auto* call = call_of(p.data))
        out["call"] = json::object{{"contract", to_hex_plain(call->contract)},
                                   {"fn_name", call->method},
                                   {"fn_args", to_base64(call->args)}};
    if (const auto* memo = std::get_if<Memo>(&p.data)) out["memo"] = to_hex_plain(memo->bytes);
    return out;
}

json::object label_json(const FinalityLabel& label) {
    constexpr std::string_view NAMES[] = {"Accepted", "Attested", "Confirmed", "Final"};
    return {{NAMES[static_cast<std::size_t>(label.kind)], label.count}};
}

json::object executed_json(const Tx& tx, const TxOutcome& outcome, std::uint64_t height) {
    return {{"inner", tx_json(tx)},
            {"block_height", height},
            {"gas_spent", outcome.gas_spent},
            {"err", outcome.err ? json::value(*outcome.err) : json::value(nullptr)}};
}

}  // namespace dusk::settlement::api
