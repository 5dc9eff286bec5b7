// Methods of the public RPC on a chain of one block: whatever parameters come, each call ends soon
// with a result or an error. First byte: which method; the rest: its parameters as JSON.
#include <array>

#include <boost/json/parse.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/rpc/methods.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace {

using namespace dusk;

constexpr std::array METHODS{"eth_call",
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
                             "ots_getContractCreator"};

/// Lives until the process ends.
struct Node {
    Node()
        : config(make_op_config(1, OpForkSchedule::all_through(OpFork::jovian))),
          store(*store::ChainStore::open("", genesis(), {.cache_mb = 1, .in_memory = true})),
          chain(*store, config, native_crypto()),
          pool(store->database(), native_crypto(), {}, [] { return 0; }),
          backend(chain, pool,
                  {.gas_cap = 1'000'000, .evm_timeout = std::chrono::milliseconds(200)}) {
        DUSK_CHECK(engine::feed_pool(chain, pool).has_value());
        eth::add_all_methods(table, backend);
    }

    static genesis::Genesis genesis() {
        genesis::Genesis out;
        out.chain_id = 1;
        out.forks = OpForkSchedule::all_through(OpFork::jovian);
        out.header.gas_limit = 30'000'000;
        out.header.base_fee_per_gas = 1;
        out.header.extra_data = genesis::genesis_extra_data(OpFork::jovian, out.eip1559, 0);
        return out;
    }

    ChainConfig config;
    std::unique_ptr<store::ChainStore> store;
    engine::Chain chain;
    pool::TxnPool pool;
    eth::EthBackend backend;
    rpc::MethodTable table;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static auto* const node = new Node;
    if (size == 0) return 0;
    const auto* method = node->table.find(METHODS[data[0] % METHODS.size()]);
    DUSK_CHECK(method != nullptr);
    boost::system::error_code error;
    const auto parsed = boost::json::parse(
        std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1), error);
    if (error) return 0;
    rpc::CallContext context;
    context.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
    const auto arguments = parsed.is_array() ? parsed.get_array() : rpc::Params{parsed};
    (void)method->handler(arguments, context);
    return 0;
}
