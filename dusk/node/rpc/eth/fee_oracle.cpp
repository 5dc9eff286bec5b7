#include <algorithm>

#include <dusk/core/chain/fees.hpp>
#include <dusk/node/rpc/eth/fee_oracle.hpp>

namespace dusk::eth {
namespace {

/// What the builder gets per gas.
u256 tip_of(const Transaction& txn, const u256& base_fee) {
    if (txn.is_deposit() || txn.max_fee_per_gas < base_fee) return {};
    return std::min(txn.max_priority_fee_per_gas, txn.max_fee_per_gas - base_fee);
}

std::uint64_t gas_of(const std::vector<Receipt>& receipts, std::size_t index) {
    const auto before = index == 0 ? 0 : receipts[index - 1].cumulative_gas_used;
    return receipts[index].cumulative_gas_used - before;
}

struct TipOfTxn {
    u256 tip;
    std::uint64_t gas_used = 0;
};

/// The tips at which the given shares of the block's gas were used.
Answer<Array> rewards(const EthBackend& backend, const StoredBlock& block,
                      const std::vector<double>& percentiles) {
    DUSK_TRY(receipts, backend.receipts(block.ref.hash));
    const auto& txns = block.body.transactions;
    if (receipts.size() != txns.size())
        return std::unexpected(rpc::internal_error("a block's receipts are incomplete"));
    const auto base_fee = block.header.base_fee_per_gas.value_or(u256{});
    std::vector<TipOfTxn> tips;
    for (std::size_t i = 0; i < txns.size(); ++i)
        tips.push_back({tip_of(txns[i], base_fee), gas_of(receipts, i)});
    std::ranges::sort(tips, {}, &TipOfTxn::tip);
    Array out;
    std::size_t at = 0;
    auto sum = tips.empty() ? 0 : tips[0].gas_used;
    for (const auto percentile : percentiles) {
        const auto threshold = static_cast<std::uint64_t>(
            static_cast<double>(block.header.gas_used) * percentile / 100);
        while (sum < threshold && at + 1 < tips.size()) sum += tips[++at].gas_used;
        out.push_back(quantity(tips.empty() ? u256{} : tips[at].tip));
    }
    return out;
}

double ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// The columns of the answer, block by block.
struct Columns {
    Array base_fees, gas_ratios, blob_fees, blob_ratios, rewards;
};

void add_header(const EthBackend& backend, const Header& header, Columns& columns) {
    const auto rules = backend.rules_of(header);
    columns.base_fees.push_back(quantity(header.base_fee_per_gas.value_or(u256{})));
    columns.gas_ratios.push_back(ratio(header.gas_used, header.gas_limit));
    columns.blob_fees.push_back(quantity(
        header.excess_blob_gas ? blob_base_fee(rules.blobs, *header.excess_blob_gas) : u256{}));
    const auto blob_gas = rules.is_op() ? 0 : header.blob_gas_used.value_or(0);
    columns.blob_ratios.push_back(ratio(blob_gas, rules.blobs.max * GAS_PER_BLOB));
}

/// What the block after `last` will ask for.
void add_next(const EthBackend& backend, const Header& last, Columns& columns) {
    columns.base_fees.push_back(
        quantity(last.base_fee_per_gas ? next_base_fee(backend.config(), last, last.timestamp + 1)
                                       : u256{}));
    const auto rules = backend.rules_of(last);
    columns.blob_fees.push_back(quantity(
        last.excess_blob_gas ? blob_base_fee(rules.blobs, next_excess_blob_gas(rules, last))
                             : u256{}));
}

}  // namespace

Answer<u256> suggest_tip(const EthBackend& backend) {
    const auto least = backend.options().tip_min_wei;
    DUSK_TRY(block, backend.block(backend.store().head().hash));
    if (block.body.transactions.empty()) return least;
    DUSK_TRY(receipts, backend.receipts(block.ref.hash));
    std::uint64_t largest = 0;
    for (std::size_t i = 0; i < receipts.size(); ++i)
        largest = std::max(largest, gas_of(receipts, i));
    const auto& header = block.header;
    if (largest > header.gas_limit || header.gas_limit - largest >= header.gas_used) return least;
    std::vector<u256> tips;
    for (const auto& txn : block.body.transactions)
        tips.push_back(tip_of(txn, header.base_fee_per_gas.value_or(u256{})));
    std::ranges::sort(tips);
    const auto median = tips[tips.size() / 2];
    const auto raised = std::max(least, median + median / u256{10});
    return std::min(raised, backend.options().tip_max_wei);
}

Answer<Object> fee_history(const EthBackend& backend, const FeeHistoryQuery& query,
                           const rpc::CallContext& context) {
    const auto count = std::min(query.blocks, query.newest.number + 1);
    const auto oldest = query.newest.number + 1 - count;
    Columns columns;
    Header last;
    for (auto number = oldest; number <= query.newest.number; ++number) {
        if (context.expired()) return std::unexpected(rpc::server_error("request timed out"));
        DUSK_TRY(ref, backend.canonical(number));
        if (!ref) return std::unexpected(rpc::server_error("header not found"));
        DUSK_TRY(header, backend.header(ref->hash));
        add_header(backend, header, columns);
        if (query.wants_rewards) {
            DUSK_TRY(block, backend.block(ref->hash));
            DUSK_TRY(row, rewards(backend, block, query.percentiles));
            columns.rewards.push_back(std::move(row));
        }
        last = std::move(header);
    }
    add_next(backend, last, columns);
    Object out{{"oldestBlock", quantity(oldest)}};
    if (query.wants_rewards) out["reward"] = std::move(columns.rewards);
    out["baseFeePerGas"] = std::move(columns.base_fees);
    out["gasUsedRatio"] = std::move(columns.gas_ratios);
    out["baseFeePerBlobGas"] = std::move(columns.blob_fees);
    out["blobGasUsedRatio"] = std::move(columns.blob_ratios);
    return out;
}

}  // namespace dusk::eth
