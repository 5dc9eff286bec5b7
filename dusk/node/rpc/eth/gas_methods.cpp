// eth_gasPrice, eth_maxPriorityFeePerGas, eth_feeHistory, eth_blobBaseFee.
#include <algorithm>

#include <fmt/format.h>

#include <dusk/core/chain/fees.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/eth/fee_oracle.hpp>
#include <dusk/node/rpc/eth/limits.hpp>
#include <dusk/node/rpc/eth/rows.hpp>

namespace dusk::eth {
namespace {

Result gas_price(EthBackend& backend, const Params&, CallContext&) {
    DUSK_TRY(tip, suggest_tip(backend));
    DUSK_TRY(header, backend.header(backend.store().head().hash));
    return quantity(tip + header.base_fee_per_gas.value_or(u256{}));
}

Result max_priority_fee(EthBackend& backend, const Params&, CallContext&) {
    DUSK_TRY(tip, suggest_tip(backend));
    return quantity(tip);
}

Result base_fee_of_next(EthBackend& backend, const Params&, CallContext&) {
    DUSK_TRY(header, backend.header(backend.store().head().hash));
    if (!header.base_fee_per_gas) return Value(nullptr);
    return quantity(next_base_fee(backend.config(), header, header.timestamp + 1));
}

Result blob_base_fee_of_next(EthBackend& backend, const Params&, CallContext&) {
    DUSK_TRY(header, backend.header(backend.store().head().hash));
    if (!header.excess_blob_gas) return Value(nullptr);
    const auto rules = backend.rules_of(header);
    return quantity(blob_base_fee(rules.blobs, next_excess_blob_gas(rules, header)));
}

/// A count, as a quantity or as a plain number (geth: math.HexOrDecimal64).
Answer<std::uint64_t> count_param(const Params& arguments, std::size_t index) {
    DUSK_TRY(in, params::any(arguments, index));
    if (in->is_uint64()) return in->get_uint64();
    if (in->is_int64() && in->get_int64() >= 0) return static_cast<std::uint64_t>(in->get_int64());
    return params::quantity64(arguments, index);
}

Answer<std::vector<double>> percentiles_param(const Params& arguments, std::size_t index) {
    std::vector<double> out;
    if (params::optional(arguments, index) == nullptr) return out;
    DUSK_TRY(array, params::json_array(arguments, index));
    if (array->size() > FEE_HISTORY_PERCENTILES_MAX)
        return std::unexpected(rpc::server_error(fmt::format(
            "invalid reward percentile: over the query limit {}", FEE_HISTORY_PERCENTILES_MAX)));
    for (const auto& entry : *array) {
        if (!entry.is_number())
            return std::unexpected(params::invalid(
                index, "json: cannot unmarshal string into Go value of type float64"));
        const auto percentile = entry.to_number<double>();
        if (percentile < 0 || percentile > 100)
            return std::unexpected(
                rpc::server_error(fmt::format("invalid reward percentile: {:f}", percentile)));
        if (!out.empty() && percentile <= out.back())
            return std::unexpected(
                rpc::server_error(fmt::format("invalid reward percentile: #{}:{:f} >= #{}:{:f}",
                                              out.size() - 1, out.back(), out.size(), percentile)));
        out.push_back(percentile);
    }
    return out;
}

Result fee_history_of(EthBackend& backend, const Params& arguments, CallContext& context) {
    DUSK_TRY(count, count_param(arguments, 0));
    DUSK_TRY_VOID(params::any(arguments, 1));
    DUSK_TRY(id, block_number_param(arguments, 1));
    DUSK_TRY(percentiles, percentiles_param(arguments, 2));
    if (count < 1) return Object{{"oldestBlock", "0x0"}, {"gasUsedRatio", nullptr}};
    if (const auto* number = std::get_if<std::uint64_t>(&id.block)) {
        const auto head = backend.store().head().number;
        if (*number > head)
            return std::unexpected(rpc::server_error(
                fmt::format("request beyond head block: requested {}, head {}", *number, head)));
    }
    DUSK_TRY(newest, require_block(backend, id));
    const auto most = percentiles.empty() ? FEE_HISTORY_HEADERS_MAX : FEE_HISTORY_BLOCKS_MAX;
    FeeHistoryQuery query{.blocks = std::min(count, most),
                          .newest = newest,
                          .percentiles = std::move(percentiles),
                          .wants_rewards = false};
    query.wants_rewards = !query.percentiles.empty();
    return fee_history(backend, query, context);
}

constexpr MethodRow ROWS[] = {
    {"eth_gasPrice", gas_price},           {"eth_maxPriorityFeePerGas", max_priority_fee},
    {"eth_baseFee", base_fee_of_next},     {"eth_blobBaseFee", blob_base_fee_of_next},
    {"eth_feeHistory", fee_history_of, 3},
};

}  // namespace

std::span<const MethodRow> gas_rows() { return ROWS; }

}  // namespace dusk::eth
