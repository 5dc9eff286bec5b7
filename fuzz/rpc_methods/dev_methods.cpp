#include <algorithm>
#include <array>

#include <fuzz/rpc_methods/calls.hpp>
#include <fuzz/rpc_methods/subjects.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/dev/dev_genesis.hpp>
#include <dusk/node/dev/dev_methods.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::fuzz {
namespace {

constexpr auto METHODS = std::to_array<const char*>({
    "anvil_mine",
    "evm_mine",
    "anvil_setIntervalMining",
    "evm_setBlockGasLimit",
    "anvil_setCoinbase",
    "hardhat_setNextBlockBaseFeePerGas",
    "hardhat_setPrevRandao",
    "evm_increaseTime",
    "anvil_setTime",
    "evm_setNextBlockTimestamp",
    "anvil_setBlockTimestampInterval",
    "anvil_rollback",
    "anvil_impersonateAccount",
    "anvil_dropTransaction",
    "hardhat_dropTransaction",
    "anvil_removePoolTransactions",
    "evm_revert",
    "anvil_reset",
    "anvil_setBalance",
    "anvil_addBalance",
    "hardhat_setNonce",
    "hardhat_setCode",
    "hardhat_setStorageAt",
    "anvil_loadState",
    "anvil_reorg",
    "eth_sign",
    "personal_sign",
    "eth_signTypedData_v4",
    "eth_sendTransaction",
    "eth_signTransaction",
    "anvil_setAutomine",
    "anvil_autoImpersonateAccount",
    "anvil_stopImpersonatingAccount",
    "anvil_setLoggingEnabled",
    "anvil_dumpState",
    "eth_sendUnsignedTransaction",
});
/// Below 0x20 and above.
static_assert(METHODS.size() <= 0x40);

/// Many blocks are what was asked for, not a finding.
constexpr std::uint64_t MINE_MAX = 16;

const EthereumKey& key() {
    static const auto made = *EthereumKey::from(Hash32{{1, 1}});
    return made;
}

const genesis::RollupFiles& files() {
    static const auto made = dev::make_dev_rollup(
        {.timestamp = 1'700'000'000, .accounts = {key().address()}, .balance = u256{1} << 80},
        native_crypto());
    return made;
}

/// So many chains have a store in common, one after the other: to make one takes longer than most
/// methods, and the blocks of all stay in it.
constexpr unsigned STORE_USES = 256;

/// A store whose head is the genesis.
store::ChainStore& fresh_store() {
    // The last one lives until the process ends.
    static auto& store = *new std::unique_ptr<store::ChainStore>;
    static unsigned uses = 0;
    if (uses++ % STORE_USES == 0)
        store = *store::ChainStore::open("", files().genesis,
                                         {.cache_mb = 1, .in_memory = true, .background = false});
    DUSK_CHECK(store->set_head(store->genesis_block().hash));
    return *store;
}

struct DevNode {
    DevNode()
        : store(fresh_store()),
          config(make_op_config(files().genesis.chain_id, files().genesis.forks)),
          chain(store, config, native_crypto()),
          pool(store.database(), native_crypto(), {}, [] { return std::uint64_t{1}; }),
          dev(chain, pool, files().rollup, {key()}, {}) {
        DUSK_CHECK(engine::feed_pool(chain, pool));
        DUSK_CHECK(dev.start());
        DUSK_CHECK(dev.mine(2));
        table.add("eth_estimateGas", [](const rpc::Params&, rpc::CallContext&) -> rpc::Result {
            return rpc::Value("0x186a0");
        });
        dev::add_dev_methods(table, dev, "anvil/fuzz");
    }

    store::ChainStore& store;
    ChainConfig config;
    engine::Chain chain;
    pool::TxnPool pool;
    dev::DevChain dev;
    rpc::MethodTable table;
};

/// Whether a number of blocks is small, wherever in the parameters it may stand.
bool is_small(const boost::json::value& value) {
    if (const auto* array = value.if_array()) return std::ranges::all_of(*array, is_small);
    if (const auto* object = value.if_object())
        return std::ranges::all_of(*object,
                                   [](const auto& member) { return is_small(member.value()); });
    if (const auto* text = value.if_string()) return text->size() <= 3;
    if (value.is_number()) return value.to_number<double>() <= double{MINE_MAX};
    return true;
}

}  // namespace

void dev_method(std::uint8_t which, rpc::Params& arguments) {
    const std::string_view name = METHODS[which % METHODS.size()];
    if (name.ends_with("_mine") && !std::ranges::all_of(arguments, is_small)) return;
    DevNode node;
    Stock stock;
    stock.blocks = {to_hex(node.store.head().hash)};
    stock.contracts = {to_hex(key().address())};
    stock.resolve(arguments);
    call(node.table, name, arguments);
    // It may have made a block impossible, not the process.
    (void)node.dev.mine(1);
}

}  // namespace dusk::fuzz
