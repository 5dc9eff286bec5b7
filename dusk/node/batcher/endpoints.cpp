#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/l2_block_info.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/node/batcher/endpoints.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/node/sources/eth_json.hpp>

namespace dusk::batcher {

namespace {

namespace json = boost::json;

constexpr int CODE_METHOD_NOT_FOUND = -32601;

/// That header and transactions are those of the hash. The withdrawals root is not one of the body:
/// from Isthmus on it commits to the message passer (OP specs, isthmus/exec-engine.md).
std::expected<void, std::string> check_block(const sources::RpcBlock& block) {
    DUSK_TRY_VOID(sources::check_header(block));
    std::vector<Bytes> encoded;
    for (const auto& txn : block.transactions) {
        if (!txn.known) return std::unexpected(std::string{"a transaction of an unknown type"});
        encoded.push_back(txn.encoded);
    }
    if (ordered_trie_root(encoded) != block.header.transactions_root)
        return std::unexpected(std::string{"the transactions are not those of the block"});
    return {};
}

std::expected<L2Block, std::string> read_block(const rollup::RollupConfig& config,
                                               const json::value& value) {
    if (value.is_null()) return std::unexpected(std::string{"no such block"});
    DUSK_TRY(block, sources::block_from_json(value));
    DUSK_TRY_VOID(check_block(block));
    const auto* first = block.transactions.empty() ? nullptr : &block.transactions.front().known;
    const auto ref = rollup::l2_block_ref_from(config, block.header, block.hash,
                                               first != nullptr && *first ? &**first : nullptr);
    if (!ref) return std::unexpected(std::string{"no L1 attributes in the block"});
    L2Block out{.ref = *ref, .transactions = {}};
    for (auto& txn : block.transactions)
        if (!txn.known->is_deposit()) out.transactions.push_back(std::move(txn.encoded));
    return out;
}

}  // namespace

std::expected<rollup::RollupConfig, std::string> RollupNode::config() {
    const auto answer = client_.call("optimism_rollupConfig");
    if (!answer) return std::unexpected(rpc::to_text(answer.error()));
    auto config = genesis::parse_rollup_config(json::serialize(*answer), "optimism_rollupConfig");
    if (!config) return std::unexpected(config.error().text());
    return *std::move(config);
}

std::expected<SyncStatus, std::string> RollupNode::status() {
    const auto answer = client_.call("optimism_syncStatus");
    if (!answer) return std::unexpected(rpc::to_text(answer.error()));
    return sync_status_from_json(*answer);
}

std::expected<std::vector<L2Block>, std::string> ExecutionNode::blocks(
    const rollup::RollupConfig& config, std::uint64_t first, std::uint64_t last) {
    std::vector<rpc::BatchCall> calls;
    for (auto number = first; number <= last; ++number)
        calls.push_back(
            {"eth_getBlockByNumber", {json::string(to_hex_quantity(u256{number})), true}});
    const auto answers = client_.batch(calls);
    if (!answers) return std::unexpected(rpc::to_text(answers.error()));
    std::vector<L2Block> out;
    for (const auto& answer : *answers) {
        const auto number = first + out.size();
        if (!answer) return std::unexpected(rpc::to_text(answer.error()));
        auto block = read_block(config, *answer);
        if (!block) return std::unexpected(fmt::format("block {}: {}", number, block.error()));
        out.push_back(*std::move(block));
    }
    return out;
}

std::expected<bool, std::string> ExecutionNode::set_max_da_size(std::uint64_t txn_size,
                                                                std::uint64_t block_size) {
    const auto answer =
        client_.call("miner_setMaxDASize", {json::string(to_hex_quantity(u256{txn_size})),
                                            json::string(to_hex_quantity(u256{block_size}))});
    if (answer) return true;
    const auto& error = answer.error();
    if (error.kind == rpc::ClientErrorKind::rpc && error.code == CODE_METHOD_NOT_FOUND)
        return false;
    return std::unexpected(rpc::to_text(error));
}

}  // namespace dusk::batcher
