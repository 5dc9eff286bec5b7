// debug_storageRangeAt, debug_accountRange, debug_executionWitness: the state as tries.
#include <algorithm>
#include <map>
#include <set>

#include <dusk/core/chain/state_trie.hpp>
#include <dusk/node/rpc/call/call_site.hpp>
#include <dusk/node/rpc/call/replay.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/inspect/limits.hpp>
#include <dusk/node/rpc/inspect/rows.hpp>
#include <dusk/node/rpc/inspect/trie_range.hpp>

namespace dusk::eth {
namespace {

rpc::Error node_missing() { return rpc::internal_error("a node of the trie is missing"); }

Answer<std::size_t> count_param(const Params& arguments, std::size_t index) {
    DUSK_TRY(in, params::any(arguments, index));
    if (!in->is_int64() || in->get_int64() < 0)
        return std::unexpected(params::invalid(index, "a count is no number"));
    return static_cast<std::size_t>(std::min<std::int64_t>(in->get_int64(), STATE_RANGE_MAX));
}

/// Bytes of any length up to 32, from the left: the start of keys.
Answer<Hash32> start_param(const Params& arguments, std::size_t index) {
    DUSK_TRY(bytes, params::bytes(arguments, index));
    Hash32 out;
    std::ranges::copy(BytesView(bytes).first(std::min(bytes.size(), out.size())), out.begin());
    return out;
}

/// Block, index of a transaction, contract, first key, count: the storage before that transaction.
Result storage_range_at(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(id, block_id_param(arguments, 0));
    DUSK_TRY(in, params::any(arguments, 1));
    if (!in->is_int64() || in->get_int64() < 0)
        return std::unexpected(params::invalid(1, "an index is no number"));
    const auto index = static_cast<std::size_t>(in->get_int64());
    DUSK_TRY(address, params::address(arguments, 2));
    DUSK_TRY(start, start_param(arguments, 3));
    DUSK_TRY(count, count_param(arguments, 4));
    DUSK_TRY(ref, require_block(backend, id));
    DUSK_TRY(replay, Replay::open(backend, ref));
    if (index > replay->size())
        return std::unexpected(rpc::server_error("transaction index out of range for block"));
    const auto& parent_hash = replay->block().header.parent_hash;
    DUSK_TRY(parent, backend.header(parent_hash));
    DUSK_TRY(stored_nodes, backend.nodes_after(parent_hash));
    DUSK_TRY_VOID(replay->skip_to(index, context.deadline));
    SimulatedState state(replay->parent(), stored_nodes.get(), parent.state_root);
    if (!state.advance(replay->executor().state().build_diff()))
        return std::unexpected(node_missing());
    const auto account = read_trie_account(state.root(), address, state);
    if (!account) return std::unexpected(node_missing());
    if (!*account) return Object{{"storage", Object{}}, {"nextKey", nullptr}};
    const StorageNodes nodes(state, keccak256(address));
    const auto range = trie_range((*account)->storage_root, start, count, nodes);
    if (!range) return std::unexpected(node_missing());
    Object storage;
    for (const auto& [key, leaf] : range->leaves) {
        const auto value = decode_trie_slot(leaf);
        // Which slot hashes to the key is not kept.
        storage[hex(key).get_string()] =
            Object{{"key", nullptr}, {"value", hex(to_hash32(value.value_or(u256{})))}};
    }
    return Object{{"storage", std::move(storage)},
                  {"nextKey", range->next ? hex(*range->next) : Value(nullptr)}};
}

/// Block, first key, count: accounts by the hash of their address.
Result account_range(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(id, block_id_param(arguments, 0));
    DUSK_TRY(start, start_param(arguments, 1));
    DUSK_TRY(count, count_param(arguments, 2));
    DUSK_TRY(ref, require_block(backend, id));
    DUSK_TRY(header, backend.header(ref.hash));
    DUSK_TRY(nodes, backend.nodes_after(ref.hash));
    const auto range = trie_range(header.state_root, start, count, *nodes);
    if (!range) return std::unexpected(node_missing());
    Object accounts;
    for (const auto& [key, leaf] : range->leaves) {
        const auto account = decode_trie_account(leaf);
        if (!account) return std::unexpected(node_missing());
        accounts["pre(" + std::string(hex(key).get_string()) + ")"] =
            Object{{"balance", decimal(account->account.balance)},
                   {"nonce", account->account.nonce},
                   {"root", hex(account->storage_root)},
                   {"codeHash", hex(account->account.code_hash)},
                   {"key", hex(key)}};
    }
    Object out{{"root", hex(header.state_root)}, {"accounts", std::move(accounts)}};
    if (range->next) out["next"] = hex(*range->next);
    return out;
}

// debug_executionWitness ----------------------------------------------------------------------

/// Notes every node that is asked for.
class NotedNodes final : public NodeSource {
public:
    explicit NotedNodes(const NodeSource& inner) : inner_(inner) {}
    std::shared_ptr<const Bytes> node(const Hash32& hash) const override {
        return note(hash, inner_.node(hash));
    }
    std::shared_ptr<const Bytes> node_at(const NodePlace& place,
                                         const Hash32& hash) const override {
        return note(hash, inner_.node_at(place, hash));
    }
    const std::map<Hash32, std::shared_ptr<const Bytes>>& noted() const noexcept { return noted_; }

private:
    std::shared_ptr<const Bytes> note(const Hash32& hash, std::shared_ptr<const Bytes> node) const {
        if (node != nullptr) noted_.try_emplace(hash, node);
        return node;
    }

    const NodeSource& inner_;
    mutable std::map<Hash32, std::shared_ptr<const Bytes>> noted_;
};

/// Reads a block's parent state through its tries, and notes what was read.
class NotedState final : public StateView, public CodeSource {
public:
    NotedState(const Hash32& root, const NodeSource& nodes, const StateView& codes)
        : tries_(root, nodes, *this), codes_(codes) {}

    std::optional<Account> account(const Address& address) const override {
        keys_.insert(to_bytes(address));
        return tries_.account(address);
    }
    u256 storage(const Address& address, const u256& slot) const override {
        keys_.insert(to_bytes(address));
        keys_.insert(to_bytes(to_hash32(slot)));
        return tries_.storage(address, slot);
    }
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override {
        auto code = codes_.code(code_hash);
        if (code != nullptr && !code->empty()) noted_codes_.try_emplace(code_hash, code);
        return code;
    }
    bool has_storage(const Address& address) const override { return tries_.has_storage(address); }
    bool ok() const override { return tries_.ok(); }

    const std::set<Bytes>& keys() const noexcept { return keys_; }
    const std::map<Hash32, std::shared_ptr<const Bytes>>& noted_codes() const noexcept {
        return noted_codes_;
    }

private:
    TrieStateView tries_;
    const StateView& codes_;
    mutable std::set<Bytes> keys_;
    mutable std::map<Hash32, std::shared_ptr<const Bytes>> noted_codes_;
};

/// Notes how far back ancestors were asked for.
class NotedHashes final : public evm::BlockHashSource {
public:
    NotedHashes(const store::ChainStore& store, const BlockRef& parent)
        : oldest_(parent.number), ancestors_(store, parent) {}
    Hash32 block_hash(std::uint64_t number) const override {
        oldest_ = std::min(oldest_, number);
        return ancestors_.block_hash(number);
    }
    std::uint64_t oldest() const noexcept { return oldest_; }

private:
    mutable std::uint64_t oldest_;
    engine::AncestorHashes ancestors_;
};

Array values_json(const std::map<Hash32, std::shared_ptr<const Bytes>>& values) {
    Array out;
    for (const auto& [hash, value] : values) out.push_back(hex(*value));
    return out;
}

/// Headers from the parent back to the oldest that was asked for.
Answer<Array> headers_json(const EthBackend& backend, Hash32 hash, std::uint64_t oldest) {
    Array out;
    for (;;) {
        DUSK_TRY(header, backend.header(hash));
        out.push_back(hex(encode_header(header)));
        if (header.number <= oldest) return out;
        hash = header.parent_hash;
    }
}

/// All that a stateless client needs to execute the block (op-geth, reth).
Result execution_witness(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY_VOID(params::any(arguments, 0));
    DUSK_TRY(id, block_id_param(arguments, 0));
    DUSK_TRY(ref, require_block(backend, id));
    if (ref.number == 0) return std::unexpected(rpc::server_error("genesis has no witness"));
    DUSK_TRY(block, backend.block(ref.hash));
    const auto& parent_hash = block.header.parent_hash;
    DUSK_TRY(parent, backend.header(parent_hash));
    DUSK_TRY(view, backend.state_after(parent_hash));
    DUSK_TRY(stored_nodes, backend.nodes_after(parent_hash));
    const NotedNodes nodes(*stored_nodes);
    const NotedState state(parent.state_root, nodes, *view);
    const NotedHashes hashes(backend.store(), {parent_hash, ref.number - 1});
    BlockExecutor executor(backend.config(), block_env(block.header), state, backend.crypto(),
                           hashes);
    executor.begin();
    for (std::size_t i = 0; i < block.body.transactions.size(); ++i) {
        if (context.expired()) return std::unexpected(trace_timeout_error());
        if (!executor.execute(block.body.transactions[i], block.body.senders[i]))
            return std::unexpected(node_missing());
    }
    const auto result = executor.finish(block.body.withdrawals.value_or(std::vector<Withdrawal>{}));
    if (!result || !state.ok()) return std::unexpected(node_missing());
    // Where entries go, their neighbours are needed, too.
    const auto update = apply_state_diff(parent.state_root, result->diff, nodes);
    if (!update || update->state_root != block.header.state_root)
        return std::unexpected(node_missing());
    if (executor.rules().is_op())
        (void)read_trie_account(parent.state_root, OP_MESSAGE_PASSER, nodes);
    Array keys;
    for (const auto& key : state.keys()) keys.push_back(hex(key));
    DUSK_TRY(headers, headers_json(backend, parent_hash, hashes.oldest()));
    return Object{{"state", values_json(nodes.noted())},
                  {"codes", values_json(state.noted_codes())},
                  {"keys", std::move(keys)},
                  {"headers", std::move(headers)}};
}

constexpr MethodRow ROWS[] = {
    {"debug_storageRangeAt", storage_range_at, 5},
    {"debug_accountRange", account_range, 6},
    {"debug_executionWitness", execution_witness, 1},
};

}  // namespace

std::span<const MethodRow> debug_state_rows() { return ROWS; }

}  // namespace dusk::eth
