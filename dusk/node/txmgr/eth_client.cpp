#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/sources/json_fields.hpp>
#include <dusk/node/txmgr/eth_client.hpp>

namespace dusk::txmgr {

namespace {

namespace json = boost::json;
using sources::FieldReader;

/// Codes that say that the method is not served.
bool is_missing_method(const rpc::ClientError& error) {
    return error.kind == rpc::ClientErrorKind::rpc &&
           (error.code == -32601 || error.message.contains("does not exist"));
}

template <class T>
ClientOutcome<T> decoded(std::string_view what, const json::value& value) {
    auto out = sources::decode_json(value, std::type_identity<T>{});
    if (!out) return std::unexpected(std::string{what} + ": " + out.error());
    return *std::move(out);
}

template <class T>
ClientOutcome<T> ask(rpc::Client& client, std::string_view method, json::array params = {}) {
    const auto answer = client.call(method, std::move(params));
    if (!answer) return std::unexpected(rpc::to_text(answer.error()));
    return decoded<T>(method, *answer);
}

ClientOutcome<std::optional<TxnReceipt>> read_receipt(const json::value& value) {
    if (value.is_null()) return std::nullopt;
    FieldReader in{value, "Receipt"};
    TxnReceipt out;
    out.txn_hash = in.required<Hash32>("transactionHash");
    out.block_hash = in.required<Hash32>("blockHash");
    out.block_number = in.required<std::uint64_t>("blockNumber");
    out.success = in.required<std::uint64_t>("status") == 1;
    out.gas_used = in.required<std::uint64_t>("gasUsed");
    out.effective_gas_price = in.value_or<u256>("effectiveGasPrice", {});
    out.blob_gas_used = in.value_or<std::uint64_t>("blobGasUsed", 0);
    out.blob_gas_price = in.value_or<u256>("blobGasPrice", {});
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

struct Phrase {
    std::string_view text;
    std::optional<PublishErrorKind> kind;
};

// The first that a message contains decides; longer phrases stand before those within them.
constexpr Phrase PHRASES[] = {
    {"already known", std::nullopt},
    {"known transaction", std::nullopt},
    {"already imported", std::nullopt},
    {"nonce too low", PublishErrorKind::nonce_too_low},
    {"replacement transaction underpriced", PublishErrorKind::replacement_underpriced},
    {"underpriced", PublishErrorKind::underpriced},
    {"gas price below minimum", PublishErrorKind::underpriced},
    {"less than block base fee", PublishErrorKind::underpriced},
    {"address already reserved", PublishErrorKind::already_reserved},
    {"already reserved", PublishErrorKind::already_reserved},
    {"insufficient funds", PublishErrorKind::insufficient_funds},
    {"insufficient balance", PublishErrorKind::insufficient_funds},
};

}  // namespace

std::optional<PublishErrorKind> publish_error_kind(std::string_view message) {
    for (const auto& phrase : PHRASES)
        if (message.contains(phrase.text)) return phrase.kind;
    return PublishErrorKind::other;
}

EthClient::EthClient(std::string_view url, std::chrono::milliseconds timeout)
    : client_(url, {.timeout = timeout, .retries = 0}) {}

ClientOutcome<std::uint64_t> EthClient::chain_id() {
    return ask<std::uint64_t>(client_, "eth_chainId");
}

ClientOutcome<L1Head> EthClient::head() {
    const auto answer = client_.call("eth_getBlockByNumber", {"latest", false});
    if (!answer) return std::unexpected(rpc::to_text(answer.error()));
    FieldReader in{*answer, "Block"};
    L1Head out{.hash = in.required<Hash32>("hash"),
               .number = in.required<std::uint64_t>("number"),
               .time = in.required<std::uint64_t>("timestamp"),
               .base_fee = in.value_or<u256>("baseFeePerGas", {})};
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

ClientOutcome<FeeQuote> EthClient::quote(const L1Head& head) {
    FeeQuote out{.tip = {}, .base_fee = head.base_fee, .blob_base_fee = u256{1}};
    const auto tip = client_.call("eth_maxPriorityFeePerGas");
    if (tip) {
        DUSK_TRY(value, decoded<u256>("eth_maxPriorityFeePerGas", *tip));
        out.tip = value;
    } else if (is_missing_method(tip.error())) {
        DUSK_TRY(price, ask<u256>(client_, "eth_gasPrice"));
        out.tip = price > head.base_fee ? price - head.base_fee : u256{};
    } else {
        return std::unexpected(rpc::to_text(tip.error()));
    }
    const auto blob_base_fee = client_.call("eth_blobBaseFee");
    if (blob_base_fee) {
        DUSK_TRY(value, decoded<u256>("eth_blobBaseFee", *blob_base_fee));
        out.blob_base_fee = value;
    } else if (!is_missing_method(blob_base_fee.error())) {
        return std::unexpected(rpc::to_text(blob_base_fee.error()));
    }
    return out;
}

ClientOutcome<std::uint64_t> EthClient::nonce(const Address& account) {
    return ask<std::uint64_t>(client_, "eth_getTransactionCount",
                              {json::string(to_hex(account)), "latest"});
}

ClientOutcome<u256> EthClient::balance(const Address& account) {
    return ask<u256>(client_, "eth_getBalance", {json::string(to_hex(account)), "latest"});
}

ClientOutcome<std::uint64_t> EthClient::estimate_gas(const Address& from, const Address& to,
                                                     const u256& value, BytesView data) {
    return ask<std::uint64_t>(client_, "eth_estimateGas",
                              {json::object{{"from", to_hex(from)},
                                            {"to", to_hex(to)},
                                            {"value", to_hex_quantity(value)},
                                            {"data", to_hex(data)}}});
}

ClientOutcome<std::vector<std::optional<TxnReceipt>>> EthClient::receipts(
    std::span<const Hash32> hashes) {
    std::vector<std::optional<TxnReceipt>> out;
    if (hashes.empty()) return out;
    std::vector<rpc::BatchCall> calls;
    for (const auto& hash : hashes)
        calls.push_back({"eth_getTransactionReceipt", {json::string(to_hex(hash))}});
    const auto answers = client_.batch(calls);
    if (!answers) return std::unexpected(rpc::to_text(answers.error()));
    for (const auto& answer : *answers) {
        if (!answer) return std::unexpected(rpc::to_text(answer.error()));
        DUSK_TRY(receipt, read_receipt(*answer));
        out.push_back(receipt);
    }
    return out;
}

std::expected<void, PublishError> EthClient::publish(BytesView encoded) {
    const auto answer = client_.call("eth_sendRawTransaction", {json::string(to_hex(encoded))});
    if (answer) return {};
    const auto& error = answer.error();
    if (error.kind != rpc::ClientErrorKind::rpc)
        return std::unexpected(PublishError{PublishErrorKind::transport, rpc::to_text(error)});
    const auto kind = publish_error_kind(error.message);
    if (!kind) return {};
    return std::unexpected(PublishError{*kind, error.message});
}

}  // namespace dusk::txmgr
