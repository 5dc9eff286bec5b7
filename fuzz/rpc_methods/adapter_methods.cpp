// The adapter's Ethereum JSON-RPC (adapter_view.hpp).
#include <array>

#include <fuzz/adapter_view.hpp>
#include <fuzz/rpc_methods/calls.hpp>
#include <fuzz/rpc_methods/subjects.hpp>

#include <dusk/adapter/eth_api.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::fuzz {
namespace {

constexpr auto METHODS = std::to_array<const char*>({
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getHeaderByNumber",
    "eth_getHeaderByHash",
    "eth_getBlockTransactionCountByNumber",
    "eth_getBlockTransactionCountByHash",
    "eth_getUncleCountByBlockNumber",
    "eth_getUncleCountByBlockHash",
    "eth_getBlockReceipts",
    "eth_getLogs",
    "eth_getTransactionByHash",
    "eth_getTransactionReceipt",
    "eth_getTransactionByBlockHashAndIndex",
    "eth_getTransactionByBlockNumberAndIndex",
    "eth_sendRawTransaction",
    "duskevm_getTransactionHashByDuskHash",
    "eth_feeHistory",
    "debug_getRawHeader",
    "debug_getRawBlock",
    "debug_getRawReceipts",
    "eth_getBalance",
    "eth_getTransactionCount",
    "eth_getCode",
    "eth_getStorageAt",
    "eth_getProof",
    "eth_call",
    "eth_estimateGas",
    "eth_subscribe",
    "eth_chainId",
    "net_version",
    "web3_clientVersion",
    "eth_syncing",
    "eth_blockNumber",
    "eth_gasPrice",
    "eth_maxPriorityFeePerGas",
    "eth_blobBaseFee",
});
static_assert(METHODS.size() <= 0x30);

/// Lives until the process ends.
struct Adapter {
    Adapter() {
        for (std::uint64_t number = 1; number <= view.store->heads()->latest; ++number) {
            const auto block = view.store->by_number(number);
            stock.blocks.push_back(to_hex(block->hash));
            for (const auto& txn : block->transactions) {
                stock.txns.push_back(to_hex(txn.hash));
                stock.txns.push_back(to_hex(txn.dusk_tx_id));
            }
        }
        DUSK_CHECK(stock.txns.size() == 8);
        stock.txns.push_back(to_hex(view.waiting));
        for (const auto& id :
             {settlement::OPTIMISM_PORTAL_ID, settlement::SYSTEM_CONFIG_ID,
              settlement::L1_STANDARD_BRIDGE_ID, settlement::L1_CROSS_DOMAIN_MESSENGER_ID,
              settlement::EVM_TX_ROUTER_ID, settlement::TRANSFER_CONTRACT})
            stock.contracts.push_back(to_hex(settlement::evm_address(id)));
        stock.contracts.push_back(to_hex(view.key.address()));
        const auto next = test::plain_txn(5, view.nobody, u256{9});
        stock.raw.push_back(to_hex(encode_transaction(test::sign(next, view.key))));
        stock.raw.push_back(to_hex(view.with_blob(test::plain_txn(6, view.nobody))));
    }

    AdapterView view;
    adapter::EthApi api{{.view = AdapterView::config()}, *view.store, view.relay, view.source};
    rpc::MethodTable table = api.methods();
    Stock stock;
};

}  // namespace

void adapter_method(std::uint8_t which, rpc::Params& arguments) {
    static auto* const adapter = new Adapter;
    adapter->stock.resolve(arguments);
    const std::string_view name = METHODS[which % METHODS.size()];
    call(adapter->table, name, arguments);
    // Those who have gone are forgotten with the next block.
    if (name == "eth_subscribe") adapter->api.on_added(adapter->view.store->by_number(2));
}

}  // namespace dusk::fuzz
