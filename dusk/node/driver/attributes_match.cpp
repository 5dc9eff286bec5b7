#include <fmt/format.h>

#include <dusk/core/base/endian.hpp>
#include <dusk/node/driver/attributes_match.hpp>

namespace dusk::driver {

namespace {

/// The extraData that a block of these attributes has (OP holocene/exec-engine.md#encoding,
/// jovian/exec-engine.md). Before Holocene: none is demanded.
std::optional<Bytes> expected_extra_data(const rollup::RollupConfig& config,
                                         const rollup::PayloadAttributes& attributes) {
    if (!attributes.eip_1559_params) return std::nullopt;
    auto params = *attributes.eip_1559_params;
    if (params.is_zero())
        params = rollup::encode_eip1559_params(config.chain_op_config.eip1559_denominator_canyon,
                                               config.chain_op_config.eip1559_elasticity);
    Bytes out{static_cast<std::uint8_t>(attributes.min_base_fee ? 1 : 0)};
    append(out, params);
    if (attributes.min_base_fee) append_be(out, *attributes.min_base_fee);
    return out;
}

std::optional<std::string> transactions_mismatch(const std::vector<Bytes>& wanted,
                                                 const std::vector<Bytes>& found) {
    if (wanted.size() != found.size())
        return fmt::format("{} transactions instead of {}", found.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (wanted[i] != found[i]) return fmt::format("transaction {}", i);
    return std::nullopt;
}

}  // namespace

std::optional<std::string> find_mismatch(const rollup::RollupConfig& config,
                                         const rollup::PayloadAttributes& attributes,
                                         const Hash32& parent_hash,
                                         const sources::PayloadEnvelope& block) {
    const auto& payload = block.payload;
    if (payload.parent_hash != parent_hash) return "parent hash";
    if (payload.timestamp != attributes.timestamp) return "timestamp";
    if (payload.prev_randao != attributes.prev_randao) return "prevRandao";
    if (auto what = transactions_mismatch(attributes.transactions, payload.transactions))
        return what;
    if (payload.gas_limit != attributes.gas_limit) return "gas limit";
    if (payload.withdrawals != attributes.withdrawals) return "withdrawals";
    if (block.parent_beacon_block_root != attributes.parent_beacon_block_root)
        return "parent beacon block root";
    if (payload.fee_recipient != attributes.suggested_fee_recipient) return "fee recipient";
    const auto extra_data = expected_extra_data(config, attributes);
    if (extra_data && payload.extra_data != *extra_data) return "EIP-1559 parameters";
    return std::nullopt;
}

}  // namespace dusk::driver
