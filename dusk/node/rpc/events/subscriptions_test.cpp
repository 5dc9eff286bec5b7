#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

class FakeSubscription final : public rpc::Subscription {
public:
    const std::string& id() const noexcept override { return id_; }
    bool notify(const Value& result) override {
        notices.push_back(result);
        return true;
    }
    bool notify_json(std::string_view result) override {
        return notify(boost::json::parse(result));
    }
    bool closed() const noexcept override { return false; }
    void on_close(std::function<void()> callback) override { close = std::move(callback); }

    std::vector<Value> notices;
    std::function<void()> close;

private:
    std::string id_ = "0x1";
};

class FakeHost final : public rpc::SubscriptionHost {
public:
    rpc::SubscriptionPtr create(std::string_view) override { return subscription; }
    bool remove(std::string_view) override { return false; }
    void activate(const rpc::SubscriptionPtr&) override {}

    std::shared_ptr<FakeSubscription> subscription = std::make_shared<FakeSubscription>();
};

TEST(rpc_subscriptions, new_heads_until_closed) {
    TestChain test;
    FakeHost host;
    EXPECT_EQ(test.ask("eth_subscribe", R"(["newHeads"])", &host), R"({"result":"0x1"})");
    const auto ref = test.add_block();
    auto& notices = host.subscription->notices;
    ASSERT_EQ(notices.size(), 1u);
    EXPECT_EQ(notices[0].at("hash"), hex(ref.hash));
    EXPECT_EQ(notices[0].at("number"), "0x1");
    host.subscription->close();
    test.add_block();
    EXPECT_EQ(notices.size(), 1u);
}

TEST(rpc_subscriptions, a_reorganisation_tells_of_removed_and_new_logs) {
    TestChain test;
    FakeHost host;
    const auto filter = "[\"logs\",{\"address\":\"" + to_hex(LOGGER) + "\"}]";
    test.ask("eth_subscribe", filter, &host);
    const auto genesis = test.store->head();
    test.add_block({test.call(LOGGER, Bytes(32, 1)), test.call(REVERTER)});
    test.rewind_nonce(0);
    const auto side = test.build_on(genesis, {test.call(LOGGER, Bytes(32, 2))}, 4);
    ASSERT_TRUE(test.chain.set_forkchoice(side.hash, {}, {}));
    const auto& notices = host.subscription->notices;
    ASSERT_EQ(notices.size(), 3u);
    EXPECT_EQ(notices[0].at("removed"), false);
    EXPECT_EQ(notices[1].at("removed"), true);
    EXPECT_EQ(notices[1].at("data"), hex(Bytes(32, 1)));
    EXPECT_EQ(notices[2].at("removed"), false);
    EXPECT_EQ(notices[2].at("data"), hex(Bytes(32, 2)));
}

TEST(rpc_subscriptions, pending_transactions_by_hash_or_in_full) {
    TestChain test;
    FakeHost hashes;
    FakeHost full;
    test.ask("eth_subscribe", R"(["newPendingTransactions"])", &hashes);
    test.ask("eth_subscribe", R"(["newPendingTransactions",true])", &full);
    const auto txn = test.call(LOGGER);
    ASSERT_TRUE(test.pool.add(encode_transaction(txn)));
    ASSERT_EQ(hashes.subscription->notices.size(), 1u);
    EXPECT_EQ(hashes.subscription->notices[0], hex(transaction_hash(txn)));
    ASSERT_EQ(full.subscription->notices.size(), 1u);
    EXPECT_EQ(full.subscription->notices[0].at("blockHash"), nullptr);
}

TEST(rpc_subscriptions, syncing_is_accepted) {
    TestChain test;
    FakeHost host;
    EXPECT_EQ(test.ask("eth_subscribe", R"(["syncing"])", &host), R"({"result":"0x1"})");
}

}  // namespace
}  // namespace dusk::eth
