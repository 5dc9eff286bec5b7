// Simulator: blocks on top of a stored one that nobody will store (eth_simulateV1; geth:
// internal/ethapi simulate.go). Executed and sealed as any block, with what the caller overrides.
#pragma once

#include <chrono>

#include <dusk/node/rpc/call/simulate_request.hpp>
#include <dusk/node/rpc/call/simulated_state.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>

namespace dusk::eth {

class Simulator {
public:
    static Answer<std::unique_ptr<Simulator>> open(const ChainReader& chain, const BlockId& base);

    /// The blocks as JSON, each with its calls' results.
    rpc::Result run(SimulateRequest request);

private:
    class Hashes;
    class BlockRun;

    Simulator(const ChainReader& chain, BlockRef base, Header header,
              std::unique_ptr<StateView> view, std::unique_ptr<NodeSource> nodes);

    BlockEnv next_env(const BlockOverrides& overrides) const;
    Answer<Value> run_block(const SimulatedBlock& block);
    /// Seals the block and makes it the parent of the next.
    Answer<StoredBlock> seal(BlockExecutor& executor, const SimulatedBlock& block,
                             StoredBlock draft);

    const ChainReader& chain_;
    const BlockRef base_;
    /// The base, then each simulated block.
    Header parent_;
    Hash32 parent_hash_;
    /// Of the simulated blocks.
    std::vector<Hash32> hashes_;
    std::unique_ptr<StateView> view_;
    std::unique_ptr<NodeSource> nodes_;
    SimulatedState state_;
    const std::chrono::steady_clock::time_point deadline_;
    /// Gas that the calls have left together.
    std::uint64_t gas_left_;
    bool traces_transfers_ = false;
    bool is_validated_ = false;
    bool wants_full_txns_ = false;
};

}  // namespace dusk::eth
