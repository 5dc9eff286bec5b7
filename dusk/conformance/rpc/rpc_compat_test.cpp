#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/conformance/rpc/exchange.hpp>
#include <dusk/conformance/rpc/rpc_compat.hpp>

namespace dusk::conformance {
namespace {

using boost::json::value;

TEST(exchange, compares_results_as_json_and_errors_by_code) {
    const value want{{"result", {{"a", "0x1"}, {"b", {1, 2}}}}};
    EXPECT_EQ(mismatch(want, value{{"result", {{"b", {1, 2}}, {"a", "0x1"}}}}, false), "");
    EXPECT_NE(mismatch(want, value{{"result", {{"b", {1, 3}}, {"a", "0x1"}}}}, false), "");
    EXPECT_NE(mismatch(want, value{{"result", {{"a", "0x1"}}}}, false), "");
    const value error{{"error", {{"code", 3}, {"message", "x"}}}};
    EXPECT_EQ(mismatch(error, value{{"error", {{"code", 3}, {"message", "y"}}}}, false), "");
    EXPECT_NE(mismatch(error, value{{"error", {{"code", 4}, {"message", "x"}}}}, false), "");
    EXPECT_NE(mismatch(error, want, false), "");
}

TEST(exchange, compares_by_form_where_only_that_counts) {
    const value want{{"result", {{"a", "0x1"}}}};
    EXPECT_EQ(mismatch(want, value{{"result", {{"a", "0x2"}}}}, true), "");
    EXPECT_NE(mismatch(want, value{{"result", {{"a", "one"}}}}, true), "");
    EXPECT_NE(mismatch(want, value{{"result", {{"b", "0x1"}}}}, true), "");
    EXPECT_NE(mismatch(want, value{{"result", {{"a", nullptr}}}}, true), "");
}

TEST(rpc_compat, all_exchanges_of_execution_apis_pass) {
    DUSK_VECTORS_OR_SKIP(folder, "execution-apis");
    const auto report = check_rpc_compat({folder.string()}, {});
    EXPECT_GT(report.passed, 130u);
    for (const auto& failure : report.failures)
        ADD_FAILURE() << failure.id << ": " << failure.reason;
}

}  // namespace
}  // namespace dusk::conformance
