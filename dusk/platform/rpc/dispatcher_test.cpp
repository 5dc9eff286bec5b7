// Expected texts are those of go-ethereum's rpc package.
#include <optional>
#include <stdexcept>
#include <thread>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::rpc {
namespace {

MethodTable table() {
    MethodTable methods;
    methods.add("test_echo", [](const Params& params, CallContext&) -> Result {
        DUSK_TRY(value, params::any(params, 0));
        return *value;
    });
    methods.add(
        "test_none", [](const Params&, CallContext&) -> Result { return Value(nullptr); },
        Pace::at_once);
    methods.add("test_big", [](const Params&, CallContext&) -> Result {
        return Value(boost::json::string(1000, 'x'));
    });
    methods.add("test_fail", [](const Params&, CallContext&) -> Result {
        return std::unexpected(Error{CODE_REVERTED, "execution reverted", Value("0x01")});
    });
    methods.add("test_throw",
                [](const Params&, CallContext&) -> Result { throw std::runtime_error("x"); });
    methods.add_subscription(
        "eth", "newHeads",
        [](const Params&, CallContext&, const SubscriptionPtr&) -> std::expected<void, Error> {
            return {};
        });
    return methods;
}

TEST(rpc_modules, are_the_namespaces_of_the_port) {
    auto methods = table();
    methods.add("net_version", [](const Params&, CallContext&) -> Result { return "1"; });
    const auto ask = [](MethodTable offered) {
        add_modules_method(offered);
        CallContext context;
        return boost::json::serialize(*offered.find("rpc_modules")->handler({}, context));
    };
    EXPECT_EQ(ask(methods), R"({"rpc":"1.0","eth":"1.0","net":"1.0","test":"1.0"})");
    EXPECT_EQ(ask(methods.only({"eth", "nothing"})), R"({"rpc":"1.0","eth":"1.0"})");
}

struct Row {
    std::string_view in;
    std::string_view out;
};

const Row ROWS[] = {
    {R"({"jsonrpc":"2.0","id":1,"method":"test_echo","params":["x"]})",
     R"({"jsonrpc":"2.0","id":1,"result":"x"})"},
    {R"({"jsonrpc":"2.0","id":"a\"b","method":"test_none"})",
     R"({"jsonrpc":"2.0","id":"a\"b","result":null})"},
    {R"({"jsonrpc":"2.0","id":null,"method":"test_none","params":null})",
     R"({"jsonrpc":"2.0","id":null,"result":null})"},
    {R"({"jsonrpc":"2.0","id":1.5,"method":"test_none","params":[]})",
     R"({"jsonrpc":"2.0","id":1.5,"result":null})"},
    {R"({"jsonrpc":"2.0","id":1e999999,"method":"test_none"})",
     R"({"jsonrpc":"2.0","id":null,"result":null})"},
    {R"({"jsonrpc":"2.0","id":18446744073709551615,"method":"test_none"})",
     R"({"jsonrpc":"2.0","id":18446744073709551615,"result":null})"},
    {R"({"jsonrpc":"2.0","id":2,"method":"test_fail"})",
     R"({"jsonrpc":"2.0","id":2,"error":{"code":3,"message":"execution reverted","data":"0x01"}})"},
    {R"({"jsonrpc":"2.0","id":3,"method":"eth_foo"})",
     R"({"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"the method eth_foo does not exist/is not available"}})"},
    {R"({"jsonrpc":"2.0","id":4,"method":"test_echo"})",
     R"({"jsonrpc":"2.0","id":4,"error":{"code":-32602,"message":"missing value for required argument 0"}})"},
    {R"({"jsonrpc":"2.0","id":5,"method":"test_echo","params":{"a":1}})",
     R"({"jsonrpc":"2.0","id":5,"error":{"code":-32602,"message":"non-array args"}})"},
    {R"({"jsonrpc":"2.0","id":6,"method":"test_throw"})",
     R"({"jsonrpc":"2.0","id":6,"error":{"code":-32603,"message":"method handler crashed"}})"},
    // Requests that are none.
    {R"({"jsonrpc":"2.0","id":7)",
     R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})"},
    {"nonsense", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})"},
    {R"("text")",
     R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}})"},
    {"17", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}})"},
    {"{}", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}})"},
    {R"({"id":8,"method":"test_none"})",
     R"({"jsonrpc":"2.0","id":8,"error":{"code":-32600,"message":"invalid request"}})"},
    {R"({"jsonrpc":"1.0","id":8,"method":"test_none"})",
     R"({"jsonrpc":"2.0","id":8,"error":{"code":-32600,"message":"invalid request"}})"},
    {R"({"jsonrpc":"2.0","id":{},"method":"test_none"})",
     R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}})"},
    {R"({"jsonrpc":"2.0","id":9,"method":7})",
     R"({"jsonrpc":"2.0","id":9,"error":{"code":-32600,"message":"invalid request"}})"},
    // No answer is due.
    {"", ""},
    {" \n", ""},
    {R"({"jsonrpc":"2.0","method":"test_none"})", ""},
    {R"({"jsonrpc":"2.0","id":1,"result":"0x1"})", ""},
    {R"([{"jsonrpc":"2.0","method":"test_none"},{"jsonrpc":"2.0","method":"test_fail"}])", ""},
    // Batches.
    {"[]", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"empty batch"}})"},
    {R"([{"jsonrpc":"2.0","id":1,"method":"test_none"}])",
     R"([{"jsonrpc":"2.0","id":1,"result":null}])"},
    {R"([{"jsonrpc":"2.0","id":1,"method":"test_none"},{"jsonrpc":"2.0","method":"test_none"},7,)"
     R"({"jsonrpc":"2.0","id":2,"method":"test_echo","params":[true]}])",
     R"([{"jsonrpc":"2.0","id":1,"result":null},)"
     R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}},)"
     R"({"jsonrpc":"2.0","id":2,"result":true}])"},
    // Subscriptions need a connection.
    {R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"notifications not supported"}})"},
    {R"({"jsonrpc":"2.0","id":1,"method":"eth_unsubscribe","params":["0x1"]})",
     R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"subscription not found"}})"},
};

TEST(dispatcher, answers_as_go_ethereum) {
    const auto methods = table();
    for (const auto& row : ROWS) EXPECT_EQ(handle(methods, row.in), row.out) << row.in;
}

TEST(dispatcher, depth_is_bounded) {
    const auto methods = table();
    const auto call = [&](std::size_t depth) {
        return handle(methods, R"({"jsonrpc":"2.0","id":1,"method":"test_none","params":)" +
                                   std::string(depth, '[') + std::string(depth, ']') + "}");
    };
    EXPECT_NE(call(30).find("result"), std::string::npos);
    EXPECT_NE(call(40).find("parse error"), std::string::npos);
    EXPECT_NE(call(1'000'000).find("parse error"), std::string::npos);
}

TEST(dispatcher, bombs_are_answered_in_little_time_and_memory) {
    const auto methods = table();
    const std::string call = R"({"jsonrpc":"2.0","id":1,"method":"test_none","params":)";
    const auto repeated = [](std::string_view text, std::size_t count) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) out += text;
        return out;
    };
    const std::string parse_error =
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})";
    const auto begin = std::chrono::steady_clock::now();
    // Depth, and values that take far more memory than text.
    EXPECT_EQ(handle(methods, repeated("[", 1'000'000)), parse_error);
    EXPECT_EQ(handle(methods, repeated(R"({"a":)", 1'000'000)), parse_error);
    EXPECT_EQ(handle(methods, call + "[" + repeated("[],", 1'000'000) + "[]]}"), parse_error);
    EXPECT_EQ(handle(methods, call + "[" + repeated("0,", 2'000'000) + "0]}"), parse_error);
    // Numbers of a million digits and of huge exponents, the same key again and again, escapes.
    for (const auto& params :
         {"[" + std::string(1'000'000, '9') + "]", "[0." + std::string(1'000'000, '1') + "]",
          std::string{"[1e999999999]"}, "[-1e" + std::string(100'000, '9') + "]",
          "[{" + repeated(R"("k":1,)", 100'000) + R"("k":1}])",
          "[\"" + repeated(R"(\u0041)", 100'000) + "\"]"}) {
        const auto answer = handle(methods, call + params + "}");
        EXPECT_TRUE(answer == parse_error || answer.starts_with(R"({"jsonrpc":"2.0","id":1,)"))
            << answer.substr(0, 200);
    }
    const std::string id =
        R"({"jsonrpc":"2.0","id":)" + std::string(100'000, '7') + R"(,"method":"test_none"})";
    EXPECT_LT(handle(methods, id).size(), 400u);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{20});
}

TEST(dispatcher, what_clients_send_is_far_from_the_limit_of_memory) {
    const auto methods = table();
    std::string batch = "[";
    for (int i = 0; i < 1000; ++i) batch += R"({"jsonrpc":"2.0","id":1,"method":"test_none"},)";
    batch.back() = ']';
    const Limits tight{.json_growth_max = 8, .json_bytes_min = 4096};
    EXPECT_EQ(handle(methods, batch, tight).find("parse error"), std::string::npos);
}

TEST(dispatcher, too_long_method_names_are_refused) {
    const auto out =
        handle(table(), R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(2049, 'x') + R"("})");
    EXPECT_NE(out.find("method name too long: 2049 > 2048"), std::string::npos) << out;
}

TEST(dispatcher, batch_of_too_many_names_the_first_call) {
    const auto out = handle(
        table(),
        R"([{"jsonrpc":"2.0","method":"test_none"},{"jsonrpc":"2.0","id":5,"method":"test_none"}])",
        {.batch_items_max = 1});
    EXPECT_EQ(out,
              R"([{"jsonrpc":"2.0","id":5,"error":{"code":-32600,"message":"batch too large"}}])");
}

TEST(dispatcher, batch_answer_is_bounded) {
    const std::string call = R"({"jsonrpc":"2.0","id":1,"method":"test_big"})";
    const auto out = handle(table(), "[" + call + "," + call + "," + call + "]",
                            {.batch_response_bytes_max = 1500});
    const std::string error =
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32003,"message":"response too large"}}])";
    EXPECT_TRUE(out.ends_with(error)) << out;
    EXPECT_LT(out.size(), 2400u);
    EXPECT_GT(out.size(), 2100u);
}

TEST(dispatcher, pace_is_that_of_the_slowest_method) {
    auto methods = table();
    methods.add(
        "test_quick", [](const Params&, CallContext&) -> Result { return Value(1); }, Pace::quick);
    methods.add(
        "test_waits", [](const Params&, CallContext&) -> Result { return Value(1); }, Pace::waits);
    const Limits limits;
    const auto pace = [&](std::string text) {
        return begin(methods, limits, {.text = std::move(text), .respond = [](std::string) {}})
            ->pace();
    };
    const std::string at_once = R"({"jsonrpc":"2.0","id":1,"method":"test_none"})";
    const std::string quick = R"({"jsonrpc":"2.0","id":1,"method":"test_quick"})";
    const std::string slow = R"({"jsonrpc":"2.0","id":1,"method":"test_big"})";
    EXPECT_EQ(pace(at_once), Pace::at_once);
    EXPECT_EQ(pace("nonsense"), Pace::at_once);
    EXPECT_EQ(pace("[" + at_once + "," + at_once + "]"), Pace::at_once);
    EXPECT_EQ(pace(quick), Pace::quick);
    EXPECT_EQ(pace("[" + quick + "," + at_once + "]"), Pace::quick);
    EXPECT_EQ(pace(slow), Pace::slow);
    EXPECT_EQ(pace("[" + quick + "," + slow + "]"), Pace::slow);
    const std::string waits = R"({"jsonrpc":"2.0","id":1,"method":"test_waits"})";
    EXPECT_EQ(pace("[" + slow + "," + waits + "," + at_once + "]"), Pace::waits);
}

TEST(dispatcher, expiry_answers_once_and_stops_the_batch) {
    MethodTable methods;
    int calls = 0;
    std::shared_ptr<Exchange> exchange;
    methods.add("test_slow", [&](const Params&, CallContext&) -> Result {
        if (++calls == 2) exchange->expire();  // as the timer would, while this runs
        return Value(calls);
    });
    const Limits limits;
    std::vector<std::string> answers;
    const std::string call = R"({"jsonrpc":"2.0","id":7,"method":"test_slow"})";
    exchange =
        begin(methods, limits,
              {.text = "[" + call + "," + call + "," + call + "]",
               .respond = [&](std::string answer) { answers.push_back(std::move(answer)); }});
    exchange->run();
    exchange->expire();
    const std::string timeout =
        R"({"jsonrpc":"2.0","id":7,"error":{"code":-32002,"message":"request timed out"}})";
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0],
              R"([{"jsonrpc":"2.0","id":7,"result":1},)" + timeout + "," + timeout + "]");
    EXPECT_EQ(calls, 2);
}

TEST(dispatcher, results_may_keep_parts_of_the_request) {
    MethodTable methods;
    std::optional<Value> kept;
    methods.add("test_keep", [&](const Params& params, CallContext&) -> Result {
        kept.emplace(params[0]);
        return Value(true);
    });
    handle(methods,
           R"({"jsonrpc":"2.0","id":1,"method":"test_keep","params":[{"a":["long long text"]}]})");
    EXPECT_EQ(kept->at("a").at(0).as_string(), "long long text");
}

TEST(method_table, keeps_only_the_named_spaces) {
    const auto methods = table();
    EXPECT_NE(methods.only({"test"}).find("test_none"), nullptr);
    EXPECT_FALSE(methods.only({"test"}).has_subscriptions("eth"));
    EXPECT_EQ(methods.only({"eth"}).find("test_none"), nullptr);
    EXPECT_TRUE(methods.only({"eth"}).has_subscriptions("eth"));
    MethodTable merged;
    merged.merge(methods);
    EXPECT_EQ(merged.size(), methods.size());
}

}  // namespace
}  // namespace dusk::rpc
