// Cheat methods of senders, snapshots and the node itself.
#include <dusk/core/chain/fees.hpp>
#include <dusk/node/dev/cheat_rows.hpp>

namespace dusk::dev {
namespace {

Result impersonate(DevChain& dev, const Address& address) {
    dev.impersonate(address, true);
    return Value(nullptr);
}

Result stop_impersonating(DevChain& dev, const Address& address) {
    dev.impersonate(address, false);
    return Value(nullptr);
}

Result auto_impersonate(DevChain& dev, bool on) {
    dev.impersonate_all(on);
    return Value(nullptr);
}

Result drop_transaction(DevChain& dev, const Hash32& hash) {
    return dev.drop(hash) ? eth::hex(hash) : Value(nullptr);
}

Result hardhat_drop_transaction(DevChain& dev, const Hash32& hash) { return dev.drop(hash); }

Result drop_all(Site& site, const Params&) {
    site.dev.drop_all(std::nullopt);
    return Value(nullptr);
}

Result drop_all_of(DevChain& dev, const Address& sender) {
    dev.drop_all(sender);
    return Value(nullptr);
}

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

constexpr CheatRow ROWS[] = {
    {"impersonateAccount", ANVIL | HARDHAT, with_one<params::address, impersonate>},
    {"stopImpersonatingAccount", ANVIL | HARDHAT, with_one<params::address, stop_impersonating>},
    {"autoImpersonateAccount", ANVIL | HARDHAT, with_one<params::boolean, auto_impersonate>},
    {"dropTransaction", ANVIL, with_one<params::hash, drop_transaction>},
    {"dropTransaction", HARDHAT, with_one<params::hash, hardhat_drop_transaction>},
    {"dropAllTransactions", ANVIL, drop_all},
    {"removePoolTransactions", ANVIL, with_one<params::address, drop_all_of>},
    {"snapshot", ANVIL | EVM, snapshot},
    {"revert", ANVIL | EVM, revert},
    {"reset", ANVIL | HARDHAT, reset},
    {"setLoggingEnabled", ANVIL | HARDHAT, set_logging},
    {"enableTraces", ANVIL, set_logging},
    {"metadata", ANVIL | HARDHAT, metadata},
    {"nodeInfo", ANVIL, node_info},
};

}  // namespace

std::span<const CheatRow> node_cheats() { return ROWS; }

}  // namespace dusk::dev
