#include <boost/json.hpp>
#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/settlement/client/client.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::settlement {
namespace {

namespace json = boost::json;

http::Headers binary() {
    return {{"Content-Type", "application/octet-stream"}, {"Accept", "application/octet-stream"}};
}

ClientResult<json::value> parse(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error) return std::unexpected(std::string("the node's answer is no JSON"));
    return value;
}

ClientResult<const json::value*> member(const json::value& value, std::string_view name) {
    const auto* object = value.if_object();
    const auto* found = object ? object->if_contains(name) : nullptr;
    if (!found) return std::unexpected(fmt::format("the node's answer lacks {}", name));
    return found;
}

ClientResult<std::uint64_t> number(const json::value& value, std::string_view name) {
    DUSK_TRY(found, member(value, name));
    boost::system::error_code error;
    const auto out = found->to_number<std::uint64_t>(error);
    if (error) return std::unexpected(fmt::format("{} is no number", name));
    return out;
}

ClientResult<Hash32> hash(const json::value& value) {
    if (!value.is_string()) return std::unexpected(std::string("expected a hash"));
    const auto out = fixed_from_hex<32>(value.as_string());
    if (!out) return std::unexpected(std::string("expected a hash"));
    return *out;
}

}  // namespace

ClientResult<http::Response> DuskClient::post(std::string_view path, std::string body,
                                              const http::Headers& headers) {
    auto response = http_.post(path, std::move(body), headers);
    if (!response) return std::unexpected("DuskDS: " + response.error().message);
    return *std::move(response);
}

ClientResult<std::string> DuskClient::post_ok(std::string_view path, std::string body,
                                              const http::Headers& headers) {
    DUSK_TRY(response, post(path, std::move(body), headers));
    if (response.status != 200 && response.status != 202)
        return std::unexpected(
            fmt::format("DuskDS answered {} {}", response.status, response.body));
    return std::move(response.body);
}

ClientResult<std::uint8_t> DuskClient::chain_id() {
    DUSK_TRY(body, post_ok("/on/node/info", {}));
    DUSK_TRY(value, parse(body));
    DUSK_TRY(id, number(value, "chain_id"));
    return static_cast<std::uint8_t>(id);
}

ClientResult<AccountStatus> DuskClient::account_status(const AccountKey& account) {
    DUSK_TRY(body, post_ok(fmt::format("/on/account:{}/status", to_base58(account)), {}));
    DUSK_TRY(value, parse(body));
    DUSK_TRY(balance, number(value, "balance"));
    DUSK_TRY(nonce, number(value, "nonce"));
    DUSK_TRY(next_nonce, number(value, "next_nonce"));
    return AccountStatus{balance, nonce, next_nonce};
}

ClientResult<std::uint64_t> DuskClient::contract_balance(const ContractId& contract) {
    DUSK_TRY(body, post_ok(fmt::format("/on/contract:{}/status", to_hex_plain(contract)), {}));
    DUSK_TRY(value, parse(body));
    return number(value, "balance");
}

ClientResult<ChainHeads> DuskClient::heads() {
    DUSK_TRY(body, post_ok("/on/graphql/query", "{ lastBlockPair { json } }"));
    DUSK_TRY(value, parse(body));
    DUSK_TRY(pair, member(value, "lastBlockPair"));
    DUSK_TRY(content, member(*pair, "json"));
    const auto head = [&](std::string_view name) -> ClientResult<std::pair<std::uint64_t, Hash32>> {
        DUSK_TRY(entry, member(*content, name));
        const auto* list = entry->if_array();
        boost::system::error_code error;
        if (!list || list->size() != 2) return std::unexpected(std::string("bad lastBlockPair"));
        const auto height = (*list)[0].to_number<std::uint64_t>(error);
        if (error) return std::unexpected(std::string("bad lastBlockPair"));
        DUSK_TRY(block_hash, hash((*list)[1]));
        return std::pair(height, block_hash);
    };
    DUSK_TRY(tip, head("last_block"));
    DUSK_TRY(last_final, head("last_finalized_block"));
    return ChainHeads{tip.first, tip.second, last_final.first, last_final.second};
}

ClientResult<std::optional<BlockRecord>> DuskClient::block_record(std::uint64_t height) {
    DUSK_TRY(response, post(fmt::format("/on/blocks:{}/raw", height), {}, binary()));
    if (response.status == 404) return std::optional<BlockRecord>{};
    if (response.status != 200)
        return std::unexpected(
            fmt::format("DuskDS answered {} {}", response.status, response.body));
    auto record = decode_block_record(as_bytes(response.body));
    if (!record) return std::unexpected(std::string("the node's block record is malformed"));
    return std::optional(*std::move(record));
}

ClientResult<std::optional<TxStatus>> DuskClient::tx_status(const Hash32& id) {
    DUSK_TRY(body, post_ok("/on/graphql/query",
                           fmt::format("{{ tx(hash: \"{}\") {{ err gasSpent blockHash "
                                       "blockHeight }} }}",
                                       to_hex_plain(id))));
    DUSK_TRY(value, parse(body));
    DUSK_TRY(tx, member(value, "tx"));
    if (tx->is_null()) return std::optional<TxStatus>{};
    TxStatus status;
    DUSK_TRY(block_height, number(*tx, "blockHeight"));
    DUSK_TRY(gas_spent, number(*tx, "gasSpent"));
    DUSK_TRY(block_hash_text, member(*tx, "blockHash"));
    DUSK_TRY(block_hash, hash(*block_hash_text));
    DUSK_TRY(err, member(*tx, "err"));
    status = {
        .block_height = block_height, .block_hash = block_hash, .gas_spent = gas_spent, .err = {}};
    if (err->is_string()) status.err = std::string(err->as_string());
    return std::optional(status);
}

ClientResult<std::optional<Bytes>> DuskClient::sidecar(const Hash32& versioned_hash) {
    DUSK_TRY(response,
             post(fmt::format("/on/blobs:{}/hash", to_hex_plain(versioned_hash)), {}, binary()));
    if (response.status == 404) return std::optional<Bytes>{};
    if (response.status != 200)
        return std::unexpected(
            fmt::format("DuskDS answered {} {}", response.status, response.body));
    return std::optional(to_bytes(as_bytes(response.body)));
}

ClientResult<Bytes> DuskClient::query(const ContractId& contract, std::string_view method,
                                      BytesView args, std::optional<std::uint64_t> height) {
    auto headers = binary();
    if (height) headers.set("Dusk-Height", std::to_string(*height));
    DUSK_TRY(body, post_ok(fmt::format("/on/contracts:{}/{}", to_hex_plain(contract), method),
                           std::string(as_text(args)), headers));
    return to_bytes(as_bytes(body));
}

ClientResult<Hash32> DuskClient::propagate(const Tx& tx) {
    const auto bytes = encode_protocol_bytes(tx);
    DUSK_TRY_VOID(post_ok("/on/transactions/propagate", std::string(as_text(bytes)), binary()));
    return tx_id(tx);
}

ClientResult<TxStatus> DuskClient::wait_for_tx(const Hash32& id,
                                               std::chrono::milliseconds timeout) {
    constexpr Milliseconds POLL{100};
    auto& clock = system_clock();
    const auto deadline = clock.steady_ms() + static_cast<std::uint64_t>(timeout.count());
    for (;;) {
        DUSK_TRY(status, tx_status(id));
        if (status) return *status;
        if (clock.steady_ms() >= deadline)
            return std::unexpected(
                fmt::format("transaction {} is in no block yet", to_hex_plain(id)));
        clock.sleep(POLL);
    }
}

}  // namespace dusk::settlement
