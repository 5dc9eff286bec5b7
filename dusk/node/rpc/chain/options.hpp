// What the public RPC allows and answers where the chain does not decide. Names of flags are
// op-geth's.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <dusk/core/base/u256.hpp>

namespace dusk::eth {

struct RpcOptions {
    /// --rpc.gascap: gas of one eth_call or eth_estimateGas; 0: no limit.
    std::uint64_t gas_cap = 50'000'000;
    /// --rpc.evmtimeout: how long the executions of one request may take.
    std::chrono::milliseconds evm_timeout{5'000};
    /// --rpc.returndatalimit: bytes that one eth_call may give back; 0: no limit.
    std::size_t return_data_max = 0;
    /// --rpc.txfeecap in wei: what eth_sendRawTransaction may pay for gas; zero: no limit.
    u256 txn_fee_cap_wei{1'000'000'000'000'000'000};
    /// --gpo.minsuggestedpriorityfee
    u256 tip_min_wei{1'000'000};
    /// --gpo.maxprice
    u256 tip_max_wei{500'000'000'000};
    /// Blocks that one query for logs may span; 0: no limit.
    std::uint64_t log_blocks_max = 100'000;
    /// Logs that one query may find; 0: no limit.
    std::size_t log_results_max = 20'000;
    /// --rollup.sequencerhttp: who is sent the transactions that clients send; empty: nobody, they
    /// stay in the pool.
    std::string sequencer_url{};
    /// --rollup.enabletxpooladmission: what the sequencer has taken goes into the pool as well.
    bool pool_admission = false;
    /// How long a filter lives that nobody asks.
    std::chrono::seconds filter_lifetime{300};
    /// Forks by block number, which ChainConfig does not know, for the fork id (EIP-2124).
    std::vector<std::uint64_t> fork_blocks{};
    /// Of an Ethereum chain (EIP-6110).
    Address deposit_contract{};
    std::string client_version = "duskevm/v0.1.0/linux-amd64/clang19";
};

}  // namespace dusk::eth
