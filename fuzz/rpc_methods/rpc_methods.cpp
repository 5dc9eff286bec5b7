// Methods of the public RPC and of the Engine API on a chain of a few blocks: whatever parameters
// come, each call ends soon with a result or an error. First byte: which method, from 0x80 on one
// of a developer's chain; the rest: its parameters as JSON. In it "@b2" stands for the hash of
// block 2, "@t1" for that of the transaction 1,
// "@x1" for the bytes of a signed transaction that no block has.
#include <array>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fuzz/rpc_methods/dev_methods.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/node/engine/engine_methods.hpp>
#include <dusk/node/rpc/testing/test_chain.hpp>

namespace {

using namespace dusk;

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
});

/// Lives until the process ends.
struct Node {
    Node()
        : chain({.gas_cap = 1'000'000, .evm_timeout = std::chrono::milliseconds(200)}),
          engine(chain.chain, chain.pool) {
        add_block({chain.call(eth::LOGGER, Bytes(32, 1)), chain.call(eth::CALLER, Bytes(32, 2))});
        add_block({chain.call(eth::REVERTER), chain.call(eth::BROKEN)});
        add_block({chain.call(eth::READER)});
        for (int i = 0; i < 3; ++i)
            raw.push_back(to_hex(encode_transaction(chain.call(eth::LOGGER, Bytes(32, 3)))));
        engine::add_engine_methods(chain.table, engine);
        engine::add_miner_methods(chain.table, engine);
    }

    void add_block(const std::vector<Transaction>& included) {
        blocks.push_back(to_hex(chain.add_block(included).hash));
        for (const auto& txn : included) txns.push_back(to_hex(transaction_hash(txn)));
    }

    /// What "@b2" and the like stand for.
    void resolve(boost::json::value& value) const {
        if (auto* object = value.if_object()) {
            for (auto& member : *object) resolve(member.value());
        } else if (auto* array = value.if_array()) {
            for (auto& element : *array) resolve(element);
        } else if (auto* text = value.if_string(); text != nullptr && text->size() == 3) {
            const auto kind = std::string_view(*text).substr(0, 2);
            const auto& list = kind == "@b" ? blocks : kind == "@t" ? txns : raw;
            if (kind == "@b" || kind == "@t" || kind == "@x")
                *text = list[static_cast<std::uint8_t>(text->back()) % list.size()];
        }
    }

    eth::TestChain chain;
    engine::Engine engine;
    std::vector<std::string> blocks;
    std::vector<std::string> txns;
    std::vector<std::string> raw;
};

/// A payload's hash is right: else nothing behind that check is reached.
void seal(rpc::Params& arguments) {
    if (arguments.empty()) return;
    auto* object = arguments[0].if_object();
    if (object == nullptr) return;
    const auto payload = sources::payload_from_json(arguments[0]);
    if (!payload) return;
    sources::PayloadEnvelope envelope{.payload = *payload};
    if (arguments.size() > 2 && arguments[2].is_string())
        if (const auto root = fixed_from_hex<32>(std::string_view(arguments[2].get_string())))
            envelope.parent_beacon_block_root = *root;
    envelope.has_requests = arguments.size() > 3;
    (*object)["blockHash"] = to_hex(header_hash(sources::payload_header(envelope)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static auto* const node = new Node;
    if (size == 0) return 0;
    boost::system::error_code error;
    auto parsed = boost::json::parse(as_text({data + 1, size - 1}), error);
    if (error) return 0;
    node->resolve(parsed);
    rpc::Params arguments;
    if (parsed.is_array()) {
        arguments = parsed.get_array();
    } else {
        arguments.push_back(parsed);
    }
    if (data[0] >= 0x80) {
        fuzz::dev_method(static_cast<std::uint8_t>(data[0] - 0x80), arguments);
        return 0;
    }
    const std::string_view name = METHODS[data[0] % METHODS.size()];
    const auto* method = node->chain.table.find(name);
    DUSK_CHECK(method != nullptr);
    if (name.starts_with("engine_newPayload")) seal(arguments);
    rpc::CallContext context;
    context.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
    if (const auto answer = method->handler(arguments, context))
        (void)boost::json::serialize(*answer);
    return 0;
}
