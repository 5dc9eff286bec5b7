// What holds for the chain as a whole.
#include <dusk/node/rpc/eth/rows.hpp>

namespace dusk::eth {
namespace {

Result chain_id(EthBackend& backend, const Params&, CallContext&) {
    return quantity(backend.config().chain_id);
}

Result block_number(EthBackend& backend, const Params&, CallContext&) {
    return quantity(backend.store().head().number);
}

Result syncing(EthBackend& backend, const Params&, CallContext&) {
    const auto& answer = backend.status().syncing;
    return answer ? answer() : Value(false);
}

/// The node holds no keys.
Result accounts(EthBackend&, const Params&, CallContext&) { return Value(Array{}); }

/// geth lists transactions of the node's own keys, of which there are none.
Result pending_txns(EthBackend&, const Params&, CallContext&) { return Value(Array{}); }

/// The recipient of every OP block's fees (OP specs, predeploys.md).
Result coinbase(EthBackend&, const Params&, CallContext&) { return hex(OP_SEQUENCER_FEE_VAULT); }

constexpr MethodRow ROWS[] = {
    {"eth_chainId", chain_id, 0, Pace::at_once},
    {"eth_blockNumber", block_number, 0, Pace::at_once},
    {"eth_syncing", syncing, 0, Pace::at_once},
    {"eth_accounts", accounts, 0, Pace::at_once},
    {"eth_coinbase", coinbase, 0, Pace::at_once},
    {"eth_pendingTransactions", pending_txns, 0, Pace::at_once},
};

}  // namespace

std::span<const MethodRow> chain_rows() { return ROWS; }

}  // namespace dusk::eth
