#include <algorithm>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <dusk/adapter/http_source.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::adapter {

namespace {

namespace json = boost::json;

http::Headers binary() {
    return {{"Content-Type", "application/octet-stream"}, {"Accept", "application/octet-stream"}};
}

std::unexpected<SourceError> unusable(std::string_view what) {
    return std::unexpected(SourceError{false, fmt::format("DuskDS: {}", what)});
}

/// A member of an object; null where there is none.
const json::value* member(const json::value& value, std::string_view name) {
    const auto* object = value.if_object();
    return object != nullptr ? object->if_contains(name) : nullptr;
}

Sourced<std::uint64_t> number(const json::value* value) {
    boost::system::error_code error;
    if (value == nullptr || !value->is_number()) return unusable("expected a number");
    const auto out = value->to_number<std::uint64_t>(error);
    if (error) return unusable("expected a number");
    return out;
}

Sourced<Bytes> bytes(const json::value* value) {
    if (value == nullptr || !value->is_string()) return unusable("expected hex");
    auto out = from_hex(value->as_string());
    if (!out) return unusable("expected hex");
    return *std::move(out);
}

Sourced<std::vector<Bytes>> bytes_list(const json::value* value) {
    if (value == nullptr || !value->is_array()) return unusable("expected a list");
    std::vector<Bytes> out;
    for (const auto& item : value->as_array()) {
        DUSK_TRY(entry, bytes(&item));
        out.push_back(std::move(entry));
    }
    return out;
}

}  // namespace

Sourced<http::Response> HttpDuskSource::post(std::string_view path, std::string body,
                                             http::Headers headers) {
    auto response = http_.post(path, std::move(body), headers);
    if (!response) return unusable(response.error().message);
    const auto status = response->status;
    if (status == 200 || status == 202 || status == 404) return *std::move(response);
    const bool is_busy = status == 429 || status == 502 || status == 503;
    return std::unexpected(SourceError{!is_busy, std::move(response->body)});
}

Sourced<json::value> HttpDuskSource::post_json(std::string_view path, std::string body) {
    DUSK_TRY(response, post(path, std::move(body), {}));
    if (response.status == 404) return std::unexpected(SourceError{true, response.body});
    boost::system::error_code error;
    auto value = json::parse(response.body, error);
    if (error) return unusable("malformed JSON");
    return value;
}

Sourced<std::uint8_t> HttpDuskSource::chain_id() {
    DUSK_TRY(info, post_json("/on/node/info", {}));
    DUSK_TRY(id, number(member(info, "chain_id")));
    return static_cast<std::uint8_t>(id);
}

Sourced<ChainStatus> HttpDuskSource::status() {
    DUSK_TRY(answer, post_json("/on/graphql/query", "{ lastBlockPair { json } }"));
    const auto* pair = member(answer, "lastBlockPair");
    const auto* content = pair != nullptr ? member(*pair, "json") : nullptr;
    const auto* tip = content != nullptr ? member(*content, "last_block") : nullptr;
    const auto* final_block =
        content != nullptr ? member(*content, "last_finalized_block") : nullptr;
    if (tip == nullptr || final_block == nullptr || !tip->is_array() || !final_block->is_array() ||
        tip->as_array().size() != 2 || final_block->as_array().size() != 2)
        return unusable("malformed lastBlockPair");
    ChainStatus status;
    DUSK_TRY(height, number(&tip->as_array()[0]));
    DUSK_TRY(hash, bytes(&tip->as_array()[1]));
    DUSK_TRY(final_height, number(&final_block->as_array()[0]));
    status.height = height;
    status.hash = Hash32::from(hash);
    status.final_height = final_height;
    DUSK_TRY(safe, find_safe(status));
    status.safe_height = safe;
    return status;
}

/// The highest block that is at least attested, from the tip downward.
Sourced<std::uint64_t> HttpDuskSource::find_safe(const ChainStatus& status) {
    {
        const std::scoped_lock lock(mutex_);
        if (last_status_.height == status.height && last_status_.hash == status.hash &&
            last_status_.final_height == status.final_height)
            return last_status_.safe_height;
    }
    auto safe = status.height;
    for (; safe > status.final_height; --safe) {
        DUSK_TRY(block, record(safe));
        if (block && block->label.kind >= settlement::Finality::attested) break;
    }
    const std::scoped_lock lock(mutex_);
    last_status_ = status;
    last_status_.safe_height = safe;
    return safe;
}

Sourced<std::optional<settlement::BlockRecord>> HttpDuskSource::record(std::uint64_t height) {
    DUSK_TRY(response, post(fmt::format("/on/blocks:{}/raw", height), {}, binary()));
    if (response.status == 404) return std::optional<settlement::BlockRecord>{};
    auto record = settlement::decode_block_record(as_bytes(response.body));
    if (!record) return unusable("malformed block record");
    if (settlement::header_hash(record->block.header) != record->block.header.hash)
        return unusable("a block record whose hash is not its header's");
    return std::optional(*std::move(record));
}

Sourced<std::optional<settlement::BlobSidecar>> HttpDuskSource::blob(const Hash32& versioned_hash) {
    DUSK_TRY(response,
             post(fmt::format("/on/blobs:{}/hash", to_hex_plain(versioned_hash)), {}, binary()));
    if (response.status == 404) return std::optional<settlement::BlobSidecar>{};
    auto sidecar = settlement::decode_sidecar(as_bytes(response.body));
    if (!sidecar) return unusable("malformed blob");
    return std::optional(*std::move(sidecar));
}

Sourced<Bytes> HttpDuskSource::query(const settlement::ContractId& contract,
                                     std::string_view method, BytesView args,
                                     std::optional<std::uint64_t> height) {
    auto headers = binary();
    if (height) headers.set("Dusk-Height", std::to_string(*height));
    DUSK_TRY(response, post(fmt::format("/on/contracts:{}/{}", to_hex_plain(contract), method),
                            std::string(as_text(args)), std::move(headers)));
    if (response.status == 404) return std::unexpected(SourceError{true, response.body});
    return to_bytes(as_bytes(response.body));
}

Sourced<AccountStatus> HttpDuskSource::account(const settlement::AccountKey& key) {
    DUSK_TRY(answer,
             post_json(fmt::format("/on/account:{}/status", settlement::to_base58(key)), {}));
    DUSK_TRY(nonce, number(member(answer, "nonce")));
    DUSK_TRY(balance, number(member(answer, "balance")));
    return AccountStatus{.nonce = nonce, .balance_lux = balance};
}

Sourced<void> HttpDuskSource::propagate(BytesView protocol_bytes) {
    DUSK_TRY(response,
             post("/on/transactions/propagate", std::string(as_text(protocol_bytes)), binary()));
    if (response.status == 404) return std::unexpected(SourceError{true, response.body});
    return {};
}

Sourced<StateProof> HttpDuskSource::prove(std::uint64_t height,
                                          const settlement::ContractId& contract,
                                          const std::vector<Hash32>& slots) {
    StateProof proof;
    // One slot a request; an account alone is proven with any.
    const auto count = std::max<std::size_t>(slots.size(), 1);
    for (std::size_t i = 0; i < count; ++i) {
        const auto slot = i < slots.size() ? slots[i] : Hash32{};
        DUSK_TRY(answer,
                 post_json(fmt::format("/on/state:{}/proof", to_hex_plain(contract)),
                           fmt::format(R"({{"slot":"{}","height":{}}})", to_hex(slot), height)));
        DUSK_TRY(nonce, number(member(answer, "nonce")));
        DUSK_TRY(account_proof, bytes_list(member(answer, "accountProof")));
        DUSK_TRY(storage_proof, bytes_list(member(answer, "storageProof")));
        DUSK_TRY(code_hash, bytes(member(answer, "codeHash")));
        DUSK_TRY(storage_hash, bytes(member(answer, "storageHash")));
        DUSK_TRY(value, bytes(member(answer, "value")));
        const auto* balance = member(answer, "balance");
        const auto balance_wei = balance != nullptr && balance->is_string()
                                     ? quantity_from_hex(balance->as_string())
                                     : std::unexpected(HexError::empty);
        if (!balance_wei || value.size() > 32) return unusable("malformed proof");
        proof.nonce = nonce;
        proof.balance = *balance_wei;
        proof.code_hash = Hash32::from(code_hash);
        proof.storage_hash = Hash32::from(storage_hash);
        proof.account_proof = std::move(account_proof);
        if (i < slots.size())
            proof.slots.push_back({slot, u256_from_be(value), std::move(storage_proof)});
    }
    return proof;
}

}  // namespace dusk::adapter
