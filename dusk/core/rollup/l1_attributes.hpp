// L1 attributes: the first transaction of every L2 block, which tells L1Block about the L1 origin
// (OP specs, deposits.md#l1-attributes-deposited-transaction; ecotone, isthmus, jovian
// l1-attributes.md).
#pragma once

#include <expected>

#include <dusk/core/chain/header.hpp>
#include <dusk/core/rollup/literal.hpp>
#include <dusk/core/rollup/rollup_config.hpp>

namespace dusk::rollup {

/// Who sends the L1 attributes and the calls of upgrades.
inline constexpr Address L1_ATTRIBUTES_DEPOSITOR =
    hex_literal<20>("deaddeaddeaddeaddeaddeaddeaddeaddead0001");
inline constexpr Address GAS_PRICE_ORACLE_PREDEPLOY = predeploy(0x0f);
inline constexpr Address SEQUENCER_FEE_VAULT = predeploy(0x11);
inline constexpr Address L1_BLOCK_PREDEPLOY = predeploy(0x15);
inline constexpr Address OPERATOR_FEE_VAULT = predeploy(0x1b);

inline constexpr std::uint64_t REGOLITH_SYSTEM_TXN_GAS = 1'000'000;
inline constexpr std::uint64_t BEDROCK_SYSTEM_TXN_GAS = 150'000'000;
inline constexpr std::uint16_t DA_FOOTPRINT_GAS_SCALAR_DEFAULT = 400;

/// What derivation needs of an L1 block besides its transactions and logs.
struct L1BlockInfo {
    L1BlockRef ref;
    u256 base_fee;
    std::optional<std::uint64_t> excess_blob_gas;
    Hash32 prev_randao;
    std::optional<Hash32> parent_beacon_block_root;
    friend bool operator==(const L1BlockInfo&, const L1BlockInfo&) = default;
};
L1BlockInfo l1_block_info(const Header& header, const Hash32& hash);

/// The calldata's version, by function.
enum class L1AttributesVersion : std::uint8_t { bedrock, ecotone, isthmus, jovian };

struct L1Attributes {
    L1AttributesVersion version = L1AttributesVersion::bedrock;
    std::uint64_t number = 0;
    std::uint64_t time = 0;
    u256 base_fee;
    Hash32 block_hash;
    std::uint64_t sequence_number = 0;
    Address batcher_addr;
    Hash32 fee_overhead;                        ///< Bedrock only
    Hash32 fee_scalar;                          ///< Bedrock only
    u256 blob_base_fee;                         ///< from Ecotone
    FeeScalars fee_scalars;                     ///< from Ecotone
    OperatorFee operator_fee;                   ///< from Isthmus
    std::uint16_t da_footprint_gas_scalar = 0;  ///< from Jovian
    friend bool operator==(const L1Attributes&, const L1Attributes&) = default;
};

enum class [[nodiscard]] L1AttributesError : std::uint8_t {
    wrong_size,
    wrong_selector,
    bad_padding,  ///< an integer or address that is wider than its type
    unknown_scalar_version,
};

/// The version that the L2 block at `l2_time` uses: the new one from the block after activation on.
L1AttributesVersion l1_attributes_version(const RollupConfig& config, std::uint64_t l2_time);
Bytes encode_l1_attributes(const L1Attributes& attributes);
std::expected<L1Attributes, L1AttributesError> decode_l1_attributes(BytesView calldata,
                                                                    L1AttributesVersion version);
/// Decodes calldata of any version by its selector.
std::expected<L1Attributes, L1AttributesError> decode_l1_attributes(BytesView calldata);

/// The deposit transaction at the head of the L2 block at `l2_time`.
std::expected<Transaction, L1AttributesError> l1_attributes_deposit(
    const RollupConfig& config, const SystemConfig& system_config, std::uint64_t sequence_number,
    const L1BlockInfo& l1, std::uint64_t l2_time);

}  // namespace dusk::rollup
