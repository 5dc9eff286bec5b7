// Failed executions in geth's words (core/error.go, core/vm/errors.go, accounts/abi UnpackRevert).
#pragma once

#include <dusk/core/chain/block_executor.hpp>
#include <dusk/core/evm/message.hpp>
#include <dusk/node/rpc/json/json.hpp>
#include <dusk/platform/rpc/error.hpp>

namespace dusk::eth {

/// "execution reverted: reason" with code 3 and the revert data.
rpc::Error revert_error(BytesView output);

/// Where a frame stopped, for the messages that name an instruction.
struct FaultPlace {
    std::uint8_t opcode = 0;
    std::size_t stack_size = 0;
};
/// geth's text for the end of a frame that is no success and no revert.
std::string fault_text(evm::Status status, const FaultPlace& place);

/// Why a transaction could not start: what geth's state transition says, with its numbers.
struct RefusedCall {
    TxnError error;
    const Transaction& txn;
    const Address& sender;
    u256 balance;
    u256 base_fee;
    BlockRules rules;
    /// Of the sender's account.
    std::uint64_t nonce = 0;
};
std::string refusal_text(const RefusedCall& call);

/// The opcode that makes a call of this kind, as tracers name it.
std::string_view call_name(evm::CallKind kind);

}  // namespace dusk::eth
