// eth_sendRawTransactionConditional: its parameter, and what is asked before the pool is
// (op-geth: internal/sequencerapi/api.go).
#pragma once

#include <dusk/node/pool/txn_conditional.hpp>
#include <dusk/node/rpc/backend/backend.hpp>

namespace dusk::eth {

inline constexpr int CODE_CONDITIONAL_REJECTED = -32003;
inline constexpr int CODE_CONDITIONAL_COST = -32005;

Answer<pool::TxnConditional> parse_conditional(const rpc::Params& arguments, std::size_t index);
/// That it can be fulfilled, costs no more than it may, and is fulfilled after the head and after
/// its parent: who sees a state first is not to gain by it.
Answer<bool> check_conditional(EthBackend& backend, const pool::TxnConditional& conditional);

}  // namespace dusk::eth
