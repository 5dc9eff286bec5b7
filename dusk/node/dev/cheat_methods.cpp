#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/dev/amendment.hpp>
#include <dusk/node/dev/dev_methods.hpp>
#include <dusk/node/dev/lenient_params.hpp>
#include <dusk/node/rpc/json/json.hpp>

namespace dusk::dev {
namespace {

using rpc::CallContext;
using rpc::Params;
using rpc::Result;
using Value = boost::json::value;
using Object = boost::json::object;
namespace params = rpc::params;

/// What the methods of nodes with another name answer with.
struct Site {
    DevChain& dev;
    std::string client_version;
};

template <class T>
std::expected<T, rpc::Error> done(DevChain::Done<T> result) {
    if (!result) return std::unexpected(rpc::server_error(std::move(result.error())));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
    else
        return {};
}

Result nothing(const DevChain::Done<>& result) {
    if (!result) return std::unexpected(rpc::server_error(result.error()));
    return Value(nullptr);
}

// ---- state

Result set_balance_of(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(balance, lenient_number(arguments, 1));
    return nothing(site.dev.change_state([&](StateDiff& diff, const StateView& base) {
        set_balance(diff, base, address, balance);
    }));
}

Result set_nonce_of(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(nonce, lenient_number64(arguments, 1));
    return nothing(site.dev.change_state(
        [&](StateDiff& diff, const StateView& base) { set_nonce(diff, base, address, nonce); }));
}

Result set_code_of(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(code, params::bytes(arguments, 1));
    return nothing(site.dev.change_state(
        [&](StateDiff& diff, const StateView& base) { set_code(diff, base, address, code); }));
}

Result set_storage_at(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(slot, lenient_word(arguments, 1));
    DUSK_TRY(value, lenient_word(arguments, 2));
    DUSK_TRY_VOID(done(site.dev.change_state([&](StateDiff& diff, const StateView& base) {
        set_slot(diff, base, address, slot, value);
    })));
    return true;
}

// ---- senders

Result impersonate(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    site.dev.impersonate(address, true);
    return Value(nullptr);
}

Result stop_impersonating(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    site.dev.impersonate(address, false);
    return Value(nullptr);
}

Result auto_impersonate(Site& site, const Params& arguments) {
    DUSK_TRY(on, params::boolean(arguments, 0));
    site.dev.impersonate_all(on);
    return Value(nullptr);
}

Result drop_transaction(Site& site, const Params& arguments) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    return site.dev.drop(hash) ? eth::hex(hash) : Value(nullptr);
}

Result hardhat_drop_transaction(Site& site, const Params& arguments) {
    DUSK_TRY(hash, params::hash(arguments, 0));
    return site.dev.drop(hash);
}

Result drop_all(Site& site, const Params&) {
    site.dev.drop_all(std::nullopt);
    return Value(nullptr);
}

Result remove_of_sender(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    site.dev.drop_all(address);
    return Value(nullptr);
}

// ---- blocks

Result mine(Site& site, const Params& arguments) {
    DUSK_TRY(count, lenient_number64_or(arguments, 0, 1));
    DUSK_TRY(interval_s, lenient_number64_or(arguments, 1, 0));
    return nothing(site.dev.mine(count, interval_s));
}

/// A timestamp, or {timestamp, blocks}, or nothing.
Result evm_mine(Site& site, const Params& arguments) {
    std::uint64_t blocks = 1;
    if (const auto* given = params::optional(arguments, 0)) {
        const auto* timestamp = given;
        if (given->is_object()) {
            timestamp = given->get_object().if_contains("timestamp");
            if (const auto* count = given->get_object().if_contains("blocks")) {
                DUSK_TRY(number, lenient_number64({*count}, 0));
                blocks = number;
            }
        }
        if (timestamp != nullptr && !timestamp->is_null()) {
            DUSK_TRY(number, lenient_number64({*timestamp}, 0));
            if (number != 0) DUSK_TRY_VOID(done(site.dev.set_next_timestamp(number)));
        }
    }
    DUSK_TRY_VOID(done(site.dev.mine(blocks)));
    return Value("0x0");
}

Result set_automine(Site& site, const Params& arguments) {
    DUSK_TRY(on, params::boolean(arguments, 0));
    site.dev.set_automine(on);
    return true;
}

Result get_automine(Site& site, const Params&) { return site.dev.automine(); }

Result set_interval_mining(Site& site, const Params& arguments) {
    DUSK_TRY(seconds, lenient_number64(arguments, 0));
    site.dev.set_interval(seconds);
    return true;
}

Result set_gas_limit(Site& site, const Params& arguments) {
    DUSK_TRY(gas, lenient_number64(arguments, 0));
    if (gas < 1'000'000)
        return std::unexpected(
            rpc::invalid_params("the block gas limit must leave room for the attributes deposit"));
    site.dev.set_gas_limit(gas);
    return true;
}

Result set_coinbase(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    site.dev.set_coinbase(address);
    return Value(nullptr);
}

Result set_next_base_fee(Site& site, const Params& arguments) {
    DUSK_TRY(wei, lenient_number(arguments, 0));
    site.dev.set_next_base_fee(wei);
    return Value(nullptr);
}

Result set_prev_randao(Site& site, const Params& arguments) {
    DUSK_TRY(value, params::hash(arguments, 0));
    site.dev.set_next_prev_randao(value);
    return Value(nullptr);
}

// ---- time

Result increase_time(Site& site, const Params& arguments) {
    DUSK_TRY(seconds, lenient_number64(arguments, 0));
    return Value(site.dev.increase_time(seconds));
}

Result set_time(Site& site, const Params& arguments) {
    DUSK_TRY(timestamp, lenient_number64(arguments, 0));
    return Value(site.dev.set_time(timestamp));
}

Result set_next_timestamp(Site& site, const Params& arguments) {
    DUSK_TRY(timestamp, lenient_number64(arguments, 0));
    return nothing(site.dev.set_next_timestamp(timestamp));
}

Result set_timestamp_interval(Site& site, const Params& arguments) {
    DUSK_TRY(seconds, lenient_number64(arguments, 0));
    site.dev.set_timestamp_interval(seconds);
    return Value(nullptr);
}

Result remove_timestamp_interval(Site& site, const Params&) {
    site.dev.set_timestamp_interval(std::nullopt);
    return true;
}

// ---- snapshots

Result snapshot(Site& site, const Params&) { return eth::quantity(site.dev.snapshot()); }

Result revert(Site& site, const Params& arguments) {
    DUSK_TRY(id, lenient_number64(arguments, 0));
    DUSK_TRY(found, done(site.dev.revert(id)));
    return found;
}

Result reset(Site& site, const Params& arguments) {
    if (const auto* options = params::optional(arguments, 0); options && options->is_object()) {
        const auto* forking = options->get_object().if_contains("forking");
        if (forking && forking->is_object() && forking->get_object().contains("jsonRpcUrl"))
            return std::unexpected(rpc::invalid_params("forking is not supported"));
    }
    DUSK_TRY_VOID(done(site.dev.reset()));
    return true;
}

// ---- the node

Result set_logging(Site&, const Params&) { return true; }

Result metadata(Site& site, const Params&) {
    const auto& store = site.dev.chain().store();
    const auto head = store.head();
    return Object{{"clientVersion", site.client_version},
                  {"chainId", site.dev.chain().config().chain_id},
                  {"instanceId", eth::hex(store.genesis_block().hash)},
                  {"latestBlockNumber", head.number},
                  {"latestBlockHash", eth::hex(head.hash)},
                  {"snapshots", Object{}}};
}

Result node_info(Site& site, const Params&) {
    const auto& chain = site.dev.chain();
    const auto head = chain.store().head();
    const auto header = chain.store().header(head.hash);
    if (!header || !*header) return std::unexpected(rpc::server_error("header not found"));
    const auto next = next_base_fee(chain.config(), **header, (*header)->timestamp + 1);
    return Object{{"currentBlockNumber", eth::quantity(head.number)},
                  {"currentBlockTimestamp", (*header)->timestamp},
                  {"currentBlockHash", eth::hex(head.hash)},
                  {"hardFork", "jovian"},
                  {"transactionOrder", "fees"},
                  {"environment", Object{{"baseFee", eth::quantity(next)},
                                         {"chainId", eth::quantity(chain.config().chain_id)},
                                         {"gasLimit", eth::quantity((*header)->gas_limit)},
                                         {"gasPrice", eth::quantity(next)}}},
                  {"forkConfig", Object{{"forkUrl", nullptr},
                                        {"forkBlockNumber", nullptr},
                                        {"forkRetryBackoff", nullptr}}}};
}

/// Who offers a method.
enum Names : unsigned { ANVIL = 1, HARDHAT = 2, EVM = 4 };

struct Row {
    std::string_view name;
    unsigned names;
    Result (*handler)(Site&, const Params&);
};
constexpr Row ROWS[] = {
    {"setBalance", ANVIL | HARDHAT, set_balance_of},
    {"setNonce", ANVIL | HARDHAT, set_nonce_of},
    {"setCode", ANVIL | HARDHAT, set_code_of},
    {"setStorageAt", ANVIL | HARDHAT, set_storage_at},
    {"impersonateAccount", ANVIL | HARDHAT, impersonate},
    {"stopImpersonatingAccount", ANVIL | HARDHAT, stop_impersonating},
    {"autoImpersonateAccount", ANVIL | HARDHAT, auto_impersonate},
    {"dropTransaction", ANVIL, drop_transaction},
    {"dropTransaction", HARDHAT, hardhat_drop_transaction},
    {"dropAllTransactions", ANVIL, drop_all},
    {"removePoolTransactions", ANVIL, remove_of_sender},
    {"mine", ANVIL | HARDHAT, mine},
    {"mine", EVM, evm_mine},
    {"setAutomine", ANVIL | HARDHAT | EVM, set_automine},
    {"getAutomine", ANVIL | HARDHAT, get_automine},
    {"setIntervalMining", ANVIL | EVM, set_interval_mining},
    {"setBlockGasLimit", ANVIL | EVM, set_gas_limit},
    {"setCoinbase", ANVIL | HARDHAT, set_coinbase},
    {"setNextBlockBaseFeePerGas", ANVIL | HARDHAT, set_next_base_fee},
    {"setPrevRandao", ANVIL | HARDHAT, set_prev_randao},
    {"increaseTime", ANVIL | EVM, increase_time},
    {"setTime", ANVIL | EVM, set_time},
    {"setNextBlockTimestamp", ANVIL | EVM, set_next_timestamp},
    {"setBlockTimestampInterval", ANVIL, set_timestamp_interval},
    {"removeBlockTimestampInterval", ANVIL, remove_timestamp_interval},
    {"snapshot", ANVIL | EVM, snapshot},
    {"revert", ANVIL | EVM, revert},
    {"reset", ANVIL | HARDHAT, reset},
    {"setLoggingEnabled", ANVIL | HARDHAT, set_logging},
    {"metadata", ANVIL | HARDHAT, metadata},
    {"nodeInfo", ANVIL, node_info},
};

}  // namespace

void add_cheat_methods(rpc::MethodTable& table, DevChain& dev, std::string client_version) {
    const auto site = std::make_shared<Site>(Site{dev, std::move(client_version)});
    constexpr std::pair<unsigned, std::string_view> prefixes[] = {
        {ANVIL, "anvil_"}, {HARDHAT, "hardhat_"}, {EVM, "evm_"}};
    for (const auto& row : ROWS)
        for (const auto& [bit, prefix] : prefixes)
            if ((row.names & bit) != 0)
                table.add(std::string(prefix) + std::string(row.name),
                          [site, handler = row.handler](const Params& arguments, CallContext&) {
                              return handler(*site, arguments);
                          });
}

void add_dev_methods(rpc::MethodTable& table, DevChain& dev, std::string client_version) {
    add_cheat_methods(table, dev, std::move(client_version));
    add_account_methods(table, dev);
}

}  // namespace dusk::dev
