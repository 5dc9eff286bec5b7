// execute_message: one top-level call or creation with everything it calls, on a State.
//
// The caller (the block executor) has done, before: begin_transaction(), buying gas, the intrinsic
// gas, the sender's nonce + 1 (for creations too: the new address comes from nonce - 1), EIP-7702
// authorizations, and warming (EIP-2929, 2930, 3651): sender, recipient, coinbase, precompiles,
// access list. And does after: refunds, fees, end_transaction().
// Nested calls use no host stack; depth is bounded by CALL_DEPTH_MAX.
#pragma once

#include <dusk/core/crypto/provider.hpp>
#include <dusk/core/evm/context.hpp>
#include <dusk/core/evm/delegation.hpp>
#include <dusk/core/evm/message.hpp>
#include <dusk/core/evm/precompiles.hpp>
#include <dusk/core/evm/revision.hpp>
#include <dusk/core/evm/tracer.hpp>
#include <dusk/core/evm/workspace.hpp>
#include <dusk/core/state/interpreter.hpp>
#include <dusk/core/state/state.hpp>

namespace dusk {

/// What surrounds an execution. All references outlive the call.
struct ExecutionEnv {
    evm::Revision revision;
    const evm::BlockContext& block;
    const evm::TxnContext& txn;
    const evm::PrecompileSet& precompiles;
    const CryptoProvider& crypto;
    const evm::BlockHashSource& block_hashes;
    /// Buffers and analysed code, reused from message to message. One per thread.
    evm::Workspace& workspace;
    evm::Tracer* tracer = nullptr;
    /// Runs what no tracer watches; null: the portable interpreter.
    const Interpreter* interpreter = nullptr;
};

/// Runs `message` (depth 0). On any status but success the state is as it was before the call.
/// Of a delegated recipient's target the address becomes warm at no cost (EIP-7702).
evm::CallResult execute_message(State& state, const ExecutionEnv& env, const evm::Message& message);

/// keccak256(rlp([sender, nonce])): the address of CREATE and of creation transactions.
Address create_address(const Address& sender, std::uint64_t nonce);
/// EIP-1014.
Address create2_address(const Address& sender, const Hash32& salt, BytesView init_code);

using evm::delegation_target;

}  // namespace dusk
