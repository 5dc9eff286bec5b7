// The clients against servers on free ports: which calls they make and what they believe.
#include <atomic>

#include <boost/json/object.hpp>
#include <gtest/gtest.h>
#include <tests/support/json_vectors.hpp>

#include <dusk/node/sources/beacon_client.hpp>
#include <dusk/node/sources/engine_client.hpp>
#include <dusk/node/sources/l1_client.hpp>
#include <dusk/node/sources/testing.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/http/server.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::sources {
namespace {

namespace json = boost::json;
using rollup::IndexedBlobHash;
using rollup::testing::hash_of;

constexpr std::string_view GENESIS = R"({"data":{"genesis_time":"1000"}})";
constexpr std::string_view SPEC = R"({"data":{"SECONDS_PER_SLOT":"2","OTHER":"1"}})";

struct Blob {
    Bytes bytes;
    Hash32 hash;
};
Blob make_blob(std::uint8_t seed) {
    Blob out;
    out.bytes.resize(kzg::BLOB_SIZE);
    out.bytes[31] = seed;
    out.hash = kzg::versioned_hash(*kzg::blob_to_commitment(out.bytes));
    return out;
}

struct BeaconTest : ::testing::Test {
    std::vector<std::unique_ptr<http::Server>> servers;
    std::vector<std::string> targets;
    std::mutex mutex;
    Blob first = make_blob(1);
    Blob second = make_blob(2);

    /// A beacon node; a body is empty where the path is unknown to it.
    std::string serve(const std::string& blobs, const std::string& sidecars) {
        http::Router router;
        const auto body = [](std::string_view text) {
            return [text = std::string{text}](const http::Request&) {
                return http::Response::json(text);
            };
        };
        router.add(http::Method::get, "/eth/v1/beacon/genesis", body(GENESIS));
        router.add(http::Method::get, "/eth/v1/config/spec", body(SPEC));
        const auto answer = [this](const std::string& text) {
            return [this, text](const http::Request& request) {
                const std::lock_guard lock{mutex};
                targets.push_back(request.target);
                if (text.empty()) return http::Response::text("not found", 404);
                return http::Response::json(text);
            };
        };
        router.add(http::Method::get, "/eth/v1/beacon/blobs/{slot}", answer(blobs));
        router.add(http::Method::get, "/eth/v1/beacon/blob_sidecars/{slot}", answer(sidecars));
        servers.push_back(*http::Server::start({}, std::move(router)));
        return servers.back()->url();
    }
    static std::string blobs_body(std::initializer_list<Blob> blobs) {
        json::array list;
        for (const auto& blob : blobs) list.emplace_back(to_hex(blob.bytes));
        return json::serialize(json::object{{"data", list}});
    }
    static std::string sidecars_body(std::initializer_list<Blob> blobs) {
        json::array list;
        for (const auto& blob : blobs) list.push_back(json::object{{"blob", to_hex(blob.bytes)}});
        return json::serialize(json::object{{"data", list}});
    }
    Outcome<std::vector<Bytes>> ask(const std::vector<std::string>& urls) const {
        BeaconClient client{urls};
        const std::vector<IndexedBlobHash> wanted{{3, second.hash}, {1, first.hash}};
        return client.blobs({.hash = {}, .number = 5, .parent_hash = {}, .time = 1'021}, wanted);
    }
    void expect_found(const std::vector<std::string>& urls) const {
        const auto blobs = ask(urls);
        ASSERT_TRUE(blobs) << blobs.error().text;
        EXPECT_EQ(*blobs, (std::vector<Bytes>{second.bytes, first.bytes}));
    }
};

TEST_F(BeaconTest, asks_for_blobs_by_slot_and_hash_and_puts_them_in_order) {
    expect_found({serve(blobs_body({first, second}), "")});
    ASSERT_EQ(targets.size(), 1u);
    EXPECT_EQ(targets[0], "/eth/v1/beacon/blobs/10?versioned_hashes=" + to_hex(second.hash) +
                              "&versioned_hashes=" + to_hex(first.hash));
}

TEST_F(BeaconTest, falls_back_to_sidecars) {
    expect_found({serve("", sidecars_body({make_blob(9), first, second}))});
    EXPECT_EQ(targets.back(), "/eth/v1/beacon/blob_sidecars/10?indices=3&indices=1");
}

TEST_F(BeaconTest, passes_over_endpoints_that_are_away_empty_or_wrong) {
    const auto empty = blobs_body({});
    const auto wrong = blobs_body({make_blob(7), make_blob(8)});
    const std::string good = serve(blobs_body({first, second}), "");
    expect_found({"http://127.0.0.1:1", good});
    expect_found({serve(empty, empty), good});
    expect_found({serve(wrong, sidecars_body({make_blob(7)})), good});
    expect_found({serve("no JSON", "{}"), good});
    expect_found({serve(blobs_body({first}), ""), good});
}

TEST_F(BeaconTest, tells_expired_blobs_from_nodes_that_are_away) {
    EXPECT_EQ(ask({serve(blobs_body({}), sidecars_body({}))}).error().kind, FailureKind::not_found);
    EXPECT_EQ(ask({serve("", "")}).error().kind, FailureKind::not_found);
    EXPECT_EQ(ask({"http://127.0.0.1:1"}).error().kind, FailureKind::temporary);
    EXPECT_EQ(ask({serve("", ""), serve(blobs_body({make_blob(7)}), "{}")}).error().kind,
              FailureKind::temporary);
}

TEST(beacon_json, reads_what_a_beacon_node_answers) {
    DUSK_VECTORS_OR_SKIP(root, "op-stack-misc");
    const auto folder = root / "op-service/eth";
    EXPECT_EQ(genesis_time_from_json(test::read_text(folder / "eth_v1_beacon_genesis_goerli.json")),
              1606824023u);
    EXPECT_EQ(
        seconds_per_slot_from_json(test::read_text(folder / "eth_v1_config_spec_goerli.json")),
        12u);
    const auto text = test::read_text(folder / "eth_v1_beacon_blob_sidecars_7422094_goerli.json");
    auto blobs = sidecar_blobs_from_json(text);
    ASSERT_TRUE(blobs) << blobs.error();
    ASSERT_EQ(blobs->size(), 5u);
    std::vector<IndexedBlobHash> wanted;
    for (const auto& sidecar : json::parse(text).at("data").as_array()) {
        const auto commitment = fixed_from_hex<48>(test::text_of(sidecar, "kzg_commitment"));
        wanted.push_back({wanted.size(), kzg::versioned_hash(*commitment)});
    }
    EXPECT_EQ(match_blobs(*blobs, wanted), *blobs);
    (*blobs)[4][31] ^= 1;
    EXPECT_EQ(match_blobs(*blobs, wanted), std::nullopt);
}

TEST(beacon_json, refuses_what_is_none) {
    for (const auto* text : {"", "[]", "{}", R"({"data":{}})", R"({"data":["0x00"]})",
                             R"({"data":[5]})", R"({"data":[{"index":"0"}]})"}) {
        EXPECT_FALSE(blobs_from_json(text)) << text;
        EXPECT_FALSE(sidecar_blobs_from_json(text)) << text;
    }
    EXPECT_FALSE(genesis_time_from_json(R"({"data":{"genesis_time":"1x"}})"));
    EXPECT_FALSE(genesis_time_from_json(R"({"data":{"genesis_time":5}})"));
    EXPECT_FALSE(seconds_per_slot_from_json(R"({"data":{"SECONDS_PER_SLOT":"0"}})"));
}

// L1 and engine
// ------------------------------------------------------------------------------------

struct RpcTest : ::testing::Test {
    std::unique_ptr<rpc::RpcServer> server;
    std::vector<std::string> calls;
    std::mutex mutex;

    void serve(std::map<std::string, json::value> answers, rpc::ServeOptions options = {}) {
        rpc::MethodTable table;
        for (auto& [method, answer] : answers)
            table.add(method,
                      [this, answer](const rpc::Params& params,
                                     rpc::CallContext& context) -> rpc::Result {
                          const std::lock_guard lock{mutex};
                          calls.push_back(std::string{context.method} + json::serialize(params));
                          return answer;
                      });
        server = *rpc::serve({}, std::move(table), std::move(options));
    }
};

json::object block_json(const Header& header) {
    json::object out{{"hash", to_hex(header_hash(header))},
                     {"parentHash", to_hex(header.parent_hash)},
                     {"sha3Uncles", to_hex(header.ommers_hash)},
                     {"miner", to_hex(header.coinbase)},
                     {"stateRoot", to_hex(header.state_root)},
                     {"transactionsRoot", to_hex(header.transactions_root)},
                     {"receiptsRoot", to_hex(header.receipts_root)},
                     {"logsBloom", to_hex(header.logs_bloom)},
                     {"difficulty", "0x0"},
                     {"number", to_hex_quantity(header.number)},
                     {"gasLimit", to_hex_quantity(header.gas_limit)},
                     {"gasUsed", to_hex_quantity(header.gas_used)},
                     {"timestamp", to_hex_quantity(header.timestamp)},
                     {"extraData", to_hex(header.extra_data)},
                     {"mixHash", to_hex(header.prev_randao)},
                     {"nonce", to_hex(header.nonce)},
                     {"transactions", json::array{}}};
    return out;
}

/// A block with one transaction of a type that nobody knows yet.
struct NovelBlock {
    Bytes txn{0x63, 0xc0};
    Receipt receipt{.type = static_cast<TxnType>(0x63), .success = true, .cumulative_gas_used = 1};
    Header header;
    json::object body;

    NovelBlock() {
        header.number = 9;
        header.transactions_root = ordered_trie_root(std::vector<Bytes>{txn});
        header.receipts_root = ordered_trie_root(std::vector<Bytes>{encode_receipt(receipt)});
        body = block_json(header);
        body["transactions"] =
            json::array{json::object{{"type", "0x63"}, {"hash", to_hex(keccak256(txn))}}};
    }
    json::object receipt_json() const {
        return {{"type", "0x63"},
                {"status", "0x1"},
                {"cumulativeGasUsed", "0x1"},
                {"logsBloom", to_hex(Bloom{})},
                {"logs", json::array{}}};
    }
};

TEST_F(RpcTest, l1_blocks_are_checked_and_cached) {
    Header header;
    header.number = 7;
    header.timestamp = 70;
    header.transactions_root = EMPTY_TRIE_ROOT;
    header.receipts_root = EMPTY_TRIE_ROOT;
    serve({{"eth_getBlockByHash", block_json(header)}, {"eth_getBlockByNumber", nullptr}});
    L1Client client{server->url()};
    const auto hash = header_hash(header);
    const auto block = client.block(hash);
    ASSERT_TRUE(block) << block.error().text;
    EXPECT_EQ((*block)->header.timestamp, 70u);
    EXPECT_TRUE(client.block(hash));
    EXPECT_EQ(client.ref_by_hash(hash)->number, 7u);
    EXPECT_EQ(calls.size(), 1u);
    EXPECT_FALSE(client.block(hash_of("another", 1)));
    EXPECT_EQ(client.ref(BlockLabel::safe).error().kind, FailureKind::not_found);
}

TEST_F(RpcTest, l1_blocks_that_do_not_hash_to_their_name_are_refused) {
    Header header;
    auto body = block_json(header);
    body["gasUsed"] = "0x1";
    serve({{"eth_getBlockByNumber", body}});
    L1Client client{server->url()};
    EXPECT_EQ(client.ref(BlockLabel::latest).error().kind, FailureKind::temporary);
}

TEST_F(RpcTest, transactions_of_unknown_types_count_for_the_root_and_are_left_out) {
    const NovelBlock novel;
    serve({{"eth_getBlockByHash", novel.body},
           {"eth_getRawTransactionByHash", json::value(to_hex(novel.txn))},
           {"eth_getBlockReceipts", json::array{novel.receipt_json()}}});
    L1Client client{server->url()};
    const auto block = client.block(header_hash(novel.header));
    ASSERT_TRUE(block) << block.error().text;
    EXPECT_TRUE((*block)->transactions.empty());
    EXPECT_EQ((*block)->receipts.size(), 1u);
}

TEST_F(RpcTest, receipts_come_one_by_one_where_the_server_knows_no_better) {
    const NovelBlock novel;
    serve({{"eth_getBlockByHash", novel.body},
           {"eth_getRawTransactionByHash", json::value(to_hex(novel.txn))},
           {"eth_getTransactionReceipt", novel.receipt_json()}});
    L1Client client{server->url()};
    const auto block = client.block(header_hash(novel.header));
    ASSERT_TRUE(block) << block.error().text;
    EXPECT_EQ((*block)->receipts.size(), 1u);
}

TEST_F(RpcTest, the_engine_is_called_in_the_versions_of_the_forks) {
    const jwt::Secret secret{{1, 2, 3}};
    const json::object valid{{"status", "VALID"}};
    const json::object forkchoice{{"payloadStatus", valid}};
    serve({{"engine_newPayloadV2", valid},
           {"engine_newPayloadV3", valid},
           {"engine_newPayloadV4", valid},
           {"engine_getPayloadV2", valid},
           {"engine_getPayloadV3", valid},
           {"engine_getPayloadV4", valid},
           {"engine_getPayloadV5", valid},
           {"engine_forkchoiceUpdatedV2", forkchoice},
           {"engine_forkchoiceUpdatedV3", forkchoice}},
          {.jwt_secret = secret});
    auto config = rollup::testing::config_through(OpFork::karst);
    config.forks.time[static_cast<std::size_t>(OpFork::ecotone)] = 100;
    config.forks.time[static_cast<std::size_t>(OpFork::isthmus)] = 200;
    config.forks.time[static_cast<std::size_t>(OpFork::karst)] = 300;
    EngineClient client{server->url(), secret, config};
    for (const std::uint64_t time : {50u, 150u, 250u, 350u}) {
        PayloadEnvelope envelope;
        envelope.payload.timestamp = time;
        EXPECT_TRUE(client.new_payload(envelope));
        rollup::PayloadAttributes attributes;
        attributes.timestamp = time;
        EXPECT_TRUE(client.forkchoice({}, &attributes));
        // No payload: what counts is which method is asked for one.
        EXPECT_FALSE(client.get_payload({}, time));
    }
    const std::vector<std::string> methods{
        "engine_newPayloadV2", "engine_forkchoiceUpdatedV2", "engine_getPayloadV2",
        "engine_newPayloadV3", "engine_forkchoiceUpdatedV3", "engine_getPayloadV3",
        "engine_newPayloadV4", "engine_forkchoiceUpdatedV3", "engine_getPayloadV4",
        "engine_newPayloadV4", "engine_forkchoiceUpdatedV3", "engine_getPayloadV5"};
    ASSERT_EQ(calls.size(), methods.size());
    for (std::size_t i = 0; i < methods.size(); ++i)
        EXPECT_TRUE(calls[i].starts_with(methods[i] + "[")) << calls[i];
    EXPECT_TRUE(calls[6].ends_with(",[]]")) << calls[6];
    EngineClient stranger{server->url(), {}, config};
    EXPECT_EQ(stranger.new_payload({}).error().kind, FailureKind::temporary);
}

}  // namespace
}  // namespace dusk::sources
