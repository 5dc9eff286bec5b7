#include <dusk/node/rpc/trace/call_tree.hpp>
#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/opcodes.hpp>

namespace dusk::eth {

void CallTree::add_bytes(std::size_t count) {
    bytes_ += count;
    if (bytes_ > TRACE_BYTES_MAX) stop();
}

void CallTree::on_enter(const evm::Message& message) {
    auto node = std::make_unique<CallNode>();
    node->kind = message.kind;
    node->depth = message.depth;
    // The contract that runs another's code makes that call, whoever called it.
    node->from = message.kind == evm::CallKind::delegatecall ? message.recipient : message.sender;
    node->to = evm::is_create(message.kind) ? message.recipient : message.code_address;
    node->context = message.recipient;
    node->value = message.value;
    node->gas = static_cast<std::uint64_t>(message.gas);
    node->input = to_bytes(message.input);
    // Flat forms name the way from the root.
    add_bytes(TRACE_ENTRY_SIZE + message.depth * TRACE_WAY_SIZE + message.input.size());
    if (++count_ > TRACE_CALLS_MAX) stop();
    auto* const entered = node.get();
    if (open_.empty())
        root_ = std::move(node);
    else
        open_.back()->calls.push_back(std::move(node));
    open_.push_back(entered);
}

void CallTree::on_step(const evm::Step& step) {
    if (open_.empty()) return;
    auto& node = *open_.back();
    node.place = {step.opcode, step.stack.size()};
    if (step.opcode != OP_SELFDESTRUCT || step.stack.empty()) return;
    auto gone = std::make_unique<CallNode>();
    gone->is_selfdestruct = true;
    gone->depth = node.depth + 1;
    gone->from = step.message.recipient;
    gone->to = to_address(step.stack.back());
    gone->value = state_.balance(gone->from);
    add_bytes(TRACE_ENTRY_SIZE);
    node.calls.push_back(std::move(gone));
}

void CallTree::on_exit(const evm::Message& message, const evm::CallResult& result) {
    if (open_.empty()) return;
    auto& node = *open_.back();
    open_.pop_back();
    node.gas_used = node.gas - static_cast<std::uint64_t>(result.gas_left);
    node.status = result.status;
    const bool leaves_code = evm::is_create(message.kind) && result.is_success();
    node.output = leaves_code ? *state_.code(message.recipient) : result.output;
    add_bytes(node.output.size());
}

void CallTree::stand_for_txn(std::uint64_t gas, std::uint64_t gas_used) {
    if (root_ == nullptr) return;
    root_->gas = gas;
    root_->gas_used = gas_used;
}

CallNode unreached_call(const Transaction& txn, const Address& sender, const TxnOutcome& outcome) {
    CallNode node;
    node.kind = txn.to ? evm::CallKind::call : evm::CallKind::create;
    node.from = sender;
    node.to = txn.to.value_or(outcome.contract_address.value_or(Address{}));
    node.context = node.to;
    node.value = txn.value;
    node.gas = txn.gas_limit;
    node.gas_used = outcome.gas_used;
    node.input = txn.data;
    node.status = outcome.status;
    return node;
}

}  // namespace dusk::eth
