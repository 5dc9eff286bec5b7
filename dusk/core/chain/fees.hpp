// Fee markets: the base fee (EIP-1559, with the OP Stack's dynamic parameters) and the blob base
// fee (EIP-4844, 7691, 7918), each from the parent's header. Spec: OP specs,
// protocol/holocene/exec-engine.md, protocol/jovian/exec-engine.md#minimum-base-fee.
#pragma once

#include <dusk/core/chain/chain_config.hpp>
#include <dusk/core/chain/header.hpp>

namespace dusk {

inline constexpr std::uint64_t GAS_PER_BLOB = 131'072;

/// What an OP header's extraData says from Holocene on.
struct OpExtraData {
    std::uint32_t denominator = 0;
    std::uint32_t elasticity = 0;
    /// From Jovian on.
    std::optional<std::uint64_t> min_base_fee;
    friend bool operator==(const OpExtraData&, const OpExtraData&) = default;
};

/// Version 0 and 9 bytes, or, with a minimum base fee, version 1 and 17 bytes.
Bytes encode_op_extra_data(const OpExtraData& extra);
/// None if the length or the version is another. Zero parameters are for the caller to judge.
std::optional<OpExtraData> decode_op_extra_data(BytesView extra);

/// The extraData of a block whose payload attributes ask for these parameters: where both are zero
/// the chain's constants stand in. Empty before Holocene.
Bytes op_extra_data_for(const ChainConfig& config, std::uint64_t timestamp,
                        std::uint32_t denominator, std::uint32_t elasticity,
                        std::uint64_t min_base_fee);

/// The base fee of the block after `parent` at `timestamp`. `parent` has a base fee.
u256 next_base_fee(const ChainConfig& config, const Header& parent, std::uint64_t timestamp);

/// The excess blob gas of the block after `parent` under `rules`.
std::uint64_t next_excess_blob_gas(const BlockRules& rules, const Header& parent);
/// The price of a unit of blob gas; 2^256-1 if it does not fit.
u256 blob_base_fee(const BlobParams& blobs, std::uint64_t excess_blob_gas);

}  // namespace dusk
