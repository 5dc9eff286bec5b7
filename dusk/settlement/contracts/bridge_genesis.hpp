// What the bridge contracts of a network start from, and the storage that follows from it.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <dusk/core/base/u256.hpp>
#include <dusk/settlement/contracts/l1_fee_market.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

/// OP's scalar version 1: `01 || zeros || blob base fee scalar u32 || base fee scalar u32`.
u256 ecotone_scalar(std::uint32_t base_fee_scalar, std::uint32_t blob_base_fee_scalar) noexcept;

/// SystemConfig's initial values (OP specs, system-config.md and its later fork pages).
struct SystemConfigGenesis {
    /// May call the setters on the Ethereum side.
    Address owner;
    /// May call the setters under their Dusk names; none: only the owner.
    std::optional<AccountKey> dusk_owner;
    Address batcher;
    Address unsafe_block_signer;
    std::uint64_t gas_limit = 60'000'000;
    std::uint32_t base_fee_scalar = 1368;
    std::uint32_t blob_base_fee_scalar = 810'949;
    std::uint32_t operator_fee_scalar = 0;
    std::uint64_t operator_fee_constant = 0;
    std::uint32_t eip1559_denominator = 0;
    std::uint32_t eip1559_elasticity = 0;
    std::uint64_t min_base_fee = 0;
    std::uint16_t da_footprint_gas_scalar = 0;
    std::uint64_t start_block = 0;
    /// Default: 00 || keccak256(l2 chain id as a word)[0..19].
    std::optional<Address> batch_inbox;
};

struct CreditGenesis {
    Address address;
    std::uint64_t amount_lux = 0;
};

struct BridgeGenesis {
    std::uint64_t l1_chain_id = 0;
    std::uint64_t l2_chain_id = 0;
    SystemConfigGenesis system_config{};
    BlobSchedule blob_schedule{};
    std::vector<CreditGenesis> credits{};
    /// Further contracts that Ethereum-signed transactions may call, besides the bridge's own.
    std::vector<ContractId> evm_contracts{};
};

using GenesisStorage = std::vector<std::pair<Hash32, Bytes>>;

/// Initial storage of each contract.
GenesisStorage evm_tx_router_genesis(const BridgeGenesis& genesis);
GenesisStorage optimism_portal_genesis(const BridgeGenesis& genesis);
GenesisStorage system_config_genesis(const BridgeGenesis& genesis);

/// The sum of the genesis credits: the LUX that the transfer contract holds for evm_tx_router.
std::uint64_t genesis_credit_lux(const BridgeGenesis& genesis) noexcept;

}  // namespace dusk::settlement
