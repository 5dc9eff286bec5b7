#include <dusk/core/chain/op_fees.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/opcodes.hpp>
#include <dusk/node/rpc/trace/touched_state.hpp>

namespace dusk::eth {

TouchedState::TouchedState(const TraceSubject& subject, bool with_storage)
    : state_(subject.state), with_storage_(with_storage) {
    see(subject.sender);
    const auto nonce = state_.nonce(subject.sender);
    if (!subject.txn.to) created_.insert(create_address(subject.sender, nonce));
    see(subject.txn.to.value_or(create_address(subject.sender, nonce)));
    for (const auto& authorization : subject.txn.authorization_list) see(authorization.address);
    see(subject.coinbase);
    if (!subject.rules.is_op() || subject.txn.is_deposit()) return;
    see(OP_BASE_FEE_VAULT);
    see(OP_L1_FEE_VAULT);
    if (subject.rules.has_op(OpFork::isthmus)) see(OP_OPERATOR_FEE_VAULT);
}

void TouchedState::on_step(const evm::Step& step) {
    const auto depth = step.stack.size();
    if (reads_slot(step.opcode) && depth >= 1)
        see_slot(step.message.recipient, step.stack[depth - 1]);
    else if (reads_account(step.opcode) && depth >= 1)
        see(to_address(step.stack[depth - 1]));
    else if (calls_account(step.opcode) && depth >= 5)
        see(to_address(step.stack[depth - 2]));
    else if (creates(step.opcode))
        see_creation(step);
}

void TouchedState::on_enter(const evm::Message& message) {
    if (evm::is_create(message.kind)) created_.insert(message.recipient);
    // The target of a delegation is called without being named (EIP-7702).
    if (const auto target = delegation_target(*state_.code(message.code_address))) see(*target);
}

void TouchedState::see(const Address& address) {
    const auto [entry, is_new] = entries_.try_emplace(address);
    if (!is_new) return;
    auto& seen = entry->second;
    if (const auto account = state_.account(address)) {
        seen.exists = true;
        seen.balance = account->balance;
        seen.nonce = account->nonce;
    }
    seen.code = state_.code(address);
    bytes_ += TRACE_ENTRY_SIZE + seen.code->size();
}

void TouchedState::see_slot(const Address& address, const u256& slot) {
    if (!with_storage_) return;
    see(address);
    const auto is_new =
        entries_[address].storage.try_emplace(slot, state_.storage(address, slot)).second;
    if (is_new) bytes_ += TRACE_ENTRY_SIZE;
}

void TouchedState::see_creation(const evm::Step& step) {
    const auto depth = step.stack.size();
    const auto& creator = step.message.recipient;
    if (step.opcode == 0xf0) return see(create_address(creator, state_.nonce(creator)));
    if (depth < 4) return;
    const auto offset = step.stack[depth - 2];
    const auto size = step.stack[depth - 3];
    if (!offset.fits_u64() || !size.fits_u64()) return;
    // Memory that the instruction has yet to grow is zero; such code is rare and left out.
    if (offset.low64() > step.memory.size() || size.low64() > step.memory.size() - offset.low64())
        return;
    see(create2_address(creator, to_hash32(step.stack[depth - 4]),
                        step.memory.subspan(offset.low64(), size.low64())));
}

}  // namespace dusk::eth
