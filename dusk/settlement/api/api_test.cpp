// A node of one provisioner with its HTTP interface, driven through the client
// (spec/duskds-http.md).
#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/proof.hpp>
#include <dusk/platform/http/ws_client.hpp>
#include <dusk/settlement/api/api.hpp>
#include <dusk/settlement/client/builder.hpp>
#include <dusk/settlement/client/client.hpp>
#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::settlement {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

BlsSecretKey key(std::uint8_t seed) {
    Hash32 scalar;
    scalar[0] = seed;
    return *BlsSecretKey::from(scalar);
}

class DuskDsApi : public testing::Test {
protected:
    void SetUp() override {
        NodeConfig config;
        config.chain.genesis.timestamp_s = system_clock().now_s() - 10;
        config.chain.genesis.accounts = {{user_.public_key(), 1000 * LUX_PER_DUSK}};
        config.chain.genesis.stakes = {{staker_.public_key(), MINIMUM_STAKE, 0}};
        config.chain.genesis.dusk_key = staker_.public_key();
        config.consensus_key = staker_;
        config.block_time_ms = 1000;
        config.build_lead_ms = 100;
        node_ = *Node::open(config, system_clock());
        auto api = api::Api::start(*node_, {.allow_revert = true});
        ASSERT_TRUE(api) << api.error();
        api_ = *std::move(api);
        client_.emplace(api_->url());
        node_->start();
    }
    void TearDown() override {
        if (api_) api_->stop();
        if (node_) node_->stop();
    }

    TxTerms terms(std::uint64_t gas_limit = 10'000'000) {
        const auto status = client_->account_status(user_.public_key());
        EXPECT_TRUE(status) << status.error();
        return {.chain_id = LOCAL_CHAIN_ID, .nonce = status->next_nonce, .gas_limit = gas_limit};
    }
    TxStatus send(const Tx& tx) {
        const auto id = client_->propagate(tx);
        EXPECT_TRUE(id) << id.error();
        const auto status = client_->wait_for_tx(*id, 10s);
        EXPECT_TRUE(status) << status.error();
        return status.value_or(TxStatus{});
    }
    http::Response post(std::string_view path, std::string body,
                        const http::Headers& headers = {}) {
        http::HttpClient http(api_->url());
        auto response = http.post(path, std::move(body), headers);
        EXPECT_TRUE(response);
        return response.value_or(http::Response{});
    }
    json::value graphql(const std::string& query) {
        const auto response = post("/graphql", json::serialize(json::object{{"query", query}}),
                                   {{"Content-Type", "application/json"}});
        EXPECT_EQ(response.status, 200u);
        return json::parse(response.body);
    }

    BlsSecretKey staker_ = key(1);
    BlsSecretKey user_ = key(2);
    BlsSecretKey other_ = key(3);
    std::unique_ptr<Node> node_;
    std::unique_ptr<api::Api> api_;
    std::optional<DuskClient> client_;
};

TEST_F(DuskDsApi, a_transfer_is_included_and_becomes_final) {
    const auto status = send(make_transfer(terms(), other_.public_key(), 5 * LUX_PER_DUSK, user_));
    EXPECT_FALSE(status.err);
    EXPECT_GT(status.gas_spent, 0u);
    EXPECT_EQ(client_->account_status(other_.public_key())->balance, 5 * LUX_PER_DUSK);
    const auto sender = *client_->account_status(user_.public_key());
    EXPECT_EQ(sender.nonce, 1u);
    EXPECT_EQ(sender.next_nonce, 2u);
    EXPECT_EQ(sender.balance, 995 * LUX_PER_DUSK - status.gas_spent);
    for (int i = 0; i < 50 && client_->heads()->final_height < status.block_height; ++i)
        system_clock().sleep(100ms);
    EXPECT_GE(client_->heads()->final_height, status.block_height);
    const auto record = *client_->block_record(status.block_height);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->label, (FinalityLabel{Finality::final, 1}));
    ASSERT_EQ(record->outcomes.size(), 1u);
    EXPECT_EQ(record->outcomes[0].events.back().topic, "moonlight");
}

TEST_F(DuskDsApi, blobs_are_served_by_hash_and_commitment) {
    Bytes blob(BLOB_SIZE);
    blob[31] = 7;
    const auto sidecar = *make_sidecar(blob);
    const auto tx = make_blob_tx(terms(), {sidecar}, user_);
    const auto status = send(tx);
    EXPECT_FALSE(status.err);
    EXPECT_EQ(status.gas_spent, GAS_PER_BLOB);
    const auto hash = versioned_hash(sidecar.commitment);
    const auto raw = *client_->sidecar(hash);
    ASSERT_TRUE(raw);
    EXPECT_EQ(*raw, encode_sidecar(sidecar));
    const auto by_commitment =
        post("/on/blobs:" + to_hex_plain(sidecar.commitment) + "/commitment", {});
    EXPECT_EQ(by_commitment.body, to_hex_plain(encode_sidecar(sidecar)));
    const auto as_json = post("/on/blobs:" + to_hex_plain(hash) + "/hash", {},
                              {{"Content-Type", "application/json"}});
    EXPECT_EQ(json::parse(as_json.body).at("commitment").as_string(),
              to_hex_plain(sidecar.commitment));
    const auto missing = post("/on/blobs:" + to_hex_plain(Hash32{}) + "/hash", {});
    EXPECT_EQ(missing.status, 404u);
    EXPECT_TRUE(missing.body.starts_with("Not found: Blob with versioned hash"));
    const auto answer = graphql("{ tx(hash: \"" + to_hex_plain(tx_id(tx)) +
                                "\") { tx { blobHashes memo txType } } }");
    EXPECT_EQ(answer.at_pointer("/data/tx/tx/blobHashes/0").as_string(), to_hex_plain(hash));
}

TEST_F(DuskDsApi, a_wrong_blob_proof_is_refused_with_the_reason) {
    Bytes blob(BLOB_SIZE);
    auto sidecar = *make_sidecar(blob);
    sidecar.blob[31] = 1;
    const auto sent = client_->propagate(make_blob_tx(terms(), {sidecar}, user_));
    ASSERT_FALSE(sent);
    EXPECT_NE(sent.error().find("not accepted: invalid KZG proof"), std::string::npos)
        << sent.error();
}

TEST_F(DuskDsApi, a_failing_call_keeps_the_fee) {
    const auto before = client_->account_status(user_.public_key())->balance;
    const auto status =
        send(make_call(terms(200'000), {STAKE_CONTRACT, "no_such_method", {}}, 7, user_));
    ASSERT_TRUE(status.err);
    EXPECT_EQ(*status.err, "Panic: Unknown method");
    EXPECT_EQ(status.gas_spent, 200'000u);
    EXPECT_EQ(client_->account_status(user_.public_key())->balance, before - 200'000);
}

TEST_F(DuskDsApi, rejects_what_the_mempool_rejects) {
    const auto used =
        make_transfer({.chain_id = LOCAL_CHAIN_ID, .nonce = 0}, other_.public_key(), 1, user_);
    const auto response =
        post("/on/transactions/propagate", "0x" + to_hex_plain(encode_protocol_bytes(used)));
    EXPECT_EQ(response.status, 500u);
    EXPECT_EQ(response.body,
              "Tx " + to_hex_plain(tx_id(used)) + " not accepted: Already used nonce");
    EXPECT_EQ(post("/on/transactions/preverify", "0x00ff").status, 400u);
    const auto good = make_transfer(terms(), other_.public_key(), 1, user_);
    const auto checked =
        post("/on/transactions/preverify", "0x" + to_hex_plain(encode_protocol_bytes(good)));
    EXPECT_EQ(checked.status, 202u);
    EXPECT_TRUE(checked.body.empty());
    const auto simulated = json::parse(
        post("/on/transactions/simulate", "0x" + to_hex_plain(encode_protocol_bytes(good))).body);
    EXPECT_GT(simulated.at("gas-spent").to_number<std::uint64_t>(), 0u);
    EXPECT_TRUE(simulated.at("error").is_null());
}

TEST_F(DuskDsApi, proofs_of_storage_verify_against_the_state_root) {
    const auto slot = account_slot(user_.public_key());
    const auto response =
        post("/on/state:" + to_hex_plain(TRANSFER_CONTRACT) + "/proof",
             json::serialize(json::object{{"slot", to_hex(slot)}, {"height", 0}}));
    ASSERT_EQ(response.status, 200u) << response.body;
    const auto answer = json::parse(response.body);
    const auto nodes = [&](std::string_view name) {
        std::vector<Bytes> out;
        for (const auto& node : answer.at(name).as_array())
            out.push_back(*from_hex(node.as_string()));
        return out;
    };
    const auto root = *fixed_from_hex<32>(answer.at("stateRoot").as_string());
    EXPECT_EQ(root, (*client_->block_record(0))->block.header.state_hash);
    const auto address = *fixed_from_hex<20>(answer.at("address").as_string());
    EXPECT_EQ(address, Address::from_right(keccak256(TRANSFER_CONTRACT)));
    const auto account = verify_proof(root, keccak256(address), nodes("accountProof"));
    ASSERT_TRUE(account && *account);
    const auto storage_root = *fixed_from_hex<32>(answer.at("storageHash").as_string());
    const auto stored = verify_proof(storage_root, keccak256(slot), nodes("storageProof"));
    ASSERT_TRUE(stored && *stored);
    Bytes expected;
    rlp::encode(expected, BytesView{encode_account({0, 1000 * LUX_PER_DUSK})});
    EXPECT_EQ(**stored, expected);
}

TEST_F(DuskDsApi, contract_queries_answer_on_the_tip_and_on_older_states) {
    const auto query = [&](std::optional<std::uint64_t> height) {
        return *client_->query(TRANSFER_CONTRACT, "account", user_.public_key(), height);
    };
    Bytes before;
    append_le<std::uint64_t>(before, 0);
    append_le<std::uint64_t>(before, 1000 * LUX_PER_DUSK);
    EXPECT_EQ(query({}), before);
    const auto status = send(make_transfer(terms(), other_.public_key(), 1, user_));
    EXPECT_EQ(query(status.block_height - 1), before);
    EXPECT_NE(query({}), before);
    EXPECT_EQ(post("/on/contracts:" + std::string(64, 'f') + "/x", {}).status, 404u);
}

TEST_F(DuskDsApi, sessions_receive_the_events_they_subscribed_to) {
    auto ws = http::WsClient::connect("ws" + api_->url().substr(4) + "/on");
    ASSERT_TRUE(ws) << ws.error().message;
    const auto session = (*ws)->receive(5s);
    ASSERT_TRUE(session);
    EXPECT_EQ(session->data.size(), 32u);
    http::HttpClient http(api_->url());
    const http::Headers headers{{"Rusk-Session-Id", session->data}};
    EXPECT_EQ(http.get("/on/blocks/accepted", headers)->status, 200u);
    EXPECT_EQ(http.get("/on/blocks/accepted", {{"Rusk-Session-Id", "x"}})->status, 424u);
    EXPECT_EQ(http.get("/on/contracts/moonlight", headers)->status, 400u);
    const auto event = (*ws)->receive(5s);
    ASSERT_TRUE(event);
    EXPECT_TRUE(event->binary);
    const auto bytes = as_bytes(event->data);
    const auto size = load_le<std::uint32_t>(bytes);
    const auto header = json::parse(event->data.substr(4, size));
    EXPECT_TRUE(header.at("Content-Location").as_string().starts_with("/on/blocks:"));
    const auto data = json::parse(event->data.substr(4 + size));
    EXPECT_TRUE(data.at("header").as_object().contains("prev_block_cert"));
    EXPECT_EQ(http.send(http::Method::del, "/on/blocks/accepted", {}, headers)->status, 200u);
    const auto again = http.send(http::Method::del, "/on/blocks/accepted", {}, headers);
    EXPECT_EQ(again->status, 404u);
    EXPECT_EQ(again->body, R"({"error":"Subscription not found"})");
}

TEST_F(DuskDsApi, a_revert_gives_transactions_back_to_the_mempool) {
    const auto tx = make_transfer(terms(), other_.public_key(), 3, user_);
    const auto status = send(tx);
    const auto old = (*client_->block_record(status.block_height))->block.header.hash;
    EXPECT_EQ(post("/on/node/revert", std::to_string(status.block_height - 1)).status, 202u);
    const auto found = client_->wait_for_tx(tx_id(tx), 10s);
    ASSERT_TRUE(found) << found.error();
    EXPECT_NE(found->block_hash, old);
    EXPECT_EQ(client_->account_status(other_.public_key())->balance, 3u);
}

TEST_F(DuskDsApi, a_revert_can_lose_transactions) {
    const auto status = send(make_transfer(terms(), other_.public_key(), 3, user_));
    EXPECT_EQ(post("/on/node/revert", std::to_string(status.block_height - 1) + " drop").status,
              202u);
    EXPECT_EQ(client_->account_status(other_.public_key())->balance, 0u);
    EXPECT_EQ(client_->account_status(user_.public_key())->next_nonce, 1u);
}

TEST_F(DuskDsApi, answers_in_the_forms_of_rues) {
    EXPECT_EQ(post("/on/nothing/here", {}).status, 501u);
    EXPECT_EQ(post("/on/node", {}).status, 404u);
    EXPECT_EQ(post("/on/node/info", {}, {{"Rusk-Version", "^2.0"}}).status, 400u);
    EXPECT_EQ(post("/on/node/info", {}, {{"Rusk-Version", "1.5"}}).status, 200u);
    const auto info = post("/on/node/info", {});
    EXPECT_EQ(info.headers.get("Rusk-Version"), "1.6.0");
    EXPECT_EQ(json::parse(info.body).at("chain_id").to_number<int>(), LOCAL_CHAIN_ID);
    const auto provisioners = json::parse(post("/on/node/provisioners", {}).body);
    EXPECT_EQ(provisioners.at(0).at("key").as_string(), to_base58(staker_.public_key()));
    const auto prices = json::parse(post("/on/blocks/gas-price", {}).body);
    EXPECT_EQ(prices, json::parse(R"({"average":1,"max":1,"median":1,"min":1})"));
    const auto answer = graphql(
        "query Q($h: Float = 0) { genesis: block(height: $h) { status header { height hash } } "
        "block(height: -1) { gasSpent } nope: lastBlockPair { json } }");
    EXPECT_EQ(answer.at_pointer("/data/genesis/status").as_string(), R"({"Final":0})");
    EXPECT_EQ(graphql("{ block(height: 0) { what } }").at_pointer("/errors/0/message").as_string(),
              "Unknown field \"what\" on type \"Block\".");
}

TEST_F(DuskDsApi, what_a_request_reads_has_an_end) {
    for (int i = 0; i < 600 && node_->chain().tip().header.height < 2; ++i)
        system_clock().sleep(100ms);
    // At least 3 blocks each.
    std::string query = "{";
    for (int i = 0; i < 450; ++i) query += fmt::format("a{}:blocks(last:9){{fees}}", i);
    json::array batch;
    for (int i = 0; i < 20; ++i) batch.push_back(json::object{{"query", query + "}"}});
    const auto answers = json::parse(post("/graphql", json::serialize(batch)).body).as_array();
    ASSERT_EQ(answers.size(), 20u);
    EXPECT_EQ(answers[0].at("data").as_object().size(), 450u);
    EXPECT_EQ(answers[19].at_pointer("/errors/0/message").as_string(),
              "the request reads too many blocks");
}

TEST_F(DuskDsApi, arguments_out_of_range_are_refused) {
    EXPECT_EQ(
        graphql("{ block(height: 1e300) { fees } }").at_pointer("/errors/0/message").as_string(),
        "argument height is out of range");
    EXPECT_EQ(post("/on/blobs:0011/commitment", {}).status, 400u);
}

}  // namespace
}  // namespace dusk::settlement
