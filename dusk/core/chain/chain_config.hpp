// ChainConfig: the rules of one chain by time, and BlockRules: those of one block. A chain is
// either an OP chain, with a fork schedule and fee parameters, or follows Ethereum's own rules
// (conformance tests).
#pragma once

#include <vector>

#include <dusk/core/chain/forks.hpp>
#include <dusk/core/evm/precompiles.hpp>

namespace dusk {

/// EIP-1559 parameters that hold where the parent's extraData names none (OP specs,
/// exec-engine.md#1559-parameters).
struct OpFeeParams {
    std::uint64_t elasticity = 6;
    std::uint64_t denominator = 50;
    std::uint64_t denominator_canyon = 250;
    friend bool operator==(const OpFeeParams&, const OpFeeParams&) = default;
};

struct OpChain {
    OpForkSchedule forks;
    OpFeeParams fees;
    friend bool operator==(const OpChain&, const OpChain&) = default;
};

/// EIP-7840: blobs per block and the speed of the blob fee.
struct BlobParams {
    std::uint64_t target = 3;
    std::uint64_t max = 6;
    std::uint64_t base_fee_update_fraction = 3'338'477;
    friend bool operator==(const BlobParams&, const BlobParams&) = default;
};
inline constexpr BlobParams CANCUN_BLOBS{3, 6, 3'338'477};
/// EIP-7691.
inline constexpr BlobParams PRAGUE_BLOBS{6, 9, 5'007'716};

/// From `time` on `revision` holds. A change of blob parameters alone (EIP-7892) is one entry too.
struct EthereumFork {
    std::uint64_t time = 0;
    evm::Revision revision = evm::Revision::cancun;
    BlobParams blobs = CANCUN_BLOBS;
    friend bool operator==(const EthereumFork&, const EthereumFork&) = default;
};

struct ChainConfig {
    std::uint64_t chain_id = 0;
    /// Present: an OP chain.
    std::optional<OpChain> op;
    /// Otherwise: by ascending time, the first at or before genesis.
    std::vector<EthereumFork> ethereum;

    bool is_op() const noexcept { return op.has_value(); }
    friend bool operator==(const ChainConfig&, const ChainConfig&) = default;
};

struct BlockRules {
    std::uint64_t chain_id = 0;
    evm::Revision revision = evm::Revision::cancun;
    /// None: Ethereum's rules.
    std::optional<OpFork> op;
    BlobParams blobs;
    evm::PrecompileSet precompiles;

    bool is_op() const noexcept { return op.has_value(); }
    bool has_op(OpFork fork) const noexcept { return op && *op >= fork; }
};

BlockRules rules_at(const ChainConfig& config, std::uint64_t timestamp);

/// An OP chain with the standard fee parameters.
ChainConfig make_op_config(std::uint64_t chain_id, const OpForkSchedule& forks);

}  // namespace dusk
