#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/execute_block.hpp>

namespace dusk {
namespace {

using evm::Revision;

/// EIP-7934.
constexpr std::size_t BLOCK_SIZE_MAX = 8 * 1024 * 1024;

std::unexpected<BlockError> fail(BlockFault fault) {
    return std::unexpected(BlockError{.fault = fault, .header = {}, .txn = {}, .txn_index = 0});
}

std::unexpected<BlockError> fail_txn(TxnError error, std::size_t index) {
    return std::unexpected(BlockError{
        .fault = BlockFault::bad_transaction, .header = {}, .txn = error, .txn_index = index});
}

std::expected<Address, TxnError> sender_of(const Block& block, std::span<const Address> senders,
                                           std::size_t index, const CryptoProvider& crypto) {
    if (!senders.empty()) return senders[index];
    const auto sender = recover_sender(block.transactions[index], crypto);
    if (!sender) return std::unexpected(TxnError::bad_signature);
    return *sender;
}

std::expected<void, BlockError> execute_transactions(BlockExecutor& executor, const Block& block,
                                                     std::span<const Address> senders,
                                                     const BlockSources& sources) {
    for (std::size_t i = 0; i < block.transactions.size(); ++i) {
        const auto sender = sender_of(block, senders, i, sources.crypto);
        if (!sender) return fail_txn(sender.error(), i);
        const auto outcome = executor.execute(block.transactions[i], *sender);
        if (!sources.state.ok()) return fail(BlockFault::state_unavailable);
        if (!outcome) return fail_txn(outcome.error(), i);
    }
    return {};
}

std::vector<Bytes> encode_withdrawals(std::span<const Withdrawal> withdrawals) {
    std::vector<Bytes> out;
    out.reserve(withdrawals.size());
    for (const auto& w : withdrawals)
        out.push_back(rlp::encode_items(w.index, w.validator_index, w.address, w.amount_gwei));
    return out;
}

}  // namespace

std::expected<void, BlockError> check_body(const BlockRules& rules, const Block& block) {
    if (!block.ommers.empty()) return fail(BlockFault::bad_body);
    if (block.withdrawals.has_value() != (rules.revision >= Revision::shanghai))
        return fail(BlockFault::bad_body);
    if (rules.is_op()) {
        if (block.withdrawals && !block.withdrawals->empty()) return fail(BlockFault::bad_body);
    } else {
        if (block.withdrawals &&
            withdrawals_root(*block.withdrawals) != *block.header.withdrawals_root)
            return fail(BlockFault::wrong_withdrawals_root);
        if (rules.revision >= Revision::osaka && encode_block(block).size() > BLOCK_SIZE_MAX)
            return fail(BlockFault::bad_body);
    }
    if (transactions_root(block.transactions) != block.header.transactions_root)
        return fail(BlockFault::wrong_transactions_root);
    return {};
}

std::expected<void, BlockError> check_result(const Header& header, const BlockResult& result) {
    if (header.gas_used != result.gas_used) return fail(BlockFault::wrong_gas_used);
    if (header.blob_gas_used && *header.blob_gas_used != result.blob_gas_used)
        return fail(BlockFault::wrong_blob_gas_used);
    if (header.receipts_root != receipts_root(result.receipts))
        return fail(BlockFault::wrong_receipts_root);
    if (header.logs_bloom != result.logs_bloom) return fail(BlockFault::wrong_logs_bloom);
    if (result.requests && header.requests_hash != requests_hash(*result.requests))
        return fail(BlockFault::wrong_requests_hash);
    return {};
}

std::expected<void, BlockError> check_state(const BlockRules& rules, const Header& parent,
                                            const Header& header, const StateUpdate& update,
                                            const NodeSource& nodes) {
    if (header.state_root != update.state_root) return fail(BlockFault::wrong_state_root);
    if (!rules.has_op(OpFork::isthmus)) return {};
    const auto root = message_passer_root(parent.state_root, update, nodes);
    if (!root) return fail(BlockFault::state_unavailable);
    if (*header.withdrawals_root != *root) return fail(BlockFault::wrong_withdrawals_root);
    return {};
}

Hash32 transactions_root(std::span<const Transaction> txns) {
    std::vector<Bytes> values;
    values.reserve(txns.size());
    for (const auto& txn : txns) values.push_back(encode_transaction(txn));
    return ordered_trie_root(values);
}

Hash32 transactions_root(std::span<const Bytes> encoded) { return ordered_trie_root(encoded); }

Hash32 receipts_root(std::span<const Receipt> receipts) {
    std::vector<Bytes> values;
    values.reserve(receipts.size());
    for (const auto& receipt : receipts) values.push_back(encode_receipt(receipt));
    return ordered_trie_root(values);
}

Hash32 withdrawals_root(std::span<const Withdrawal> withdrawals) {
    return ordered_trie_root(encode_withdrawals(withdrawals));
}

std::string_view to_string(BlockFault fault) noexcept {
    switch (fault) {
        case BlockFault::bad_header:
            return "invalid header";
        case BlockFault::bad_body:
            return "invalid body";
        case BlockFault::wrong_transactions_root:
            return "transactions root mismatch";
        case BlockFault::bad_transaction:
            return "invalid transaction";
        case BlockFault::bad_system_call:
            return "system call failed";
        case BlockFault::wrong_gas_used:
            return "gas used mismatch";
        case BlockFault::wrong_blob_gas_used:
            return "blob gas used mismatch";
        case BlockFault::wrong_receipts_root:
            return "receipts root mismatch";
        case BlockFault::wrong_logs_bloom:
            return "logs bloom mismatch";
        case BlockFault::wrong_requests_hash:
            return "requests hash mismatch";
        case BlockFault::wrong_state_root:
            return "state root mismatch";
        case BlockFault::wrong_withdrawals_root:
            return "withdrawals root mismatch";
        case BlockFault::state_unavailable:
            return "parent state unavailable";
    }
    return "unknown";
}

std::expected<ExecutedBlock, BlockError> execute_block(const ChainConfig& config,
                                                       const Header& parent, const Block& block,
                                                       const BlockSources& sources,
                                                       std::span<const Address> senders) {
    DUSK_CHECK(senders.empty() || senders.size() == block.transactions.size());
    if (const auto valid = validate_header(config, parent, block.header); !valid) {
        auto error = fail(BlockFault::bad_header);
        error.error().header = valid.error();
        return error;
    }
    BlockExecutor executor{config, block_env(block.header), sources.state, sources.crypto,
                           sources.hashes};
    executor.set_interpreter(sources.interpreter);
    DUSK_TRY_VOID(check_body(executor.rules(), block));
    executor.begin();
    DUSK_TRY_VOID(execute_transactions(executor, block, senders, sources));
    auto result = executor.finish(block.withdrawals.value_or(std::vector<Withdrawal>{}));
    if (!sources.state.ok()) return fail(BlockFault::state_unavailable);
    if (!result) return fail(BlockFault::bad_system_call);
    DUSK_TRY_VOID(check_result(block.header, *result));
    auto update =
        apply_state_diff(parent.state_root, result->diff, sources.nodes, sources.root_tasks);
    if (!update) return fail(BlockFault::state_unavailable);
    DUSK_TRY_VOID(check_state(executor.rules(), parent, block.header, *update, sources.nodes));
    return ExecutedBlock{*std::move(result), *std::move(update)};
}

std::expected<Hash32, TrieError> message_passer_root(const Hash32& parent_state_root,
                                                     const StateUpdate& update,
                                                     const NodeSource& nodes) {
    for (const auto& [address, root] : update.storage_roots)
        if (address == OP_MESSAGE_PASSER) return root;
    DUSK_TRY(account, read_trie_account(parent_state_root, OP_MESSAGE_PASSER, nodes));
    return account ? account->storage_root : EMPTY_TRIE_ROOT;
}

Header seal_header(const BlockRules& rules, const BlockEnv& env, const BlockResult& result,
                   const SealInput& input) {
    Header header{.parent_hash = env.parent_hash,
                  .ommers_hash = EMPTY_OMMERS_HASH,
                  .coinbase = env.coinbase,
                  .state_root = input.state_root,
                  .transactions_root = input.transactions_root
                                           ? *input.transactions_root
                                           : transactions_root(input.transactions),
                  .receipts_root =
                      input.receipts_root ? *input.receipts_root : receipts_root(result.receipts),
                  .logs_bloom = result.logs_bloom,
                  .difficulty = {},
                  .number = env.number,
                  .gas_limit = env.gas_limit,
                  .gas_used = result.gas_used,
                  .timestamp = env.timestamp,
                  .extra_data = input.extra_data,
                  .prev_randao = env.prev_randao,
                  .nonce = {},
                  .base_fee_per_gas = env.base_fee,
                  .withdrawals_root = {},
                  .blob_gas_used = {},
                  .excess_blob_gas = {},
                  .parent_beacon_block_root = {},
                  .requests_hash = {}};
    if (rules.revision >= Revision::shanghai) {
        DUSK_CHECK(input.message_passer_root.has_value() == rules.has_op(OpFork::isthmus));
        header.withdrawals_root =
            input.message_passer_root.value_or(withdrawals_root(input.withdrawals));
    }
    if (rules.revision >= Revision::cancun) {
        header.blob_gas_used = result.blob_gas_used;
        header.excess_blob_gas = env.excess_blob_gas;
        header.parent_beacon_block_root = env.parent_beacon_block_root.value_or(Hash32{});
    }
    if (rules.revision >= Revision::prague)
        header.requests_hash = requests_hash(result.requests.value_or(Requests{}));
    return header;
}

}  // namespace dusk
