// TestNetwork: the chain of execution-apis' tests (genesis.json, chain.rlp, headfcu.json), executed
// from genesis to head by the node's own executor. The chain has every fork of Ethereum, from
// Homestead on; blocks of proof of work are taken without their seal.
#pragma once

#include <memory>
#include <string>

#include <dusk/node/chain/chain.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/rpc/backend/backend.hpp>

namespace dusk::conformance {

class TestNetwork {
public:
    /// Throws FixtureError if a file is malformed or a block does not give what its header says.
    explicit TestNetwork(const std::string& folder);

    const rpc::MethodTable& methods() const noexcept { return table_; }

private:
    void import(const Block& block);

    ChainConfig config_;
    std::unique_ptr<store::ChainStore> store_;
    std::unique_ptr<engine::Chain> chain_;
    std::unique_ptr<pool::TxnPool> pool_;
    std::unique_ptr<eth::EthBackend> backend_;
    rpc::MethodTable table_;
};

}  // namespace dusk::conformance
