#include <dusk/core/codec/hex.hpp>
#include <dusk/node/engine/engine_fixture.hpp>
#include <dusk/node/engine/engine_methods.hpp>

namespace dusk::engine {
namespace {

using rpc::Value;

/// A node as a rollup node sees it.
struct Methods {
    Node node;
    rpc::MethodTable table;

    Methods() {
        add_engine_methods(table, node.engine);
        add_miner_methods(table, node.engine);
    }
    rpc::Result ask(std::string_view method, const rpc::Params& params) {
        rpc::CallContext context;
        return table.find(method)->handler(params, context);
    }
    Value result(std::string_view method, const rpc::Params& params = {}) {
        auto answer = ask(method, params);
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? *std::move(answer) : Value(nullptr);
    }
    int error(std::string_view method, const rpc::Params& params) {
        const auto answer = ask(method, params);
        EXPECT_FALSE(answer);
        return answer ? 0 : answer.error().code;
    }
};

Value hex(BytesView bytes) { return Value(to_hex(bytes)); }

/// Whatever the values are: braces around a single array would be the array.
template <class... Values>
rpc::Params list(Values&&... values) {
    rpc::Params out;
    (out.emplace_back(std::forward<Values>(values)), ...);
    return out;
}

TEST(engine_methods, capabilities_are_the_methods) {
    Methods methods;
    const auto told = methods.result("engine_exchangeCapabilities", list(list())).as_array();
    EXPECT_EQ(told.size(), 16u);
    for (const auto& name : told)
        EXPECT_NE(methods.table.find(std::string_view(name.as_string())), nullptr) << name;
    const auto version = methods.result("engine_getClientVersionV1", list(boost::json::object{}));
    EXPECT_EQ(version.at(0).at("name"), "duskevm");
    // 9.0.0 as OP specs encode it.
    EXPECT_EQ(methods.result("engine_signalSuperchainV1", list(boost::json::object{})),
              "0x0000000000000000000000000000000000000009000000000000000000000000");
}

TEST(engine_methods, bodies_come_by_hash_and_by_range) {
    Methods methods;
    ASSERT_TRUE(methods.node.pool.add(signed_txn(test_key(1), transfer(0, Address{{9}}, 1))));
    const auto first = extend(methods.node);
    const auto second = extend(methods.node);
    const auto body = [](const sources::PayloadEnvelope& envelope) -> Value {
        rpc::Params txns;
        for (const auto& txn : envelope.payload.transactions) txns.push_back(hex(txn));
        return boost::json::object{{"transactions", txns}, {"withdrawals", rpc::Params{}}};
    };
    const Value both = list(body(first), body(second));
    EXPECT_EQ(methods.result("engine_getPayloadBodiesByRangeV1", list("0x1", "0x2")), both);
    // Nothing stands for what is above the head.
    EXPECT_EQ(methods.result("engine_getPayloadBodiesByRangeV1", list("0x1", "0x400")), both);
    EXPECT_EQ(methods.result("engine_getPayloadBodiesByRangeV1", list("0x3", "0x1")),
              Value(rpc::Params{}));
    EXPECT_EQ(methods.result("engine_getPayloadBodiesByRangeV1", list("0xffffffffffffffff", "0x2")),
              Value(rpc::Params{}));
    EXPECT_EQ(methods.error("engine_getPayloadBodiesByRangeV1", list("0x0", "0x1")), -32602);
    EXPECT_EQ(methods.error("engine_getPayloadBodiesByRangeV1", list("0x1", "0x0")), -32602);
    EXPECT_EQ(methods.error("engine_getPayloadBodiesByRangeV1", list("0x1", "0x401")),
              CODE_TOO_LARGE_REQUEST);

    const auto hashes =
        list(hex(second.payload.block_hash), hex(Hash32{{1}}), hex(first.payload.block_hash));
    EXPECT_EQ(methods.result("engine_getPayloadBodiesByHashV1", list(hashes)),
              Value(list(body(second), nullptr, body(first))));
    EXPECT_EQ(methods.error("engine_getPayloadBodiesByHashV1",
                            list(rpc::Params(1'025, hex(Hash32{{1}})))),
              CODE_TOO_LARGE_REQUEST);
}

/// The chain is past Isthmus from its genesis on.
TEST(engine_methods, a_fork_has_its_versions) {
    Methods methods;
    const auto payload = extend(methods.node, false);
    const auto first = sources::to_json(payload.payload);
    const rpc::Params none;
    const auto root = hex(Hash32{{4}});
    EXPECT_EQ(methods.error("engine_newPayloadV1", list(first)), CODE_UNSUPPORTED_FORK);
    EXPECT_EQ(methods.error("engine_newPayloadV2", list(first)), CODE_UNSUPPORTED_FORK);
    EXPECT_EQ(methods.error("engine_newPayloadV3", list(first, none, root)), CODE_UNSUPPORTED_FORK);
    EXPECT_EQ(methods.error("engine_newPayloadV4", list(first, list(hex(Hash32{{1}})), root, none)),
              rpc::CODE_INVALID_PARAMS);
    EXPECT_EQ(methods.error("engine_newPayloadV4", list(first, none, root, list("0x00"))),
              rpc::CODE_INVALID_PARAMS);
    EXPECT_EQ(methods.error("engine_newPayloadV4", list(first, none, root)),
              rpc::CODE_INVALID_PARAMS);
    EXPECT_EQ(methods.result("engine_newPayloadV4", list(first, none, root, none)).at("status"),
              "VALID");

    const Value state = boost::json::object{{"headBlockHash", hex(payload.payload.block_hash)},
                                            {"safeBlockHash", hex(Hash32{})},
                                            {"finalizedBlockHash", hex(Hash32{})}};
    const auto attributes = sources::to_json(attributes_after(methods.node.head()));
    EXPECT_EQ(methods.error("engine_forkchoiceUpdatedV2", list(state, attributes)),
              CODE_UNSUPPORTED_FORK);
    EXPECT_EQ(
        methods.result("engine_forkchoiceUpdatedV1", list(state)).at("payloadStatus").at("status"),
        "VALID");
    EXPECT_EQ(methods.error("engine_getPayloadV4", list("0x0000000000000001")),
              CODE_UNKNOWN_PAYLOAD);
    EXPECT_EQ(methods.error("engine_getPayloadV4", list("0x01")), rpc::CODE_INVALID_PARAMS);
}

TEST(miner_methods, limit_what_goes_to_l1) {
    Methods methods;
    ASSERT_TRUE(methods.node.pool.add(signed_txn(test_key(1), transfer(0, Address{{9}}, 1))));
    ASSERT_TRUE(methods.node.pool.add(signed_txn(test_key(2), transfer(0, Address{{9}}, 1))));
    const auto built = [&] { return extend(methods.node).payload.transactions.size() - 1; };
    // A transfer counts for 100 bytes, as every short transaction (Fjord's estimate).
    EXPECT_EQ(methods.result("miner_setMaxDASize", list("0x63", "0x0")), true);
    EXPECT_EQ(built(), 0u);
    EXPECT_EQ(methods.result("miner_setMaxDASize", list("0x64", "0x64")), true);
    EXPECT_EQ(built(), 1u);
    EXPECT_EQ(methods.result("miner_setMaxDASize", list("0x0", "0x0")), true);
    EXPECT_EQ(built(), 1u);
}

TEST(miner_methods, say_what_the_pool_takes_and_how_far_it_fills_a_block) {
    Node node;
    rpc::MethodTable table;
    add_miner_methods(table, node.engine);
    const auto call = [&](const char* method, rpc::Value param) {
        rpc::CallContext context;
        return table.find(method)->handler({std::move(param)}, context);
    };
    EXPECT_EQ(call("miner_setGasPrice", "0xf4241"), rpc::Value(true));
    const auto txn = signed_txn(test_key(1), transfer(0, Address{{9}}, 1));
    EXPECT_FALSE(node.pool.add(txn));
    EXPECT_EQ(call("miner_setGasPrice", "0xf4240"), rpc::Value(true));
    EXPECT_TRUE(node.pool.add(txn));

    // Not even the one transfer, which may take 100,000.
    EXPECT_EQ(call("miner_setGasLimit", "0x186a0"), rpc::Value(true));
    EXPECT_EQ(extend(node).payload.transactions.size(), 1u);
    EXPECT_EQ(call("miner_setGasLimit", "0x0"), rpc::Value(true));
    EXPECT_EQ(extend(node).payload.transactions.size(), 2u);

    EXPECT_EQ(call("miner_setExtra", "dusk"), rpc::Value(true));
    EXPECT_EQ(call("miner_setExtra", boost::json::string(33, 'x')).error().message,
              "extra exceeds max length. 33 > 32");
}

}  // namespace
}  // namespace dusk::engine
