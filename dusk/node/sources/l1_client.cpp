#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/sources/l1_client.hpp>
#include <dusk/node/sources/rpc_failure.hpp>
#include <dusk/platform/rpc/error.hpp>

namespace dusk::sources {

namespace json = boost::json;
using rollup::L1BlockData;
using rollup::L1BlockRef;

namespace {

L1BlockRef ref_of(const RpcBlock& block) {
    return {.hash = block.hash,
            .number = block.header.number,
            .parent_hash = block.header.parent_hash,
            .time = block.header.timestamp};
}

rpc::RpcClientOptions client_options(const L1ClientOptions& options) {
    return {.timeout = options.timeout, .retries = options.retries};
}

/// The answer of a call that gives a block, or null where there is none.
Outcome<RpcBlock> block_answer(const rpc::CallResult& answer) {
    if (!answer) return std::unexpected(read_failure(answer.error()));
    if (answer->is_null()) return fail(FailureKind::not_found, "L1 block not found");
    DUSK_TRY(block, checked("L1 block", block_from_json(*answer)));
    return block;
}

bool is_missing_method(const rpc::ClientError& error) {
    return error.kind == rpc::ClientErrorKind::rpc &&
           (error.code == rpc::CODE_METHOD_NOT_FOUND ||
            std::string_view{error.message}.contains("does not exist"));
}

}  // namespace

std::string_view to_string(BlockLabel label) noexcept {
    switch (label) {
        case BlockLabel::latest:
            return "latest";
        case BlockLabel::safe:
            return "safe";
        case BlockLabel::finalized:
            return "finalized";
    }
    return "latest";
}

L1Client::L1Client(const std::string& url, const L1ClientOptions& options)
    : client_(url, client_options(options)), refs_(options.refs_max), blocks_(options.blocks_max) {}

Outcome<std::uint64_t> L1Client::chain_id() {
    const auto answer = client_.call("eth_chainId");
    if (!answer) return std::unexpected(read_failure(answer.error()));
    return checked("eth_chainId", decode_json(*answer, std::type_identity<std::uint64_t>{}));
}

Outcome<L1BlockRef> L1Client::ref_by(std::string_view method, json::value selector) {
    DUSK_TRY(block, block_answer(client_.call(method, {std::move(selector), false})));
    DUSK_TRY_VOID(checked("L1 block", check_header(block)));
    const auto ref = ref_of(block);
    refs_.put(ref.hash, ref);
    return ref;
}

Outcome<L1BlockRef> L1Client::ref(BlockLabel label) {
    return ref_by("eth_getBlockByNumber", json::value(to_string(label)));
}

Outcome<L1BlockRef> L1Client::ref_by_number(std::uint64_t number) {
    DUSK_TRY(ref, ref_by("eth_getBlockByNumber", json::value(to_hex_quantity(number))));
    if (ref.number != number)
        return fail(FailureKind::temporary, "L1 answered with a block of another number");
    return ref;
}

Outcome<L1BlockRef> L1Client::ref_by_hash(const Hash32& hash) {
    if (auto known = refs_.get(hash)) return *known;
    DUSK_TRY(ref, ref_by("eth_getBlockByHash", json::value(to_hex(hash))));
    if (ref.hash != hash) return fail(FailureKind::temporary, "L1 answered with another block");
    return ref;
}

Outcome<std::shared_ptr<const L1BlockData>> L1Client::block(const Hash32& hash) {
    if (auto known = blocks_.get(hash)) return *known;
    DUSK_TRY(block, block_answer(client_.call("eth_getBlockByHash", {to_hex(hash), true})));
    if (block.hash != hash) return fail(FailureKind::temporary, "L1 answered with another block");
    DUSK_TRY_VOID(fetch_unknown_types(block));
    DUSK_TRY_VOID(checked("L1 block", check_body(block)));
    DUSK_TRY(block_receipts, receipts(block));

    auto data = std::make_shared<L1BlockData>();
    data->header = block.header;
    data->hash = hash;
    for (auto& txn : block.transactions)
        if (txn.known) data->transactions.push_back(*std::move(txn.known));
    data->receipts = std::move(block_receipts);
    refs_.put(hash, ref_of(block));
    blocks_.put(hash, data);
    return data;
}

/// Types that came after this program: the encoding suffices for the root.
Outcome<void> L1Client::fetch_unknown_types(RpcBlock& block) {
    for (auto& txn : block.transactions) {
        if (txn.known) continue;
        const auto answer = client_.call("eth_getRawTransactionByHash", {to_hex(txn.hash)});
        if (!answer) return std::unexpected(read_failure(answer.error()));
        DUSK_TRY(encoded, checked("eth_getRawTransactionByHash",
                                  decode_json(*answer, std::type_identity<Bytes>{})));
        if (keccak256(encoded) != txn.hash)
            return fail(FailureKind::temporary, "L1 answered with another transaction");
        txn.encoded = std::move(encoded);
    }
    return {};
}

Outcome<std::vector<Receipt>> L1Client::receipts(const RpcBlock& block) {
    if (block.transactions.empty()) {
        DUSK_TRY_VOID(checked("L1 receipts", check_receipts(block.header, {})));
        return std::vector<Receipt>{};
    }
    const auto answer = client_.call("eth_getBlockReceipts", {to_hex(block.hash)});
    if (!answer) {
        if (is_missing_method(answer.error())) return receipts_one_by_one(block);
        return std::unexpected(read_failure(answer.error()));
    }
    if (answer->is_null()) return fail(FailureKind::not_found, "L1 receipts not found");
    DUSK_TRY(out, checked("L1 receipts", receipts_from_json(*answer)));
    DUSK_TRY_VOID(checked("L1 receipts", check_receipts(block.header, out)));
    return out;
}

Outcome<std::vector<Receipt>> L1Client::receipts_one_by_one(const RpcBlock& block) {
    std::vector<rpc::BatchCall> calls;
    for (const auto& txn : block.transactions)
        calls.push_back({"eth_getTransactionReceipt", {to_hex(txn.hash)}});
    const auto answers = client_.batch(calls);
    if (!answers) return std::unexpected(read_failure(answers.error()));
    std::vector<Receipt> out;
    for (const auto& answer : *answers) {
        if (!answer) return std::unexpected(read_failure(answer.error()));
        if (answer->is_null()) return fail(FailureKind::not_found, "L1 receipt not found");
        DUSK_TRY(receipt, checked("L1 receipt", receipt_from_json(*answer)));
        out.push_back(std::move(receipt));
    }
    DUSK_TRY_VOID(checked("L1 receipts", check_receipts(block.header, out)));
    return out;
}

}  // namespace dusk::sources
