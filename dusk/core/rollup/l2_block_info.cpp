#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/core/rollup/l2_block_info.hpp>

namespace dusk::rollup {

namespace {

using Error = L2BlockError;

std::expected<L1Attributes, Error> attributes_of(const RollupConfig& config, const Header& header,
                                                 const Transaction* first_transaction) {
    if (first_transaction == nullptr) return std::unexpected(Error::missing_transaction);
    if (!first_transaction->is_deposit()) return std::unexpected(Error::not_a_deposit);
    const auto version = l1_attributes_version(config, header.timestamp);
    auto attributes = decode_l1_attributes(first_transaction->data, version);
    if (!attributes) return std::unexpected(Error::bad_attributes);
    return *std::move(attributes);
}

/// Whether this is the genesis block, by number; a foreign block of that number is an error.
std::expected<bool, Error> is_genesis(const RollupConfig& config, const Header& header,
                                      const Hash32& hash) {
    if (header.number != config.genesis.l2.number) return false;
    if (hash != config.genesis.l2.hash) return std::unexpected(Error::wrong_genesis);
    return true;
}

/// extraData: version, denominator, elasticity and, with Jovian, the minimum base fee
/// (OP holocene and jovian exec-engine.md).
std::expected<void, Error> read_extra_data(BytesView extra, bool jovian, SystemConfig& out) {
    const std::size_t size = jovian ? 17 : 9;
    if (extra.size() != size || extra[0] != (jovian ? 1 : 0))
        return std::unexpected(Error::bad_extra_data);
    const bool has_zero = load_be<std::uint32_t>(extra.subspan(1)) == 0 ||
                          load_be<std::uint32_t>(extra.subspan(5)) == 0;
    if (has_zero) return std::unexpected(Error::bad_extra_data);
    out.eip1559_params = Eip1559Params::from(extra.subspan(1));
    if (jovian) out.min_base_fee = load_be<std::uint64_t>(extra.subspan(9));
    return {};
}

}  // namespace

std::expected<L2BlockRef, Error> l2_block_ref_from(const RollupConfig& config, const Header& header,
                                                   const Hash32& hash,
                                                   const Transaction* first_transaction) {
    L2BlockRef ref{.hash = hash,
                   .number = header.number,
                   .parent_hash = header.parent_hash,
                   .time = header.timestamp,
                   .l1_origin = config.genesis.l1};
    DUSK_TRY(genesis, is_genesis(config, header, hash));
    if (genesis) return ref;
    DUSK_TRY(attributes, attributes_of(config, header, first_transaction));
    ref.l1_origin = {.hash = attributes.block_hash, .number = attributes.number};
    ref.sequence_number = attributes.sequence_number;
    return ref;
}

std::expected<SystemConfig, Error> system_config_from(const RollupConfig& config,
                                                      const UpgradePayloads& payloads,
                                                      const Header& header, const Hash32& hash,
                                                      const Transaction* first_transaction) {
    DUSK_TRY(genesis, is_genesis(config, header, hash));
    if (genesis) return config.genesis.system_config;
    DUSK_TRY(attributes, attributes_of(config, header, first_transaction));

    SystemConfig out;
    out.batcher_addr = attributes.batcher_addr;
    out.overhead = attributes.fee_overhead;
    out.scalar = attributes.version == L1AttributesVersion::bedrock
                     ? attributes.fee_scalar
                     : encode_ecotone_scalar(attributes.fee_scalars);
    // The activation block of Karst has more gas than the configuration says; later ones do not.
    const auto extra_gas =
        config.keep_karst_upgrade_gas ? 0 : upgrade_gas(config, payloads, header.timestamp);
    out.gas_limit = header.gas_limit - std::min(extra_gas, header.gas_limit);
    if (config.is_active(OpFork::holocene, header.timestamp))
        DUSK_TRY_VOID(read_extra_data(header.extra_data,
                                      config.is_active(OpFork::jovian, header.timestamp), out));
    if (config.is_active(OpFork::isthmus, header.timestamp))
        out.operator_fee_params = encode_operator_fee(attributes.operator_fee);
    if (config.is_active(OpFork::jovian, header.timestamp))
        out.da_footprint_gas_scalar = attributes.da_footprint_gas_scalar;
    return out;
}

}  // namespace dusk::rollup
