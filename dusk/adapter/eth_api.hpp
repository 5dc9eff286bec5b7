// The L1's Ethereum JSON-RPC: what op-node, op-batcher, op-proposer, op-challenger and wallets ask
// of an L1, answered from the view store, and from the DuskDS node where state is asked for
// (execution-apis). Limits: eth_getLogs over LOG_BLOCKS_MAX blocks and LOGS_MAX logs.
#pragma once

#include <mutex>

#include <dusk/adapter/dusk_source.hpp>
#include <dusk/adapter/log_filter.hpp>
#include <dusk/adapter/relay.hpp>
#include <dusk/adapter/view_store.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::adapter {

inline constexpr std::uint64_t LOG_BLOCKS_MAX = 10'000;
inline constexpr std::size_t LOGS_MAX = 20'000;
/// Suggested priority fee: DuskDS orders by its own gas price, so a token amount is enough.
inline constexpr std::uint64_t PRIORITY_FEE_WEI = 1'000'000;

struct EthApiConfig {
    settlement::ethview::ViewConfig view{};
    std::string client_version = "duskevm-adapter";
};

class EthApi {
public:
    EthApi(EthApiConfig config, ViewStore& store, Relay& relay, DuskSource& source)
        : config_(std::move(config)), store_(store), relay_(relay), source_(source) {}

    /// The handlers keep a reference to this.
    rpc::MethodTable methods();

    // Feed of the subscriptions.
    void on_added(const BlockPtr& block);
    void on_removed(const BlockPtr& block);

private:
    using Params = rpc::Params;
    using Result = rpc::Result;
    struct LogSubscription {
        rpc::SubscriptionPtr subscription;
        LogFilter filter;
    };
    struct CallArguments;

    void add_chain_methods(rpc::MethodTable& table);
    void add_block_methods(rpc::MethodTable& table);
    void add_transaction_methods(rpc::MethodTable& table);
    void add_state_methods(rpc::MethodTable& table);
    void add_fee_methods(rpc::MethodTable& table);
    void add_debug_methods(rpc::MethodTable& table);
    void add_subscriptions(rpc::MethodTable& table);

    std::expected<BlockPtr, rpc::Error> block_at(const rpc::Value& tag) const;
    std::expected<BlockPtr, rpc::Error> block_param(const Params& params, std::size_t index) const;
    /// The block of a parameter that defaults to the latest; an error where there is none.
    std::expected<std::uint64_t, rpc::Error> state_height(const Params& params,
                                                          std::size_t index) const;
    std::expected<std::optional<settlement::ContractId>, rpc::Error> contract_at(
        const Address& address, std::uint64_t height) const;
    std::expected<CallArguments, rpc::Error> call_arguments(const Params& params) const;
    Result receipts(const BlockPtr& block) const;
    Result call(const Params& params) const;
    Result estimate_gas(const Params& params) const;
    Result get_logs(const Params& params) const;
    Result get_proof(const Params& params) const;
    Result fee_history(const Params& params) const;
    Result transaction_at(const BlockPtr& block, const Params& params) const;
    void publish_logs(const BlockPtr& block, bool removed);

    EthApiConfig config_;
    ViewStore& store_;
    Relay& relay_;
    DuskSource& source_;
    std::mutex subscriptions_mutex_;
    std::vector<rpc::SubscriptionPtr> head_subscriptions_;
    std::vector<LogSubscription> log_subscriptions_;
};

}  // namespace dusk::adapter
