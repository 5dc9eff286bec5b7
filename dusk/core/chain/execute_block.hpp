// A whole block at once: execute_block() checks a given block in every respect, seal_header() makes
// the header of one that was just built. Both leave storing to the caller.
#pragma once

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/chain/header_rules.hpp>
#include <dusk/core/chain/state_trie.hpp>

namespace dusk {

Hash32 transactions_root(std::span<const Transaction> txns);
/// Of transactions in EIP-2718 form.
Hash32 transactions_root(std::span<const Bytes> encoded);
Hash32 receipts_root(std::span<const Receipt> receipts);
Hash32 withdrawals_root(std::span<const Withdrawal> withdrawals);

enum class BlockFault : std::uint8_t {
    bad_header,
    bad_body,  ///< ommers, withdrawals or size against the fork's rules
    wrong_transactions_root,
    bad_transaction,
    bad_system_call,
    wrong_gas_used,
    wrong_blob_gas_used,
    wrong_receipts_root,
    wrong_logs_bloom,
    wrong_requests_hash,
    wrong_state_root,
    wrong_withdrawals_root,
    state_unavailable,  ///< not the block's fault: a read of the parent state failed
};

struct [[nodiscard]] BlockError {
    BlockFault fault = BlockFault::bad_header;
    /// Of bad_header.
    std::optional<HeaderError> header;
    /// Of bad_transaction, with its place in the block.
    std::optional<TxnError> txn;
    std::size_t txn_index = 0;
};

std::string_view to_string(BlockFault fault) noexcept;

/// Where the parent state and all else outside the block comes from.
struct BlockSources {
    const StateView& state;
    const NodeSource& nodes;
    const evm::BlockHashSource& hashes;
    const CryptoProvider& crypto;
    /// Null: the portable interpreter.
    const Interpreter* interpreter = nullptr;
    /// Runs the tasks of the state root; null: one after the other.
    TaskRunner* root_tasks = nullptr;
};

struct ExecutedBlock {
    BlockResult result;
    StateUpdate state;
};

/// Executes `block` on the state of `parent` and checks all that its header says. `senders` may
/// hold the sender of each transaction, recovered before; if empty they are recovered here.
std::expected<ExecutedBlock, BlockError> execute_block(const ChainConfig& config,
                                                       const Header& parent, const Block& block,
                                                       const BlockSources& sources,
                                                       std::span<const Address> senders = {});

// The parts of execute_block(), for those who run the transactions in another way. In this order:
// validate_header(); check_body(); the transactions; check_result(); apply_state_diff();
// check_state().

/// Ommers, withdrawals, size and the transactions' root.
std::expected<void, BlockError> check_body(const BlockRules& rules, const Block& block);
/// What the header says of the execution, the state aside.
std::expected<void, BlockError> check_result(const Header& header, const BlockResult& result);
/// The state root, and the message passer's from Isthmus on.
std::expected<void, BlockError> check_state(const BlockRules& rules, const Header& parent,
                                            const Header& header, const StateUpdate& update,
                                            const NodeSource& nodes);

/// The storage root of OP's message passer after `update` on top of `parent_state_root`.
std::expected<Hash32, TrieError> message_passer_root(const Hash32& parent_state_root,
                                                     const StateUpdate& update,
                                                     const NodeSource& nodes);

/// What a header holds beyond its environment and the executor's result.
struct SealInput {
    Hash32 state_root;
    /// Both, if none: reckoned here.
    std::optional<Hash32> transactions_root;
    std::optional<Hash32> receipts_root;
    Bytes extra_data;
    std::span<const Transaction> transactions;
    /// Of Ethereum blocks.
    std::span<const Withdrawal> withdrawals;
    /// From Isthmus on (message_passer_root).
    std::optional<Hash32> message_passer_root;
};
Header seal_header(const BlockRules& rules, const BlockEnv& env, const BlockResult& result,
                   const SealInput& input);

}  // namespace dusk
