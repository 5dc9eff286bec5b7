#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "tests/support/chain_source.hpp"
#include <dusk/adapter/adapter.hpp>
#include <dusk/core/codec/abi.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/http/client.hpp>
#include <dusk/platform/http/ws_client.hpp>
#include <dusk/platform/rpc/client.hpp>

namespace dusk::adapter {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using test::ethereum_key;
using test::plain_txn;
using test::sign;

class AdapterTest : public testing::Test {
protected:
    EthereumKey key = ethereum_key(1);
    Address nobody = ethereum_key(9).address();
    BlsSecretKey relayer = test::relayer_key();
    test::ChainSource source{test::BridgeChain::genesis(key)};
    std::unique_ptr<Adapter> adapter = start();
    rpc::Client client{adapter->rpc_url()};
    http::HttpClient beacon{adapter->beacon_url()};

    std::unique_ptr<Adapter> start() {
        AdapterConfig config;
        config.view.l1_chain_id = test::L1_CHAIN_ID;
        config.first_height = 1;
        config.dusk_chain_id = settlement::LOCAL_CHAIN_ID;
        config.poll = std::chrono::milliseconds{5};
        auto started = Adapter::start(config, source, relayer);
        EXPECT_TRUE(started) << (started ? "" : started.error());
        return *std::move(started);
    }
    value call(std::string_view method, array params = {}) {
        auto result = client.call(method, std::move(params));
        EXPECT_TRUE(result) << method << ": " << (result ? "" : result.error().message);
        return result ? *std::move(result) : value{};
    }
    std::string error(std::string_view method, array params = {}) {
        auto result = client.call(method, std::move(params));
        return result ? "no error" : result.error().message;
    }
    /// Mines until the condition holds.
    template <class Condition>
    bool mine_until(Condition condition) {
        for (int i = 0; i < 400; ++i) {
            if (condition()) return true;
            if (source.waiting() > 0) source.mine();
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return condition();
    }
    std::string send(const Transaction& txn) {
        const auto hash = call("eth_sendRawTransaction", {to_hex(encode_transaction(txn))});
        EXPECT_TRUE(
            mine_until([&] { return !call("eth_getTransactionReceipt", {hash}).is_null(); }));
        return std::string(hash.as_string());
    }
    Bytes blob_network_txn(std::uint64_t nonce, Hash32& versioned_hash) {
        auto txn = plain_txn(nonce, nobody);
        txn.type = TxnType::blob;
        txn.max_fee_per_blob_gas = u256{1'000'000'000};
        Bytes blob(kzg::BLOB_SIZE, 0);
        blob[1] = 7;
        const auto commitment = *kzg::blob_to_commitment(blob);
        const auto proof = *kzg::compute_blob_proof(blob, commitment);
        versioned_hash = kzg::versioned_hash(commitment);
        txn.blob_versioned_hashes = {versioned_hash};
        const auto list = [](BytesView item) {
            Bytes payload;
            rlp::encode(payload, item);
            return rlp::encode_list(payload);
        };
        Bytes payload = to_bytes(BytesView{encode_transaction(sign(txn, key))}.subspan(1));
        append(payload, list(blob));
        append(payload, list(commitment));
        append(payload, list(proof));
        Bytes out{3};
        append(out, rlp::encode_list(payload));
        return out;
    }
};

Hash32 hash_field(const value& in, std::string_view name) {
    return *fixed_from_hex<32>(in.as_object().at(name).as_string());
}
u256 quantity_field(const value& in, std::string_view name) {
    return *quantity_from_hex(in.as_object().at(name).as_string());
}

/// The hash of a header, recomputed from its RPC fields as op-node does.
Hash32 recomputed_hash(const value& block) {
    Header header;
    const auto u64 = [&](std::string_view name) { return quantity_field(block, name).low64(); };
    header.parent_hash = hash_field(block, "parentHash");
    header.ommers_hash = hash_field(block, "sha3Uncles");
    header.coinbase = *fixed_from_hex<20>(block.at("miner").as_string());
    header.state_root = hash_field(block, "stateRoot");
    header.transactions_root = hash_field(block, "transactionsRoot");
    header.receipts_root = hash_field(block, "receiptsRoot");
    header.logs_bloom = *fixed_from_hex<256>(block.at("logsBloom").as_string());
    header.difficulty = quantity_field(block, "difficulty");
    header.number = u64("number");
    header.gas_limit = u64("gasLimit");
    header.gas_used = u64("gasUsed");
    header.timestamp = u64("timestamp");
    header.extra_data = *from_hex(block.at("extraData").as_string());
    header.prev_randao = hash_field(block, "mixHash");
    header.nonce = *fixed_from_hex<8>(block.at("nonce").as_string());
    header.base_fee_per_gas = quantity_field(block, "baseFeePerGas");
    header.withdrawals_root = hash_field(block, "withdrawalsRoot");
    header.blob_gas_used = u64("blobGasUsed");
    header.excess_blob_gas = u64("excessBlobGas");
    header.parent_beacon_block_root = hash_field(block, "parentBeaconBlockRoot");
    return header_hash(header);
}

TEST_F(AdapterTest, answers_for_chain_and_fees) {
    EXPECT_EQ(call("eth_chainId"), "0x7a69");
    EXPECT_EQ(call("net_version"), "31337");
    EXPECT_EQ(call("eth_syncing"), false);
    EXPECT_EQ(call("eth_maxPriorityFeePerGas"), "0xf4240");
    EXPECT_EQ(call("eth_blobBaseFee"), "0x1");
    const auto history = call("eth_feeHistory", {"0x1", "latest", array{50.0}});
    EXPECT_EQ(history.at("baseFeePerGas").as_array().size(), 2u);
    EXPECT_EQ(history.at("reward").as_array().size(), 1u);
    EXPECT_EQ(call("eth_getBlockByNumber", {"0xffff", false}), nullptr);
    EXPECT_EQ(error("eth_getBlockByNumber", {"finalized", false}), "finalized block not found");
    for (int i = 0; i < 3; ++i) source.mine();
    EXPECT_TRUE(mine_until([&] { return call("eth_blockNumber") == "0x4"; }));
    EXPECT_TRUE(mine_until(
        [&] { return call("eth_getBlockByNumber", {"finalized", false}).at("number") == "0x2"; }));
    EXPECT_EQ(call("eth_getBlockByNumber", {"safe", false}).at("number"), "0x3");
}

TEST_F(AdapterTest, transactions_come_back_as_they_were_sent_and_headers_recompute) {
    const auto txn = sign(plain_txn(0, nobody, u256{5}), key);
    const auto hash = send(txn);
    EXPECT_EQ(hash, to_hex(transaction_hash(txn)));
    const auto receipt = call("eth_getTransactionReceipt", {hash});
    EXPECT_EQ(receipt.at("status"), "0x1");
    const auto block = call("eth_getBlockByHash", {receipt.at("blockHash"), true});
    EXPECT_EQ(to_hex(recomputed_hash(block)), std::string(block.at("hash").as_string()));
    EXPECT_EQ(block.at("transactions").as_array().at(0).at("from"), value(to_hex(key.address())));
    const auto receipts = call("eth_getBlockReceipts", {receipt.at("blockHash")});
    EXPECT_EQ(receipts.as_array().at(0), receipt);
    const auto raw = call("debug_getRawReceipts", {receipt.at("blockHash")});
    const std::vector<Bytes> encoded{*from_hex(raw.as_array().at(0).as_string())};
    EXPECT_EQ(ordered_trie_root(encoded), hash_field(block, "receiptsRoot"));
    EXPECT_EQ(call("eth_getTransactionByBlockHashAndIndex", {receipt.at("blockHash"), "0x0"}),
              block.at("transactions").as_array().at(0));
    EXPECT_EQ(call("eth_getBlockTransactionCountByHash", {receipt.at("blockHash")}), "0x1");
    EXPECT_EQ(call("eth_getTransactionCount", {to_hex(key.address()), "latest"}), "0x1");
    EXPECT_EQ(call("eth_getTransactionCount", {to_hex(key.address()), "0x1"}), "0x0");
    EXPECT_EQ(call("eth_getBalance", {to_hex(nobody), "latest"}), "0x5");
    EXPECT_EQ(error("eth_sendRawTransaction", {to_hex(encode_transaction(txn))}), "already known");
    const auto block_record = source.record(quantity_field(block, "number").low64());
    EXPECT_EQ(call("duskevm_getTransactionHashByDuskHash",
                   {to_hex_plain((*block_record)->outcomes[0].tx_id)}),
              value(hash));
    EXPECT_EQ(call("duskevm_getTransactionHashByDuskHash", {to_hex(Hash32{})}), nullptr);
}

TEST_F(AdapterTest, calls_and_estimates_reach_the_contracts) {
    const auto config = to_hex(settlement::evm_address(settlement::SYSTEM_CONFIG_ID));
    const auto data = to_hex(abi::Writer{"gasLimit()"}.finish());
    EXPECT_EQ(call("eth_call", {object{{"to", config}, {"data", data}}, "latest"}),
              value(to_hex(to_hash32(u256{60'000'000}))));
    EXPECT_EQ(error("eth_call", {object{{"to", config}, {"data", "0x12345678"}}, "latest"}),
              "execution reverted: unknown selector");
    const auto portal = to_hex(settlement::evm_address(settlement::OPTIMISM_PORTAL_ID));
    const auto estimate =
        call("eth_estimateGas",
             {object{{"from", to_hex(key.address())}, {"to", portal}, {"value", "0x5"}}});
    const auto gas = quantity_from_hex(estimate.as_string())->low64();
    EXPECT_GT(gas, 121'000u);
    EXPECT_LT(gas, 400'000u);
    auto txn = plain_txn(0, settlement::evm_address(settlement::OPTIMISM_PORTAL_ID), u256{5});
    txn.gas_limit = gas;
    const auto hash = send(sign(txn, key));
    EXPECT_EQ(call("eth_getTransactionReceipt", {hash}).at("status"), "0x1");
    const auto logs = call(
        "eth_getLogs", {object{{"fromBlock", "0x1"}, {"toBlock", "latest"}, {"address", portal}}});
    ASSERT_EQ(logs.as_array().size(), 1u);
    EXPECT_EQ(logs.as_array()[0].at("transactionHash"), value(hash));
    EXPECT_TRUE(call("eth_getLogs", {object{{"fromBlock", "0x1"}, {"address", config}}})
                    .as_array()
                    .empty());
    EXPECT_NE(call("eth_getCode", {portal, "latest"}), "0x");
    EXPECT_EQ(call("eth_getCode", {to_hex(nobody), "latest"}), "0x");
}

TEST_F(AdapterTest, blobs_are_served_by_slot_and_outlive_the_node) {
    Hash32 versioned_hash;
    const auto hash = call("eth_sendRawTransaction", {to_hex(blob_network_txn(0, versioned_hash))});
    ASSERT_TRUE(mine_until([&] { return !call("eth_getTransactionReceipt", {hash}).is_null(); }));
    source.drop_blobs();
    const auto receipt = call("eth_getTransactionReceipt", {hash});
    EXPECT_EQ(receipt.at("blobGasUsed"), "0x20000");
    EXPECT_EQ(receipt.at("blobGasPrice"), "0x1");
    const auto block = call("eth_getBlockByHash", {receipt.at("blockHash"), false});
    EXPECT_EQ(block.at("blobGasUsed"), "0x20000");

    const auto get = [&](const std::string& path) {
        const auto response = beacon.get(path);
        EXPECT_TRUE(response);
        return std::pair{response->status, boost::json::parse(response->body)};
    };
    const auto genesis = get("/eth/v1/beacon/genesis").second;
    EXPECT_EQ(get("/eth/v1/config/spec").second.at("data").at("SECONDS_PER_SLOT"), "1");
    const auto genesis_time =
        std::stoull(std::string(genesis.at("data").at("genesis_time").as_string()));
    const auto slot = std::to_string(quantity_field(block, "timestamp").low64() - genesis_time);
    const auto [status, sidecars] = get("/eth/v1/beacon/blob_sidecars/" + slot + "?indices=0");
    EXPECT_EQ(status, 200u);
    ASSERT_EQ(sidecars.at("data").as_array().size(), 1u);
    const auto& sidecar = sidecars.at("data").as_array()[0];
    EXPECT_EQ(sidecar.at("index"), "0");
    EXPECT_EQ(sidecar.at("kzg_commitment_inclusion_proof").as_array().size(), 17u);
    EXPECT_EQ(sidecar.at("signed_block_header").at("message").at("slot"), value(slot));
    EXPECT_EQ(kzg::versioned_hash(*fixed_from_hex<48>(sidecar.at("kzg_commitment").as_string())),
              versioned_hash);
    EXPECT_TRUE(get("/eth/v1/beacon/blob_sidecars/" + slot + "?indices=3")
                    .second.at("data")
                    .as_array()
                    .empty());
    const auto blobs =
        get("/eth/v1/beacon/blobs/" + slot + "?versioned_hashes=" + to_hex(versioned_hash)).second;
    EXPECT_EQ(blobs.at("data").as_array().at(0), sidecar.at("blob"));
    EXPECT_EQ(get("/eth/v1/beacon/blob_sidecars/1").first, 404u);
    EXPECT_EQ(get("/eth/v1/beacon/blob_sidecars/0").second.at("data").as_array().size(), 0u);
    EXPECT_EQ(get("/eth/v1/beacon/blob_sidecars/x").first, 400u);
    EXPECT_EQ(get("/eth/v1/beacon/headers/head").first, 200u);
}

TEST_F(AdapterTest, follows_reorgs_and_tells_subscribers) {
    auto ws = http::WsClient::connect(adapter->rpc_ws_url());
    ASSERT_TRUE(ws) << ws.error().message;
    ASSERT_TRUE((*ws)->send_text(
        R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]})"));
    const auto reply = (*ws)->receive(std::chrono::seconds{5});
    ASSERT_TRUE(reply);
    const auto first = adapter->store().by_number(1);
    source.mine();
    const auto event = (*ws)->receive(std::chrono::seconds{5});
    ASSERT_TRUE(event);
    const auto head = boost::json::parse(event->data).at("params").at("result");
    EXPECT_EQ(head.at("number"), "0x2");
    EXPECT_EQ(head.at("parentHash"), value(to_hex(first->hash)));
    const auto before = adapter->store().by_number(2);
    source.revert(1);
    source.mine();
    EXPECT_TRUE(mine_until([&] {
        const auto now = adapter->store().by_number(2);
        return now && now->hash != before->hash;
    }));
    EXPECT_EQ(adapter->store().by_number(2)->header.parent_hash, first->hash);
    EXPECT_EQ(call("eth_getBlockByHash", {to_hex(before->hash), false}), nullptr);
}

TEST_F(AdapterTest, rides_out_a_node_that_is_away) {
    source.set_away(true);
    EXPECT_EQ(call("eth_blockNumber"), "0x1");
    EXPECT_EQ(error("eth_getBalance", {to_hex(nobody), "latest"}), "connection refused");
    source.set_away(false);
    source.mine();
    EXPECT_TRUE(mine_until([&] { return call("eth_blockNumber") == "0x2"; }));
}

}  // namespace
}  // namespace dusk::adapter
