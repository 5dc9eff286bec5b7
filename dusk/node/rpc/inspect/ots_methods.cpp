// ots_*: what the Otterscan explorer asks for beyond eth_* and trace_* (Otterscan API level 8;
// docs.otterscan.io/api-docs/ots-api).
#include <algorithm>

#include <dusk/node/rpc/call/replay.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/chain/block_receipts.hpp>
#include <dusk/node/rpc/inspect/limits.hpp>
#include <dusk/node/rpc/inspect/ots_search.hpp>
#include <dusk/node/rpc/inspect/rows.hpp>
#include <dusk/node/rpc/json/block_json.hpp>
#include <dusk/node/rpc/trace/call_tree.hpp>

namespace dusk::eth {
namespace {

constexpr int API_LEVEL = 8;

Result api_level(EthBackend&, const Params&, CallContext&) { return Value(API_LEVEL); }

Result has_code(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(id, block_id_param(arguments, 1));
    DUSK_TRY(at, state_at(backend, id));
    const auto account = at.view->account(address);
    if (!at.view->ok())
        return std::unexpected(rpc::internal_error("the block's state is not available"));
    return Value(account && account->has_code());
}

// Traces of one transaction -------------------------------------------------------------------

struct TracedTxn {
    std::unique_ptr<Replay> replay;
    std::unique_ptr<CallTree> tree;
    TxnOutcome outcome;
};

Answer<TracedTxn> traced_txn(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(found, find_txn(backend, hash));
    if (!found) return std::unexpected(rpc::server_error("transaction not found"));
    TracedTxn out;
    DUSK_TRY(replay, Replay::open(backend, found->block));
    out.replay = std::move(replay);
    DUSK_TRY_VOID(out.replay->skip_to(found->index, context.deadline));
    out.tree = std::make_unique<CallTree>(out.replay->executor().state());
    auto outcome = out.replay->step(out.tree.get(), context.deadline);
    if (out.tree->is_truncated())
        return std::unexpected(rpc::server_error("the trace is too long to keep"));
    if (!outcome) return std::unexpected(std::move(outcome.error()));
    out.outcome = *std::move(outcome);
    return out;
}

enum class Operation : std::uint8_t { transfer, selfdestruct, create, create2 };

Object operation_json(Operation type, const CallNode& node) {
    return {{"type", static_cast<int>(type)},
            {"from", hex(node.from)},
            {"to", hex(node.to)},
            {"value", quantity(node.value)}};
}

/// Ether that moved below the outermost call, and contracts that came and went.
void add_operations(const CallNode& node, Array& out) {
    if (node.status != evm::Status::success) return;
    const bool moves = node.kind == evm::CallKind::call && !node.value.is_zero();
    if (node.is_selfdestruct)
        out.push_back(operation_json(Operation::selfdestruct, node));
    else if (node.depth > 0 && node.kind == evm::CallKind::create)
        out.push_back(operation_json(Operation::create, node));
    else if (node.depth > 0 && node.kind == evm::CallKind::create2)
        out.push_back(operation_json(Operation::create2, node));
    else if (node.depth > 0 && moves)
        out.push_back(operation_json(Operation::transfer, node));
    for (const auto& call : node.calls) add_operations(*call, out);
}

Result internal_operations(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(traced, traced_txn(backend, arguments, context));
    Array out;
    if (traced.tree->root() != nullptr) add_operations(*traced.tree->root(), out);
    return Value(std::move(out));
}

/// What the outermost call gave back, if it failed.
Result transaction_error(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(traced, traced_txn(backend, arguments, context));
    if (traced.outcome.status == evm::Status::success) return Value("0x");
    return hex(traced.outcome.output);
}

std::string_view trace_type(const CallNode& node) {
    return node.is_selfdestruct ? "SELFDESTRUCT" : call_name(node.kind);
}

void add_trace(const CallNode& node, Array& out) {
    const bool has_value = node.is_selfdestruct || (node.kind != evm::CallKind::delegatecall &&
                                                    node.kind != evm::CallKind::staticcall);
    out.push_back(Object{{"type", trace_type(node)},
                         {"depth", node.depth},
                         {"from", hex(node.from)},
                         {"to", hex(node.to)},
                         {"value", has_value ? quantity(node.value) : Value(nullptr)},
                         {"input", hex(node.input)},
                         {"output", hex(node.output)}});
    for (const auto& call : node.calls) add_trace(*call, out);
}

Result trace_transaction(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(traced, traced_txn(backend, arguments, context));
    Array out;
    if (traced.tree->root() != nullptr) add_trace(*traced.tree->root(), out);
    return Value(std::move(out));
}

// Blocks ---------------------------------------------------------------------------------------

Result block_details(EthBackend& backend, const std::optional<BlockRef>& ref) {
    if (!ref) return Value(nullptr);
    DUSK_TRY(receipts, load_receipts(backend, ref->hash));
    u256 fees;
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        const auto& txn = receipts.block().body.transactions[i];
        if (txn.is_deposit()) continue;
        const auto before = i == 0 ? 0 : receipts.receipts()[i - 1].cumulative_gas_used;
        const auto price =
            effective_gas_price(txn, receipts.block().header.base_fee_per_gas.value_or(u256{}));
        fees = fees + price * u256{receipts.receipts()[i].cumulative_gas_used - before};
    }
    auto json = block_json(receipts.block(), nullptr);
    json["transactionCount"] = receipts.size();
    json["logsBloom"] = nullptr;
    json.erase("transactions");
    return Object{
        {"block", std::move(json)},
        {"issuance", Object{{"blockReward", "0x0"}, {"uncleReward", "0x0"}, {"issuance", "0x0"}}},
        {"totalFees", quantity(fees)}};
}

/// Otterscan gives numbers as numbers.
Answer<BlockId> number_param(const Params& arguments, std::size_t index) {
    DUSK_TRY(in, params::any(arguments, index));
    if (in->is_int64() && in->get_int64() >= 0)
        return BlockId{.block = static_cast<std::uint64_t>(in->get_int64())};
    const auto id = parse_block_number(*in);
    if (!id) return std::unexpected(params::invalid(index, id.error()));
    return *id;
}

Result block_details_by_number(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(id, number_param(arguments, 0));
    DUSK_TRY(ref, find_block(backend, id));
    return block_details(backend, ref);
}

Result block_details_by_hash(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    DUSK_TRY(ref, find_block(backend, {.block = hash}));
    return block_details(backend, ref);
}

Answer<std::size_t> count_param(const Params& arguments, std::size_t index) {
    DUSK_TRY(in, params::any(arguments, index));
    if (!in->is_int64() || in->get_int64() < 0)
        return std::unexpected(params::invalid(index, "a count is no number"));
    return static_cast<std::size_t>(in->get_int64());
}

/// One page of a block's transactions, newest first in pages, in order within.
Result block_transactions(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(id, number_param(arguments, 0));
    DUSK_TRY(page, count_param(arguments, 1));
    DUSK_TRY(page_size, count_param(arguments, 2));
    const auto size = std::min(page_size, OTS_PAGE_MAX);
    DUSK_TRY(ref, find_block(backend, id));
    if (!ref) return Value(nullptr);
    DUSK_TRY(receipts, load_receipts(backend, ref->hash));
    const auto total = receipts.size();
    const auto skipped = page > total ? total : std::min(total, page * size);
    const auto end = total - skipped;
    const auto begin = end - std::min(end, size);
    auto json = block_json(receipts.block(), &receipts.receipts());
    Array txns;
    Array out;
    for (auto i = begin; i < end; ++i) {
        auto txn = json["transactions"].get_array()[i].get_object();
        // Only the selector is shown in lists.
        txn["input"] = txn["input"].get_string().subview(0, 10);
        txns.push_back(std::move(txn));
        auto receipt = receipts.json(i);
        receipt["logs"] = nullptr;
        receipt["logsBloom"] = nullptr;
        out.push_back(std::move(receipt));
    }
    json["transactions"] = std::move(txns);
    json["transactionCount"] = total;
    json["logsBloom"] = nullptr;
    return Object{{"fullblock", std::move(json)}, {"receipts", std::move(out)}};
}

// Searches -------------------------------------------------------------------------------------

Result search(EthBackend& backend, const Params& arguments, CallContext& context, bool is_before) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(number, count_param(arguments, 1));
    DUSK_TRY(page_size, count_param(arguments, 2));
    return ots_search(backend,
                      {.address = address,
                       .block_number = number,
                       .page_size = std::min(page_size, OTS_PAGE_MAX),
                       .is_before = is_before},
                      context);
}

Result search_before(EthBackend& backend, const Params& arguments, CallContext& context) {
    return search(backend, arguments, context, true);
}

Result search_after(EthBackend& backend, const Params& arguments, CallContext& context) {
    return search(backend, arguments, context, false);
}

Result by_sender_and_nonce(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(sender, params::address(arguments, 0));
    DUSK_TRY(nonce, count_param(arguments, 1));
    DUSK_TRY(ref, first_block_where(backend, [&](const StateView& state) {
                 const auto account = state.account(sender);
                 return account && account->nonce > nonce;
             }));
    if (!ref) return Value(nullptr);
    DUSK_TRY(block, load_receipts(backend, ref->hash));
    const auto& body = block.block().body;
    for (std::size_t i = 0; i < body.transactions.size(); ++i) {
        const auto& txn = body.transactions[i];
        const auto its_nonce =
            txn.is_deposit() ? block.receipts()[i].deposit_nonce.value_or(0) : txn.nonce;
        if (body.senders[i] == sender && its_nonce == nonce) return hex(transaction_hash(txn));
    }
    return Value(nullptr);
}

bool creates(const CallNode& node, const Address& address, Address& creator) {
    if (evm::is_create(node.kind) && !node.is_selfdestruct && node.to == address &&
        node.status == evm::Status::success) {
        creator = node.from;
        return true;
    }
    return std::ranges::any_of(node.calls,
                               [&](const auto& call) { return creates(*call, address, creator); });
}

Result contract_creator(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(ref, first_block_where(backend, [&](const StateView& state) {
                 const auto account = state.account(address);
                 return account && account->has_code();
             }));
    if (!ref || ref->number == 0) return Value(nullptr);
    DUSK_TRY(replay, Replay::open(backend, *ref));
    while (replay->next() < replay->size()) {
        const auto index = replay->next();
        CallTree tree(replay->executor().state());
        DUSK_TRY_VOID(replay->step(&tree, context.deadline));
        Address creator;
        if (tree.root() != nullptr && creates(*tree.root(), address, creator))
            return Object{{"hash", hex(transaction_hash(replay->txn(index)))},
                          {"creator", hex(creator)}};
    }
    return Value(nullptr);
}

constexpr MethodRow ROWS[] = {
    {"ots_getApiLevel", api_level, 0, Pace::at_once},
    {"ots_hasCode", has_code, 2},
    {"ots_getInternalOperations", internal_operations, 1},
    {"ots_getTransactionError", transaction_error, 1},
    {"ots_traceTransaction", trace_transaction, 1},
    {"ots_getBlockDetails", block_details_by_number, 1},
    {"ots_getBlockDetailsByHash", block_details_by_hash, 1},
    {"ots_getBlockTransactions", block_transactions, 3},
    {"ots_searchTransactionsBefore", search_before, 3},
    {"ots_searchTransactionsAfter", search_after, 3},
    {"ots_getTransactionBySenderAndNonce", by_sender_and_nonce, 2},
    {"ots_getContractCreator", contract_creator, 1},
};

}  // namespace

std::span<const MethodRow> ots_rows() { return ROWS; }

}  // namespace dusk::eth
