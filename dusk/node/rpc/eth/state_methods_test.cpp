#include <gtest/gtest.h>

#include <dusk/core/trie/proof.hpp>
#include <dusk/node/rpc/json/storage_key.hpp>
#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

const std::string LOGGER_TEXT = to_hex(LOGGER);
const std::string READER_TEXT = to_hex(READER);

std::string at(const std::string& address, const std::string& block) {
    return "[\"" + address + "\"," + block + "]";
}

TEST(rpc_state, balances_belong_to_the_block_asked_for) {
    TestChain test;
    const auto address = to_hex(test_address(9));
    test.add_block({test.call(test_address(9), {}, 5)});
    const auto second = test.add_block({test.call(test_address(9), {}, 6)});
    EXPECT_EQ(test.result("eth_getBalance", at(address, "\"latest\"")), "0xb");
    EXPECT_EQ(test.result("eth_getBalance", at(address, "\"pending\"")), "0xb");
    EXPECT_EQ(test.result("eth_getBalance", at(address, "\"0x1\"")), "0x5");
    EXPECT_EQ(test.result("eth_getBalance", at(address, "\"earliest\"")), "0x0");
    EXPECT_EQ(test.result("eth_getBalance", at(address, "\"safe\"")), "0x0");
    EXPECT_EQ(test.result("eth_getBalance", at(address, "\"" + to_hex(second.hash) + "\"")), "0xb");
    EXPECT_EQ(test.result("eth_getBalance", at(address, "{\"blockNumber\":\"0x1\"}")), "0x5");
}

TEST(rpc_state, blocks_that_do_not_exist_are_errors) {
    TestChain test;
    EXPECT_EQ(test.error("eth_getBalance", at(LOGGER_TEXT, "\"0x5\"")), "-32000 header not found");
    EXPECT_EQ(test.error("eth_getBalance", at(LOGGER_TEXT, "\"" + to_hex(Hash32{}) + "\"")),
              "-32000 header for hash not found");
    EXPECT_EQ(test.error("eth_getBalance", at(LOGGER_TEXT, "\"0x8000000000000000\"")),
              "-32602 invalid argument 1: block number larger than int64");
    EXPECT_EQ(test.error("eth_getBalance", at(LOGGER_TEXT, "\"soon\"")),
              "-32602 invalid argument 1: hex string without 0x prefix");
    EXPECT_EQ(test.error("eth_getBalance", "[]"), "-32602 missing value for required argument 0");
    EXPECT_EQ(test.error("eth_getBalance", "[\"0x1\",\"latest\",1]"),
              "-32602 too many arguments, want at most 2");
}

TEST(rpc_state, a_hash_may_have_to_be_canonical) {
    TestChain test;
    const auto side = test.build_on(test.store->head(), {}, 4);
    test.add_block();
    const auto hash = "\"blockHash\":\"" + to_hex(side.hash) + "\"";
    EXPECT_EQ(test.result("eth_getBalance", at(LOGGER_TEXT, "{" + hash + "}")), "0x0");
    EXPECT_EQ(
        test.error("eth_getBalance", at(LOGGER_TEXT, "{" + hash + ",\"requireCanonical\":true}")),
        "-32000 hash is not currently canonical");
    EXPECT_EQ(
        test.error("eth_getBalance", at(LOGGER_TEXT, "{" + hash + ",\"blockNumber\":\"0x0\"}")),
        "-32602 invalid argument 1: cannot specify both BlockHash and BlockNumber, choose "
        "one or the other");
}

TEST(rpc_state, code_and_storage) {
    TestChain test;
    EXPECT_EQ(test.result("eth_getCode", at(READER_TEXT, "\"latest\"")), hex(reader_code()));
    EXPECT_EQ(test.result("eth_getCode", at(to_hex(test_address(9)), "\"latest\"")), "0x");
    const auto word = to_hex(to_hash32(u256{42}));
    EXPECT_EQ(test.result("eth_getStorageAt", "[\"" + READER_TEXT + "\",\"0x0\",\"latest\"]"),
              Value(word));
    EXPECT_EQ(test.result("eth_getStorageAt",
                          "[\"" + READER_TEXT + "\",\"" + to_hex(Hash32{}) + "\",\"latest\"]"),
              Value(word));
    EXPECT_EQ(test.result("eth_getStorageAt", "[\"" + READER_TEXT + "\",\"0x1\",\"latest\"]"),
              hex(Hash32{}));
    EXPECT_EQ(test.error("eth_getStorageAt", "[\"" + READER_TEXT + "\",\"0xzz\",\"latest\"]"),
              "-32602 unable to decode storage key: hex string invalid");
}

TEST(rpc_state, the_pending_nonce_counts_the_pool) {
    TestChain test;
    const auto sender = to_hex(test.key.address());
    EXPECT_EQ(test.result("eth_getTransactionCount", at(sender, "\"pending\"")), "0x0");
    ASSERT_TRUE(test.pool.add(encode_transaction(test.call(LOGGER))));
    EXPECT_EQ(test.result("eth_getTransactionCount", at(sender, "\"pending\"")), "0x1");
    EXPECT_EQ(test.result("eth_getTransactionCount", at(sender, "\"latest\"")), "0x0");
}

TEST(rpc_state, storage_keys_are_read_as_geth_does) {
    EXPECT_EQ(parse_storage_key("0x1")->slot, u256{1});
    EXPECT_EQ(parse_storage_key("01")->slot, u256{1});
    EXPECT_EQ(parse_storage_key("")->slot, u256{});
    EXPECT_FALSE(parse_storage_key("0x1")->is_full);
    EXPECT_TRUE(parse_storage_key(to_hex(Hash32{}))->is_full);
    EXPECT_FALSE(parse_storage_key("0x" + std::string(65, '0')));
    EXPECT_FALSE(parse_storage_key("0xg"));
}

std::vector<Bytes> nodes_of(const Value& proof) {
    std::vector<Bytes> nodes;
    for (const auto& node : proof.as_array())
        nodes.push_back(*from_hex(std::string_view(node.as_string())));
    return nodes;
}

TEST(rpc_state, an_account_as_a_whole) {
    TestChain test;
    test.add_block({test.call(LOGGER, Bytes(32, 7))});
    const auto of = [](const Address& address) {
        return "[\"" + to_hex(address) + R"(","latest"])";
    };
    const auto proof = test.result("eth_getProof", "[\"" + to_hex(LOGGER) + R"(",[],"latest"])");
    const auto account = test.result("eth_getAccount", of(LOGGER));
    for (const auto* name : {"balance", "nonce", "codeHash"})
        EXPECT_EQ(account.at(name), proof.at(name)) << name;
    EXPECT_EQ(account.at("storageRoot"), proof.at("storageHash"));
    EXPECT_EQ(test.result("eth_getAccount", of(Address{{0xee}})), nullptr);

    const auto info = test.result("eth_getAccountInfo", of(LOGGER));
    EXPECT_EQ(info.at("code"), hex(logger_code()));
    const auto sender = test.result("eth_getAccountInfo", of(test.key.address()));
    EXPECT_EQ(sender.at("nonce"), "0x1");
    EXPECT_EQ(sender.at("code"), "0x");
    EXPECT_EQ(sender.at("balance"), test.result("eth_getBalance", of(test.key.address())));
}

TEST(rpc_proof, proves_account_and_slots_against_the_state_root) {
    TestChain test;
    test.add_block({test.call(LOGGER, Bytes(32, 0x11))});
    const auto answer =
        test.result("eth_getProof", "[\"" + LOGGER_TEXT + "\",[\"0x0\",\"0x7\"],\"latest\"]");
    const auto header = **test.store->header(test.store->head().hash);
    const auto leaf =
        verify_proof(header.state_root, keccak256(LOGGER), nodes_of(answer.at("accountProof")));
    ASSERT_TRUE(leaf);
    ASSERT_TRUE(*leaf);
    const auto account = *decode_trie_account(**leaf);
    EXPECT_EQ(answer.at("storageHash"), hex(account.storage_root));
    EXPECT_EQ(answer.at("codeHash"), hex(keccak256(logger_code())));
    EXPECT_EQ(answer.at("nonce"), "0x1");
    EXPECT_EQ(answer.at("balance"), "0x0");

    const auto& present = answer.at("storageProof").at(0);
    EXPECT_EQ(present.at("key"), "0x0");
    EXPECT_EQ(present.at("value"), hex(Bytes(32, 0x11)));
    const auto slot =
        verify_proof(account.storage_root, keccak256(Hash32{}), nodes_of(present.at("proof")));
    ASSERT_TRUE(slot);
    EXPECT_EQ(decode_trie_slot(**slot), u256_from_be(Bytes(32, 0x11)));
    EXPECT_EQ(answer.at("storageProof").at(1).at("value"), "0x0");
}

TEST(rpc_proof, an_account_that_is_not_there_is_empty) {
    TestChain test;
    const auto answer =
        test.result("eth_getProof", "[\"" + to_hex(test_address(9)) + "\",[],\"latest\"]");
    EXPECT_EQ(answer.at("codeHash"), hex(EMPTY_CODE_HASH));
    EXPECT_EQ(answer.at("storageHash"), hex(EMPTY_TRIE_ROOT));
    const auto header = **test.store->header(test.store->head().hash);
    const auto leaf = verify_proof(header.state_root, keccak256(test_address(9)),
                                   nodes_of(answer.at("accountProof")));
    ASSERT_TRUE(leaf);
    EXPECT_FALSE(*leaf);
}

}  // namespace
}  // namespace dusk::eth
