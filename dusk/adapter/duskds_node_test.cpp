// The adapter in front of a real DuskDS node of one provisioner, over HTTP on both sides.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "tests/support/bridge_chain.hpp"
#include <dusk/adapter/adapter.hpp>
#include <dusk/adapter/http_source.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/trie/proof.hpp>
#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/rpc/client.hpp>
#include <dusk/settlement/api/api.hpp>
#include <dusk/settlement/contracts/system_config.hpp>

namespace dusk::adapter {
namespace {

using namespace std::chrono_literals;
using boost::json::array;
using boost::json::value;
using test::ethereum_key;
using test::plain_txn;
using test::sign;

Hash32 system_config_slot() {
    return settlement::system_config::named_slot(
        settlement::system_config::UNSAFE_BLOCK_SIGNER_NAME);
}

/// The value that a proof in JSON shows at `key`; empty where it shows nothing.
Bytes verified(const value& root, const Hash32& key, const value& nodes) {
    std::vector<Bytes> proof;
    for (const auto& node : nodes.as_array()) proof.push_back(*from_hex(node.as_string()));
    const auto found = verify_proof(*fixed_from_hex<32>(root.as_string()), key, proof);
    EXPECT_TRUE(found);
    return found && *found ? **found : Bytes{};
}

Bytes account_rlp(const value& proof) {
    return rlp::encode_items(quantity_from_hex(proof.at("nonce").as_string())->low64(),
                             *quantity_from_hex(proof.at("balance").as_string()),
                             *fixed_from_hex<32>(proof.at("storageHash").as_string()),
                             *fixed_from_hex<32>(proof.at("codeHash").as_string()));
}

class DuskDsNodeTest : public testing::Test {
protected:
    void SetUp() override {
        settlement::NodeConfig config;
        config.chain.genesis = test::BridgeChain::genesis(key);
        config.chain.genesis.timestamp_s = system_clock().now_s() - 10;
        config.chain.genesis.stakes = {{staker.public_key(), settlement::MINIMUM_STAKE, 0}};
        config.chain.genesis.dusk_key = staker.public_key();
        config.consensus_key = staker;
        config.block_time_ms = 1000;
        config.build_lead_ms = 100;
        node = *settlement::Node::open(config, system_clock());
        auto started = settlement::api::Api::start(*node, {.allow_revert = true});
        ASSERT_TRUE(started) << started.error();
        api = *std::move(started);
        node->start();
        source.emplace(api->url());
        AdapterConfig adapter_config;
        adapter_config.view.l1_chain_id = test::L1_CHAIN_ID;
        adapter_config.dusk_chain_id = settlement::LOCAL_CHAIN_ID;
        adapter_config.poll = 20ms;
        auto running = Adapter::start(adapter_config, *source, relayer);
        ASSERT_TRUE(running) << running.error();
        adapter = *std::move(running);
        client.emplace(adapter->rpc_url());
    }
    void TearDown() override {
        if (adapter) adapter->stop();
        if (api) api->stop();
        if (node) node->stop();
    }

    value call(std::string_view method, array params = {}) {
        auto result = client->call(method, std::move(params));
        EXPECT_TRUE(result) << method << ": " << (result ? "" : result.error().message);
        return result ? *std::move(result) : value{};
    }
    value receipt_of(const value& hash) {
        for (int i = 0; i < 300; ++i) {
            auto receipt = call("eth_getTransactionReceipt", {hash});
            if (!receipt.is_null()) return receipt;
            std::this_thread::sleep_for(50ms);
        }
        ADD_FAILURE() << "no receipt of " << boost::json::serialize(hash);
        return nullptr;
    }
    Bytes with_blob(Transaction txn) {
        txn.type = TxnType::blob;
        txn.max_fee_per_blob_gas = u256{1'000'000'000};
        Bytes blob(kzg::BLOB_SIZE, 0);
        blob[1] = 7;
        const auto commitment = *kzg::blob_to_commitment(blob);
        const auto proof = *kzg::compute_blob_proof(blob, commitment);
        txn.blob_versioned_hashes = {kzg::versioned_hash(commitment)};
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

    EthereumKey key = ethereum_key(1);
    Address nobody = ethereum_key(9).address();
    BlsSecretKey relayer = test::relayer_key();
    BlsSecretKey staker = BlsSecretKey::generate();
    std::unique_ptr<settlement::Node> node;
    std::unique_ptr<settlement::api::Api> api;
    std::optional<HttpDuskSource> source;
    std::unique_ptr<Adapter> adapter;
    std::optional<rpc::Client> client;
};

TEST_F(DuskDsNodeTest, carries_every_type_and_proves_the_unsafe_signer) {
    array hashes;
    for (std::uint64_t nonce = 0; nonce < 5; ++nonce) {
        auto txn = plain_txn(nonce, nobody, u256{1});
        txn.type = static_cast<TxnType>(nonce);
        if (nonce < 2) txn.max_priority_fee_per_gas = txn.max_fee_per_gas;
        if (txn.type == TxnType::set_code) txn.authorization_list.resize(1);
        const auto bytes =
            txn.type == TxnType::blob ? with_blob(txn) : encode_transaction(sign(txn, key));
        hashes.push_back(call("eth_sendRawTransaction", {to_hex(bytes)}));
    }
    EXPECT_EQ(call("eth_getTransactionCount", {to_hex(key.address()), "pending"}), "0x5");
    for (const auto& hash : hashes) EXPECT_EQ(receipt_of(hash).at("status"), "0x1");
    EXPECT_EQ(call("eth_getBalance", {to_hex(nobody), "latest"}), "0x5");

    // Each block's hash is its header's, and they chain.
    const auto latest = adapter->store().heads()->latest;
    for (std::uint64_t number = 1; number <= latest; ++number) {
        const auto block = adapter->store().by_number(number);
        EXPECT_EQ(block->hash, keccak256(encode_header(block->header)));
        EXPECT_EQ(block->header.parent_hash, adapter->store().by_number(number - 1)->hash);
    }

    // What op-node does for the unsafe block signer.
    const auto head = call("eth_getBlockByNumber", {"latest", false});
    const auto slot = system_config_slot();
    const auto config = settlement::evm_address(settlement::SYSTEM_CONFIG_ID);
    const auto proof = call("eth_getProof", {to_hex(config), array{to_hex(slot)}, head.at("hash")});
    EXPECT_EQ(proof.at("storageProof").at(0).at("value"),
              value(to_hex_quantity(to_u256(ethereum_key(0x43).address()))));
    EXPECT_EQ(verified(head.at("stateRoot"), keccak256(config), proof.at("accountProof")),
              account_rlp(proof));
    Bytes stored;
    rlp::encode(stored, BytesView{ethereum_key(0x43).address()});
    EXPECT_EQ(verified(proof.at("storageHash"), keccak256(slot),
                       proof.at("storageProof").at(0).at("proof")),
              stored);
    EXPECT_EQ(call("eth_getStorageAt", {to_hex(config), to_hex(slot), "latest"}),
              value(to_hex(to_hash32(to_u256(ethereum_key(0x43).address())))));
}

TEST_F(DuskDsNodeTest, transactions_come_back_after_the_node_took_blocks_back) {
    const auto txn = sign(plain_txn(0, nobody, u256{1}), key);
    const auto hash = call("eth_sendRawTransaction", {to_hex(encode_transaction(txn))});
    const auto receipt = receipt_of(hash);
    const auto number = quantity_from_hex(receipt.at("blockNumber").as_string())->low64();
    ASSERT_TRUE(node->revert_to(number - 1));
    // Included again, in a block that may have another number.
    const auto before = std::string(receipt.at("blockHash").as_string());
    for (int i = 0; i < 200; ++i) {
        const auto now = call("eth_getTransactionReceipt", {hash});
        if (!now.is_null() && now.at("blockHash").as_string() != before) return;
        std::this_thread::sleep_for(50ms);
    }
    FAIL() << "the transaction is lost";
}

}  // namespace
}  // namespace dusk::adapter
