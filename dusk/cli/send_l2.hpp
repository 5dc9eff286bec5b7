// One transaction to the rollup from the command line: sent, and waited for until it is in a block.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <dusk/node/txmgr/txn_manager.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::cli {

struct L2Send {
    std::string rpc_url;
    txmgr::TxnCandidate candidate;
    std::chrono::milliseconds timeout{60'000};
};

/// The receipt. Ends the program where the node refuses the transaction or `timeout` passes.
txmgr::TxnReceipt send_l2(std::string_view role, const EthereumKey& key, L2Send send);

}  // namespace dusk::cli
