#include <algorithm>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/chain/fees.hpp>

namespace dusk {
namespace {

/// EIP-1559.
constexpr std::uint64_t ETHEREUM_ELASTICITY = 2;
constexpr std::uint64_t ETHEREUM_DENOMINATOR = 8;
/// EIP-7918: gas that a blob costs in execution, for the reserve price.
constexpr std::uint64_t BLOB_BASE_COST = 1 << 13;

constexpr std::size_t HOLOCENE_SIZE = 9;
constexpr std::size_t JOVIAN_SIZE = 17;

struct FeeParams {
    std::uint64_t denominator = ETHEREUM_DENOMINATOR;
    std::uint64_t elasticity = ETHEREUM_ELASTICITY;
    std::uint64_t gas_metered = 0;
    u256 min_base_fee;
};

std::uint64_t constant_denominator(const OpChain& op, std::uint64_t timestamp) {
    return op.forks.is_active(OpFork::canyon, timestamp) ? op.fees.denominator_canyon
                                                         : op.fees.denominator;
}

FeeParams fee_params(const ChainConfig& config, const Header& parent, std::uint64_t timestamp) {
    if (!config.op) return {.gas_metered = parent.gas_used, .min_base_fee = {}};
    const auto& op = *config.op;
    FeeParams params{.denominator = constant_denominator(op, timestamp),
                     .elasticity = op.fees.elasticity,
                     .gas_metered = parent.gas_used,
                     .min_base_fee = {}};
    if (!op.forks.is_active(OpFork::holocene, parent.timestamp)) return params;
    const auto extra = decode_op_extra_data(parent.extra_data);
    // Zeros would divide by zero; no valid header but a genesis can have them.
    if (extra && extra->denominator != 0 && extra->elasticity != 0) {
        params.denominator = extra->denominator;
        params.elasticity = extra->elasticity;
    }
    if (!op.forks.is_active(OpFork::jovian, parent.timestamp)) return params;
    if (extra) params.min_base_fee = u256{extra->min_base_fee.value_or(0)};
    params.gas_metered = std::max(parent.gas_used, parent.blob_gas_used.value_or(0));
    return params;
}

u256 adjusted(const u256& base_fee, const FeeParams& params, std::uint64_t gas_limit) {
    const auto target = gas_limit / params.elasticity;
    if (target == 0 || params.gas_metered == target) return base_fee;
    const auto delta = [&](std::uint64_t gas) {
        return base_fee * u256{gas} / u256{target} / u256{params.denominator};
    };
    if (params.gas_metered > target)
        return base_fee + std::max(delta(params.gas_metered - target), u256{1});
    return base_fee - delta(target - params.gas_metered);
}

/// factor * e^(numerator / denominator) by its series (EIP-4844), or 2^256-1.
u256 fake_exponential(std::uint64_t factor, std::uint64_t numerator, std::uint64_t denominator) {
    u256 sum;
    auto term = u256{factor} * u256{denominator};
    for (std::uint64_t i = 1; !term.is_zero(); ++i) {
        const auto [total, carry] = add_with_carry(sum, term);
        const auto product = mul_full(term, u256{numerator});
        if (carry || !product.high.is_zero()) return u256::max();
        sum = total;
        term = product.low / (u256{denominator} * u256{i});
    }
    return sum / u256{denominator};
}

}  // namespace

Bytes encode_op_extra_data(const OpExtraData& extra) {
    Bytes out{static_cast<std::uint8_t>(extra.min_base_fee ? 1 : 0)};
    append_be(out, extra.denominator);
    append_be(out, extra.elasticity);
    if (extra.min_base_fee) append_be(out, *extra.min_base_fee);
    return out;
}

std::optional<OpExtraData> decode_op_extra_data(BytesView extra) {
    const bool is_holocene = extra.size() == HOLOCENE_SIZE && extra[0] == 0;
    const bool is_jovian = extra.size() == JOVIAN_SIZE && extra[0] == 1;
    if (!is_holocene && !is_jovian) return std::nullopt;
    OpExtraData out{.denominator = load_be<std::uint32_t>(extra.subspan(1)),
                    .elasticity = load_be<std::uint32_t>(extra.subspan(5)),
                    .min_base_fee = {}};
    if (is_jovian) out.min_base_fee = load_be<std::uint64_t>(extra.subspan(9));
    return out;
}

Bytes op_extra_data_for(const ChainConfig& config, std::uint64_t timestamp,
                        std::uint32_t denominator, std::uint32_t elasticity,
                        std::uint64_t min_base_fee) {
    DUSK_CHECK(config.is_op());
    const auto& op = *config.op;
    if (!op.forks.is_active(OpFork::holocene, timestamp)) return {};
    if (denominator == 0 && elasticity == 0) {
        denominator = static_cast<std::uint32_t>(constant_denominator(op, timestamp));
        elasticity = static_cast<std::uint32_t>(op.fees.elasticity);
    }
    OpExtraData extra{.denominator = denominator, .elasticity = elasticity, .min_base_fee = {}};
    if (op.forks.is_active(OpFork::jovian, timestamp)) extra.min_base_fee = min_base_fee;
    return encode_op_extra_data(extra);
}

u256 next_base_fee(const ChainConfig& config, const Header& parent, std::uint64_t timestamp) {
    DUSK_CHECK(parent.base_fee_per_gas.has_value());
    const auto params = fee_params(config, parent, timestamp);
    return std::max(adjusted(*parent.base_fee_per_gas, params, parent.gas_limit),
                    params.min_base_fee);
}

std::uint64_t next_excess_blob_gas(const BlockRules& rules, const Header& parent) {
    if (rules.is_op()) return 0;
    const auto excess = parent.excess_blob_gas.value_or(0);
    const auto used = parent.blob_gas_used.value_or(0);
    const auto target = rules.blobs.target * GAS_PER_BLOB;
    if (excess + used < target) return 0;
    if (rules.revision >= evm::Revision::osaka) {
        // EIP-7918: while execution dominates the blob's price, the excess does not fall.
        const auto execution = u256{BLOB_BASE_COST} * parent.base_fee_per_gas.value_or(u256{});
        const auto blob = u256{GAS_PER_BLOB} * blob_base_fee(rules.blobs, excess);
        if (execution > blob)
            return excess + used * (rules.blobs.max - rules.blobs.target) / rules.blobs.max;
    }
    return excess + used - target;
}

u256 blob_base_fee(const BlobParams& blobs, std::uint64_t excess_blob_gas) {
    return fake_exponential(1, excess_blob_gas, blobs.base_fee_update_fraction);
}

}  // namespace dusk
