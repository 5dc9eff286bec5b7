#include <algorithm>

#include <dusk/adapter/eth_api.hpp>
#include <dusk/adapter/eth_json.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/rpc/params.hpp>
#include <dusk/settlement/contracts/l1_fee_market.hpp>

namespace dusk::adapter {

namespace {

namespace params = rpc::params;
using boost::json::array;
using boost::json::object;
using rpc::Params;
using rpc::Result;
using rpc::Value;

Value quantity(std::uint64_t number) { return Value(to_hex_quantity(u256{number})); }

}  // namespace

rpc::MethodTable EthApi::methods() {
    rpc::MethodTable table;
    add_chain_methods(table);
    add_block_methods(table);
    add_transaction_methods(table);
    add_state_methods(table);
    add_fee_methods(table);
    add_debug_methods(table);
    add_subscriptions(table);
    return table;
}

// Blocks by tag ---------------------------------------------------------------------------------

/// Null: there is no such block (yet).
std::expected<BlockPtr, rpc::Error> EthApi::block_at(const Value& tag) const {
    if (const auto* choice = tag.if_object()) {  // EIP-1898
        if (const auto* hash = choice->if_contains("blockHash")) return block_at(*hash);
        if (const auto* number = choice->if_contains("blockNumber")) return block_at(*number);
        return std::unexpected(rpc::invalid_params("block number or hash missing"));
    }
    if (!tag.is_string()) return std::unexpected(rpc::invalid_params("invalid block tag"));
    const std::string_view text = tag.as_string();
    const auto heads = store_.heads();
    if (!heads) return BlockPtr{};
    if (text == "latest" || text == "pending") return store_.by_number(heads->latest);
    if (text == "earliest") return store_.by_number(*store_.first_number());
    if (text == "safe" || text == "finalized") {
        auto block = store_.by_number(text == "safe" ? heads->safe : heads->finalized);
        if (!block)
            return std::unexpected(rpc::server_error(std::string(text) + " block not found"));
        return block;
    }
    if (text.size() == 66) {
        const auto hash = params::to_hash(tag);
        if (!hash)
            return std::unexpected(rpc::invalid_params("invalid argument 0: " + hash.error()));
        return store_.by_hash(*hash);
    }
    const auto number = params::to_quantity64(tag);
    if (!number)
        return std::unexpected(rpc::invalid_params("invalid argument 0: " + number.error()));
    return store_.by_number(*number);
}

std::expected<BlockPtr, rpc::Error> EthApi::block_param(const Params& params,
                                                        std::size_t index) const {
    const auto* tag = params::optional(params, index);
    if (tag == nullptr) return std::unexpected(params::missing(index));
    return block_at(*tag);
}

std::expected<std::uint64_t, rpc::Error> EthApi::state_height(const Params& params,
                                                              std::size_t index) const {
    const auto* tag = params::optional(params, index);
    DUSK_TRY(block, block_at(tag != nullptr ? *tag : Value("latest")));
    if (!block) return std::unexpected(rpc::server_error("header not found"));
    return block->header.number;
}

// Chain and blocks ------------------------------------------------------------------------------

void EthApi::add_chain_methods(rpc::MethodTable& table) {
    table.add(
        "eth_chainId",
        [this](const Params&, auto&) -> Result { return quantity(config_.view.l1_chain_id); },
        rpc::Pace::at_once);
    table.add(
        "net_version",
        [this](const Params&, auto&) -> Result {
            return Value(std::to_string(config_.view.l1_chain_id));
        },
        rpc::Pace::at_once);
    table.add(
        "web3_clientVersion",
        [this](const Params&, auto&) -> Result { return Value(config_.client_version); },
        rpc::Pace::at_once);
    table.add(
        "eth_syncing", [](const Params&, auto&) -> Result { return false; }, rpc::Pace::at_once);
    table.add(
        "eth_blockNumber",
        [this](const Params&, auto&) -> Result {
            const auto heads = store_.heads();
            return quantity(heads ? heads->latest : 0);
        },
        rpc::Pace::at_once);
}

void EthApi::add_block_methods(rpc::MethodTable& table) {
    const auto get_block = [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        DUSK_TRY(full, params::boolean(params, 1));
        if (!block) return nullptr;
        return json::block(*block, full);
    };
    table.add("eth_getBlockByNumber", get_block);
    table.add("eth_getBlockByHash", get_block);
    const auto get_header = [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        if (!block) return nullptr;
        return json::header(*block);
    };
    table.add("eth_getHeaderByNumber", get_header);
    table.add("eth_getHeaderByHash", get_header);
    const auto get_count = [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        if (!block) return nullptr;
        return quantity(block->transactions.size());
    };
    table.add("eth_getBlockTransactionCountByNumber", get_count);
    table.add("eth_getBlockTransactionCountByHash", get_count);
    const auto no_uncles = [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        if (!block) return nullptr;
        return "0x0";
    };
    table.add("eth_getUncleCountByBlockNumber", no_uncles);
    table.add("eth_getUncleCountByBlockHash", no_uncles);
    table.add("eth_getBlockReceipts", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        return receipts(block);
    });
    table.add("eth_getLogs",
              [this](const Params& params, auto&) -> Result { return get_logs(params); });
}

Result EthApi::receipts(const BlockPtr& block) const {
    if (!block) return nullptr;
    array out;
    std::size_t offset = 0;
    for (std::size_t i = 0; i < block->transactions.size(); ++i) {
        out.push_back(json::receipt(*block, i, offset, config_.view.blob_schedule));
        offset += block->transactions[i].receipt.logs.size();
    }
    return out;
}

Result EthApi::get_logs(const Params& params) const {
    DUSK_TRY(filter_object, params::json_object(params, 0));
    DUSK_TRY(filter, parse_log_filter(*filter_object));
    array out;
    if (const auto* hash = filter_object->if_contains("blockHash"); hash && !hash->is_null()) {
        DUSK_TRY(block, block_at(*hash));
        if (!block) return std::unexpected(rpc::server_error("unknown block"));
        collect_logs(*block, filter, out);
        return out;
    }
    const auto number =
        [&](std::string_view name) -> std::expected<std::optional<std::uint64_t>, rpc::Error> {
        const auto* tag = filter_object->if_contains(name);
        if (tag != nullptr && tag->is_string() && tag->as_string().starts_with("0x")) {
            const auto parsed = params::to_quantity64(*tag);
            if (!parsed)
                return std::unexpected(
                    rpc::invalid_params("invalid argument 0: " + parsed.error()));
            return std::optional(*parsed);
        }
        DUSK_TRY(block, block_at(tag && !tag->is_null() ? *tag : Value("latest")));
        return block ? std::optional(block->header.number) : std::nullopt;
    };
    DUSK_TRY(from, number("fromBlock"));
    DUSK_TRY(to, number("toBlock"));
    const auto heads = store_.heads();
    if (!heads || !from || !to) return out;
    if (*from > *to) return std::unexpected(rpc::invalid_params("invalid block range params"));
    const auto last = std::min(*to, heads->latest);
    if (last >= *from && last - *from >= LOG_BLOCKS_MAX)
        return std::unexpected(rpc::server_error("exceed maximum block range: 10000"));
    for (auto at = *from; at <= last; ++at) {
        if (const auto block = store_.by_number(at)) collect_logs(*block, filter, out);
        if (out.size() > LOGS_MAX)
            return std::unexpected(rpc::server_error("query returned more than 20000 results"));
    }
    return out;
}

// Transactions ----------------------------------------------------------------------------------

Result EthApi::transaction_at(const BlockPtr& block, const Params& params) const {
    DUSK_TRY(index, params::quantity64(params, 1));
    if (!block || index >= block->transactions.size()) return nullptr;
    return json::transaction(*block, static_cast<std::size_t>(index));
}

void EthApi::add_transaction_methods(rpc::MethodTable& table) {
    // A reorg between the two reads shows as no transaction.
    const auto find = [this](const Hash32& hash) -> std::pair<BlockPtr, std::size_t> {
        const auto place = store_.find_txn(hash);
        auto block = place ? store_.by_number(place->block_number) : nullptr;
        if (!block || place->index >= block->transactions.size() ||
            block->transactions[place->index].hash != hash)
            return {};
        return {block, place->index};
    };
    table.add("eth_getTransactionByHash", [this, find](const Params& params, auto&) -> Result {
        DUSK_TRY(hash, params::hash(params, 0));
        if (const auto [block, index] = find(hash); block) return json::transaction(*block, index);
        if (const auto waiting = relay_.find(hash))
            return json::pending_transaction(waiting->first, hash, waiting->second);
        return nullptr;
    });
    table.add("eth_getTransactionReceipt", [this, find](const Params& params, auto&) -> Result {
        DUSK_TRY(hash, params::hash(params, 0));
        const auto [block, index] = find(hash);
        if (!block) return nullptr;
        return json::receipt(*block, index, json::log_offset(*block, index),
                             config_.view.blob_schedule);
    });
    const auto by_index = [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        return transaction_at(block, params);
    };
    table.add("eth_getTransactionByBlockHashAndIndex", by_index);
    table.add("eth_getTransactionByBlockNumberAndIndex", by_index);
    table.add("eth_sendRawTransaction", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(bytes, params::bytes(params, 0));
        const auto hash = relay_.submit(bytes);
        if (!hash) return std::unexpected(rpc::server_error(hash.error()));
        return Value(to_hex(*hash));
    });
    table.add(
        "duskevm_getTransactionHashByDuskHash", [this](const Params& params, auto&) -> Result {
            DUSK_TRY(text, params::text(params, 0));
            const auto id = fixed_from_hex<32>(text);
            if (!id)
                return std::unexpected(params::invalid(0, "a Dusk transaction id of 32 bytes"));
            const auto hash = store_.txn_of_dusk_tx(*id);
            return hash ? Value(to_hex(*hash)) : Value(nullptr);
        });
}

// Fees ------------------------------------------------------------------------------------------

Result EthApi::fee_history(const Params& params) const {
    DUSK_TRY(wanted, params::quantity64(params, 0));
    DUSK_TRY(newest, block_param(params, 1));
    if (!newest) return std::unexpected(rpc::server_error("header not found"));
    const auto first = store_.first_number().value_or(0);
    const auto last = newest->header.number;
    const auto count = std::min({wanted, last - first + 1, std::uint64_t{1024}});
    const auto* percentiles = params::optional(params, 2);
    const auto reward_count =
        percentiles != nullptr && percentiles->is_array() ? percentiles->as_array().size() : 0;
    if (reward_count > 100) return std::unexpected(rpc::invalid_params("too many percentiles"));
    const auto& blobs = config_.view.blob_schedule;
    array base_fees, ratios, blob_fees, blob_ratios, rewards;
    for (auto at = last + 1 - count; at <= last; ++at) {
        const auto block = store_.by_number(at);
        if (!block) return std::unexpected(rpc::server_error("header not found"));
        const auto& h = block->header;
        base_fees.push_back(quantity(settlement::VIEW_BASE_FEE_WEI));
        ratios.emplace_back(static_cast<double>(h.gas_used) / static_cast<double>(h.gas_limit));
        blob_fees.emplace_back(
            to_hex_quantity(settlement::blob_base_fee(h.excess_blob_gas.value_or(0), blobs)));
        blob_ratios.emplace_back(
            static_cast<double>(h.blob_gas_used.value_or(0)) /
            static_cast<double>(blobs.max_blobs * settlement::GAS_PER_VIEW_BLOB));
        rewards.push_back(array(reward_count, Value(quantity(PRIORITY_FEE_WEI))));
    }
    const auto next_excess =
        settlement::next_excess_blob_gas(newest->header.excess_blob_gas.value_or(0),
                                         newest->header.blob_gas_used.value_or(0), blobs);
    base_fees.push_back(quantity(settlement::VIEW_BASE_FEE_WEI));
    blob_fees.emplace_back(to_hex_quantity(settlement::blob_base_fee(next_excess, blobs)));
    object out{{"oldestBlock", quantity(last + 1 - count)},
               {"baseFeePerGas", std::move(base_fees)},
               {"gasUsedRatio", std::move(ratios)},
               {"baseFeePerBlobGas", std::move(blob_fees)},
               {"blobGasUsedRatio", std::move(blob_ratios)}};
    if (reward_count > 0) out["reward"] = std::move(rewards);
    return out;
}

void EthApi::add_fee_methods(rpc::MethodTable& table) {
    table.add(
        "eth_gasPrice",
        [](const Params&, auto&) -> Result {
            return quantity(settlement::VIEW_BASE_FEE_WEI + PRIORITY_FEE_WEI);
        },
        rpc::Pace::at_once);
    table.add(
        "eth_maxPriorityFeePerGas",
        [](const Params&, auto&) -> Result { return quantity(PRIORITY_FEE_WEI); },
        rpc::Pace::at_once);
    table.add("eth_blobBaseFee", [this](const Params&, auto&) -> Result {
        DUSK_TRY(block, block_at(Value("latest")));
        if (!block) return "0x1";
        const auto& blobs = config_.view.blob_schedule;
        return Value(to_hex_quantity(settlement::blob_base_fee(
            settlement::next_excess_blob_gas(block->header.excess_blob_gas.value_or(0),
                                             block->header.blob_gas_used.value_or(0), blobs),
            blobs)));
    });
    table.add("eth_feeHistory",
              [this](const Params& params, auto&) -> Result { return fee_history(params); });
}

// Raw forms -------------------------------------------------------------------------------------

void EthApi::add_debug_methods(rpc::MethodTable& table) {
    table.add("debug_getRawHeader", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        if (!block) return std::unexpected(rpc::server_error("header not found"));
        return Value(to_hex(encode_header(block->header)));
    });
    table.add("debug_getRawBlock", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        if (!block) return std::unexpected(rpc::server_error("block not found"));
        Block raw{.header = block->header, .transactions = {}, .withdrawals = {{}}};
        for (const auto& entry : block->transactions) raw.transactions.push_back(entry.txn);
        return Value(to_hex(encode_block(raw)));
    });
    table.add("debug_getRawReceipts", [this](const Params& params, auto&) -> Result {
        DUSK_TRY(block, block_param(params, 0));
        if (!block) return std::unexpected(rpc::server_error("block not found"));
        array out;
        for (const auto& entry : block->transactions)
            out.emplace_back(to_hex(encode_receipt(entry.receipt)));
        return out;
    });
}

// Subscriptions ---------------------------------------------------------------------------------

void EthApi::add_subscriptions(rpc::MethodTable& table) {
    table.add_subscription(
        "eth", "newHeads",
        [this](const Params&, auto&,
               const rpc::SubscriptionPtr& subscription) -> std::expected<void, rpc::Error> {
            const std::scoped_lock lock(subscriptions_mutex_);
            head_subscriptions_.push_back(subscription);
            return {};
        });
    table.add_subscription(
        "eth", "logs",
        [this](const Params& params, auto&,
               const rpc::SubscriptionPtr& subscription) -> std::expected<void, rpc::Error> {
            LogFilter filter;
            if (const auto* wanted = params::optional(params, 0);
                wanted != nullptr && wanted->is_object()) {
                DUSK_TRY(parsed, parse_log_filter(wanted->as_object()));
                filter = std::move(parsed);
            }
            const std::scoped_lock lock(subscriptions_mutex_);
            log_subscriptions_.push_back({subscription, std::move(filter)});
            return {};
        });
}

void EthApi::on_added(const BlockPtr& block) {
    if (!block) return;
    {
        const std::scoped_lock lock(subscriptions_mutex_);
        const Value head = json::header(*block);
        std::erase_if(head_subscriptions_,
                      [&](const auto& subscription) { return !subscription->notify(head); });
    }
    publish_logs(block, false);
}

void EthApi::on_removed(const BlockPtr& block) { publish_logs(block, true); }

void EthApi::publish_logs(const BlockPtr& block, bool removed) {
    const std::scoped_lock lock(subscriptions_mutex_);
    std::erase_if(log_subscriptions_, [&](const auto& entry) {
        if (entry.subscription->closed()) return true;
        array logs;
        collect_logs(*block, entry.filter, logs, removed);
        for (const auto& log : logs) entry.subscription->notify(log);
        return false;
    });
}

}  // namespace dusk::adapter
