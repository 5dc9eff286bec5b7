// The parameter of eth_simulateV1 (execution-apis; geth: internal/ethapi simOpts).
#pragma once

#include <dusk/node/rpc/call/call_request.hpp>
#include <dusk/node/rpc/call/overrides.hpp>

namespace dusk::eth {

inline constexpr std::size_t SIMULATED_BLOCKS_MAX = 256;
inline constexpr std::uint64_t SIMULATED_BLOCK_TIME_S = 12;

// Codes of execution-apis, eth_simulateV1.
inline constexpr int CODE_SIMULATED_BLOCK_NUMBER = -38020;
inline constexpr int CODE_SIMULATED_BLOCK_TIME = -38021;
inline constexpr int CODE_SIMULATED_BLOCK_GAS = -38015;
inline constexpr int CODE_SIMULATED_TOO_MUCH = -38026;
inline constexpr int CODE_SIMULATED_VM_ERROR = -32015;

struct SimulatedBlock {
    BlockOverrides overrides;
    StateOverrides state;
    std::vector<CallRequest> calls;
};

struct SimulateRequest {
    std::vector<SimulatedBlock> blocks;
    bool traces_transfers = false;
    bool is_validated = false;
    bool wants_full_txns = false;
};

Answer<SimulateRequest> simulate_request_param(const rpc::Params& arguments, std::size_t index,
                                               std::uint64_t chain_id);

/// The blocks with every number and time set, and with empty ones where numbers leave a gap.
Answer<std::vector<SimulatedBlock>> lay_out(std::vector<SimulatedBlock> blocks, const Header& base);

}  // namespace dusk::eth
