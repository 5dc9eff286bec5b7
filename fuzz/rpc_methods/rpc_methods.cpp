// Methods of the nodes' JSON-RPC on chains of a few blocks: whatever parameters come, each call
// ends soon with a result or an error. First byte: which method; the rest: its parameters as JSON,
// in which calls.hpp tells what "@b2" and the like stand for. Bytes below 0x80 are methods of the
// execution node (public, operator's and Engine API), from 0x80 and from 0xe0 on of a developer's
// chain, from 0xa0 of the rollup node, from 0xb0 of the adapter.
#include <array>

#include <boost/json/parse.hpp>
#include <fuzz/rpc_methods/calls.hpp>
#include <fuzz/rpc_methods/subjects.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/node/engine/engine_methods.hpp>
#include <dusk/node/rpc/inspect/operator_methods.hpp>
#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::fuzz {
namespace {

constexpr auto METHODS = std::to_array<const char*>({
    "eth_call",
    "eth_estimateGas",
    "eth_createAccessList",
    "eth_simulateV1",
    "eth_feeHistory",
    "eth_getLogs",
    "eth_newFilter",
    "eth_getProof",
    "eth_getStorageAt",
    "eth_getStorageValues",
    "eth_getBalance",
    "eth_getTransactionCount",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getBlockReceipts",
    "eth_getTransactionByBlockNumberAndIndex",
    "eth_sendRawTransaction",
    "eth_sendRawTransactionConditional",
    "txpool_contentFrom",
    "debug_traceCall",
    "debug_traceTransaction",
    "debug_traceBlock",
    "debug_traceBlockByNumber",
    "debug_getRawBlock",
    "debug_storageRangeAt",
    "debug_accountRange",
    "debug_executionWitness",
    "debug_intermediateRoots",
    "trace_call",
    "trace_callMany",
    "trace_rawTransaction",
    "trace_filter",
    "trace_get",
    "trace_block",
    "trace_replayBlockTransactions",
    "ots_getBlockTransactions",
    "ots_searchTransactionsBefore",
    "ots_searchTransactionsAfter",
    "ots_getTransactionBySenderAndNonce",
    "ots_getContractCreator",
    "engine_newPayloadV1",
    "engine_newPayloadV2",
    "engine_newPayloadV3",
    "engine_newPayloadV4",
    "engine_forkchoiceUpdatedV1",
    "engine_forkchoiceUpdatedV2",
    "engine_forkchoiceUpdatedV3",
    "engine_getPayloadV3",
    "engine_getPayloadV4",
    "engine_getPayloadBodiesByHashV1",
    "engine_getPayloadBodiesByRangeV1",
    "engine_signalSuperchainV1",
    "engine_exchangeCapabilities",
    "miner_setMaxDASize",
    "eth_getAccountInfo",
    "eth_getBlockTransactionCountByHash",
    "eth_getTransactionByHash",
    "eth_getTransactionReceipt",
    "eth_getRawTransactionByHash",
    "eth_getUncleByBlockNumberAndIndex",
    "eth_getFilterChanges",
    "eth_getFilterLogs",
    "eth_getCode",
    "debug_traceBlockByHash",
    "debug_getRawHeader",
    "debug_getRawReceipts",
    "debug_getRawTransaction",
    "trace_transaction",
    "trace_replayTransaction",
    "ots_getBlockDetails",
    "ots_getInternalOperations",
    "ots_getTransactionError",
    "ots_traceTransaction",
    "ots_hasCode",
    "web3_sha3",
    "eth_callMany",
    "eth_getAccount",
    "eth_getBlockTransactionCountByNumber",
    "eth_getHeaderByHash",
    "eth_getHeaderByNumber",
    "eth_getRawTransactionByBlockHashAndIndex",
    "eth_getRawTransactionByBlockNumberAndIndex",
    "eth_getTransactionByBlockHashAndIndex",
    "eth_getUncleByBlockHashAndIndex",
    "eth_getUncleCountByBlockHash",
    "eth_getUncleCountByBlockNumber",
    "eth_sendRawTransactionSync",
    "eth_uninstallFilter",
    "eth_subscribe",
    "ots_getBlockDetailsByHash",
    "debug_dbGet",
    "debug_chaindbProperty",
    "debug_setHead",
    "engine_getPayloadV1",
    "engine_getPayloadV2",
    "engine_getPayloadV5",
    "engine_getClientVersionV1",
    "miner_setGasLimit",
    "miner_setGasPrice",
    "miner_setExtra",
});
static_assert(METHODS.size() <= 0x80);

/// Lives until the process ends.
struct Node {
    Node()
        : chain({.gas_cap = 1'000'000, .evm_timeout = std::chrono::milliseconds(200)}),
          engine(chain.chain, chain.pool) {
        add_block({chain.call(eth::LOGGER, Bytes(32, 1)), chain.call(eth::CALLER, Bytes(32, 2))});
        add_block({chain.call(eth::REVERTER), chain.call(eth::BROKEN)});
        add_block({chain.call(eth::READER)});
        for (int i = 0; i < 3; ++i)
            stock.raw.push_back(to_hex(encode_transaction(chain.call(eth::LOGGER, Bytes(32, 3)))));
        engine::add_engine_methods(chain.table, engine);
        engine::add_miner_methods(chain.table, engine);
        eth::add_operator_methods(chain.table, chain.backend, chain.chain);
    }

    void add_block(const std::vector<Transaction>& included) {
        head = chain.add_block(included).hash;
        stock.blocks.push_back(to_hex(head));
        for (const auto& txn : included) stock.txns.push_back(to_hex(transaction_hash(txn)));
    }

    eth::TestChain chain;
    engine::Engine engine;
    Stock stock;
    Hash32 head;
};

void execution_method(std::uint8_t which, rpc::Params& arguments) {
    static auto* const node = new Node;
    node->stock.resolve(arguments);
    const std::string_view name = METHODS[which % METHODS.size()];
    if (name.starts_with("engine_newPayload") && !arguments.empty())
        seal_payload(arguments[0], arguments.size() > 2 ? &arguments[2] : nullptr,
                     arguments.size() > 3);
    call(node->chain.table, name, arguments);
    // The next input finds the whole chain and a pool that takes transactions.
    if (name == "debug_setHead") (void)node->chain.chain.set_forkchoice(node->head, {}, {});
    if (name == "miner_setGasPrice") node->chain.pool.set_price_limit(1);
}

}  // namespace
}  // namespace dusk::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk;
    if (size == 0) return 0;
    boost::system::error_code error;
    auto parsed = boost::json::parse(as_text({data + 1, size - 1}), error);
    if (error) return 0;
    rpc::Params arguments;
    if (parsed.is_array()) {
        arguments = parsed.get_array();
    } else {
        arguments.push_back(parsed);
    }
    const auto past = [&](unsigned first) { return static_cast<std::uint8_t>(data[0] - first); };
    if (data[0] < 0x80) {
        fuzz::execution_method(data[0], arguments);
    } else if (data[0] < 0xa0) {
        fuzz::dev_method(past(0x80), arguments);
    } else if (data[0] < 0xb0) {
        fuzz::rollup_method(past(0xa0), arguments);
    } else if (data[0] < 0xe0) {
        fuzz::adapter_method(past(0xb0), arguments);
    } else {
        fuzz::dev_method(past(0xe0 - 0x20), arguments);
    }
    return 0;
}
