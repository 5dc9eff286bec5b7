#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <dusk/node/rpc/testing/test_chain.hpp>

namespace dusk::eth {
namespace {

using boost::json::serialize;

/// Without the members that are compared apart.
std::string without(const Value& in, std::initializer_list<std::string_view> names) {
    auto out = in.as_object();
    for (const auto name : names)
        if (const auto found = out.find(name); found != out.end()) out.stable_erase(found);
    return serialize(out);
}

/// One block with the deposit, a call of LOGGER and a creation.
struct Blocks : ::testing::Test {
    Blocks() {
        Transaction creation;
        creation.type = TxnType::legacy;
        creation.gas_limit = 100'000;
        creation.max_fee_per_gas = creation.max_priority_fee_per_gas = 2'000'000'000;
        creation.data = {0x00};
        txns = {test.call(LOGGER, Bytes(32, 0x11)), test.sign(creation)};
        ref = test.add_block(txns);
        hash = "\"" + to_hex(ref.hash) + "\"";
    }
    TestChain test;
    std::vector<Transaction> txns;
    BlockRef ref;
    std::string hash;
};

TEST_F(Blocks, have_the_headers_fields) {
    const auto block = test.result("eth_getBlockByNumber", R"(["0x1",false])");
    const auto header = **test.store->header(ref.hash);
    EXPECT_EQ(block.at("hash"), hex(ref.hash));
    EXPECT_EQ(block.at("parentHash"), hex(test.store->genesis_block().hash));
    EXPECT_EQ(block.at("stateRoot"), hex(header.state_root));
    EXPECT_EQ(block.at("transactionsRoot"), hex(header.transactions_root));
    EXPECT_EQ(block.at("receiptsRoot"), hex(header.receipts_root));
    EXPECT_EQ(block.at("logsBloom"), hex(header.logs_bloom));
    EXPECT_EQ(block.at("gasUsed"), quantity(header.gas_used));
    EXPECT_EQ(block.at("blobGasUsed"), quantity(*header.blob_gas_used));
    EXPECT_EQ(block.at("baseFeePerGas"), quantity(*header.base_fee_per_gas));
    EXPECT_EQ(block.at("transactions").at(1), hex(transaction_hash(txns[0])));
    const auto raw = test.result("debug_getRawBlock", R"(["0x1"])");
    EXPECT_EQ(block.at("size"), quantity((raw.as_string().size() - 2) / 2));
    EXPECT_EQ(
        without(block,
                {"hash", "parentHash", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom",
                 "gasUsed", "blobGasUsed", "baseFeePerGas", "transactions", "size"}),
        R"({"number":"0x1",)"
        R"("nonce":"0x0000000000000000",)"
        R"("mixHash":"0x0700000000000000000000000000000000000000000000000000000000000000",)"
        R"("sha3Uncles":"0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",)"
        R"("miner":"0x4200000000000000000000000000000000000011","difficulty":"0x0",)"
        R"("extraData":"0x01000000fa000000060000000000000000","gasLimit":"0x1c9c380",)"
        R"("timestamp":"0x6553f102",)"
        R"("withdrawalsRoot":"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",)"
        R"("excessBlobGas":"0x0",)"
        R"("parentBeaconBlockRoot":)"
        R"("0x0000000000000000000000000000000000000000000000000000000000000000",)"
        R"("requestsHash":"0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",)"
        R"("uncles":[],"withdrawals":[]})");
}

TEST_F(Blocks, are_found_by_tag_number_and_hash) {
    const auto by = [&](const std::string& which) {
        return test.result("eth_getBlockByNumber", "[" + which + ",false]").at("number");
    };
    EXPECT_EQ(by("\"latest\""), "0x1");
    EXPECT_EQ(by("\"pending\""), "0x1");
    EXPECT_EQ(by("\"earliest\""), "0x0");
    EXPECT_EQ(by("\"safe\""), "0x0");
    EXPECT_EQ(by("\"finalized\""), "0x0");
    ASSERT_TRUE(test.chain.set_forkchoice(ref.hash, ref.hash, ref.hash));
    EXPECT_EQ(by("\"safe\""), "0x1");
    EXPECT_EQ(by("\"finalized\""), "0x1");
    EXPECT_EQ(test.result("eth_getBlockByHash", "[" + hash + ",false]").at("number"), "0x1");
    EXPECT_EQ(test.result("eth_getBlockByNumber", R"(["0x2",false])"), nullptr);
    EXPECT_EQ(test.result("eth_getBlockByHash", "[\"" + to_hex(Hash32{}) + "\",true]"), nullptr);
    const auto header = test.result("eth_getHeaderByHash", "[" + hash + "]");
    EXPECT_EQ(header.at("number"), "0x1");
    EXPECT_EQ(test.result("eth_getHeaderByNumber", R"(["0x1"])"), header);
    EXPECT_EQ(test.result("eth_getBlockByNumber", R"(["0x1",true])").at("transactions").at(2),
              test.result("eth_getTransactionByBlockHashAndIndex", "[" + hash + ",\"0x2\"]"));
}

TEST_F(Blocks, count_transactions_and_no_uncles) {
    EXPECT_EQ(test.result("eth_getBlockTransactionCountByNumber", R"(["0x1"])"), "0x3");
    EXPECT_EQ(test.result("eth_getBlockTransactionCountByHash", "[" + hash + "]"), "0x3");
    EXPECT_EQ(test.result("eth_getBlockTransactionCountByNumber", R"(["0x9"])"), nullptr);
    EXPECT_EQ(test.result("eth_getUncleCountByBlockNumber", R"(["0x1"])"), "0x0");
    EXPECT_EQ(test.result("eth_getUncleCountByBlockHash", "[" + hash + "]"), "0x0");
    EXPECT_EQ(test.result("eth_getUncleCountByBlockNumber", R"(["0x9"])"), nullptr);
    EXPECT_EQ(test.result("eth_getUncleByBlockNumberAndIndex", R"(["0x1","0x0"])"), nullptr);
    EXPECT_EQ(test.result("eth_getUncleByBlockHashAndIndex", "[" + hash + ",\"0x0\"]"), nullptr);
}

TEST_F(Blocks, bad_parameters_are_refused) {
    EXPECT_EQ(test.error("eth_getBlockByNumber", "[]"),
              "-32602 missing value for required argument 0");
    EXPECT_EQ(test.error("eth_getBlockByNumber", R"(["0x01",true])"),
              "-32602 invalid argument 0: hex number with leading zero digits");
    EXPECT_EQ(test.error("eth_getBlockByHash", R"(["0x01",true])"),
              "-32602 invalid argument 0: hex string has length 2, want 64 for common.Hash");
    EXPECT_EQ(test.error("eth_getBlockByNumber", R"(["0x1",1])"),
              "-32602 invalid argument 1: json: cannot unmarshal number into Go value of type "
              "bool");
}

TEST_F(Blocks, deposits_show_what_they_are) {
    const auto txn = test.result("eth_getTransactionByBlockNumberAndIndex", R"(["latest","0x0"])");
    EXPECT_EQ(txn.at("blockHash"), hex(ref.hash));
    EXPECT_EQ(without(txn, {"blockHash", "hash"}),
              R"({"blockNumber":"0x1","blockTimestamp":"0x6553f102",)"
              R"("from":"0xc0000000000000000000000000000000000000ff",)"
              R"("gas":"0xf4240","input":"0x098999be","nonce":"0x0",)"
              R"("to":"0xc0000000000000000000000000000000000000fe","transactionIndex":"0x0",)"
              R"("value":"0x0","type":"0x7e",)"
              R"("sourceHash":)"
              R"("0x0000000000000000000000000000000000000000000000000000000000000001",)"
              R"("mint":"0x3","gasPrice":"0x0","v":"0x0","r":"0x0","s":"0x0",)"
              R"("depositReceiptVersion":"0x1"})");
}

TEST_F(Blocks, transactions_of_the_fee_market_show_what_they_pay) {
    const auto txn =
        test.result("eth_getTransactionByHash", "[\"" + to_hex(transaction_hash(txns[0])) + "\"]");
    EXPECT_EQ(txn.at("r"), quantity(txns[0].signature.r));
    EXPECT_EQ(txn.at("s"), quantity(txns[0].signature.s));
    EXPECT_EQ(txn.at("v"), quantity(std::uint64_t{txns[0].signature.odd_y}));
    EXPECT_EQ(txn.at("yParity"), txn.at("v"));
    EXPECT_EQ(without(txn, {"blockHash", "hash", "input", "v", "r", "s", "yParity"}),
              R"({"blockNumber":"0x1","blockTimestamp":"0x6553f102",)"
              R"("from":"0xdc5b20847f43d67928f49cd4f85d696b5a7617b5",)"
              R"("gas":"0x30d40","nonce":"0x0",)"
              R"("to":"0xc000000000000000000000000000000000000001","transactionIndex":"0x1",)"
              R"("value":"0x0","type":"0x2","gasPrice":"0x3ba9fca0",)"
              R"("maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x3b9aca00",)"
              R"("accessList":[],"chainId":"0x7c00"})");
}

TEST_F(Blocks, legacy_transactions_show_eip155) {
    const auto txn =
        test.result("eth_getTransactionByHash", "[\"" + to_hex(transaction_hash(txns[1])) + "\"]");
    EXPECT_EQ(txn.at("v"), quantity(TEST_CHAIN_ID * 2 + 35 + txns[1].signature.odd_y));
    EXPECT_EQ(without(txn, {"blockHash", "hash", "v", "r", "s"}),
              R"({"blockNumber":"0x1","blockTimestamp":"0x6553f102",)"
              R"("from":"0xdc5b20847f43d67928f49cd4f85d696b5a7617b5",)"
              R"("gas":"0x186a0","input":"0x00","nonce":"0x1","to":null,)"
              R"("transactionIndex":"0x2","value":"0x0","type":"0x0","gasPrice":"0x77359400",)"
              R"("chainId":"0x7c00"})");
}

TEST_F(Blocks, transactions_that_are_not_there_are_null) {
    EXPECT_EQ(test.result("eth_getTransactionByHash", "[\"" + to_hex(Hash32{}) + "\"]"), nullptr);
    EXPECT_EQ(test.result("eth_getTransactionReceipt", "[\"" + to_hex(Hash32{}) + "\"]"), nullptr);
    EXPECT_EQ(test.result("eth_getTransactionByBlockNumberAndIndex", R"(["0x1","0x3"])"), nullptr);
    EXPECT_EQ(test.result("eth_getTransactionByBlockNumberAndIndex", R"(["0x7","0x0"])"), nullptr);
    const auto raw = hex(encode_transaction(txns[0]));
    EXPECT_EQ(test.result("eth_getRawTransactionByBlockNumberAndIndex", R"(["0x1","0x1"])"), raw);
    EXPECT_EQ(test.result("eth_getRawTransactionByBlockHashAndIndex", "[" + hash + ",\"0x1\"]"),
              raw);
}

TEST_F(Blocks, receipts_of_deposits_have_their_nonce) {
    const auto receipts = test.result("eth_getBlockReceipts", "[" + hash + "]");
    EXPECT_EQ(without(receipts.at(0), {"blockHash", "transactionHash", "logsBloom"}),
              R"({"blockNumber":"0x1","transactionIndex":"0x0",)"
              R"("from":"0xc0000000000000000000000000000000000000ff",)"
              R"("to":"0xc0000000000000000000000000000000000000fe","gasUsed":"0x52a8",)"
              R"("cumulativeGasUsed":"0x52a8","contractAddress":null,"logs":[],"type":"0x7e",)"
              R"("effectiveGasPrice":"0x0","status":"0x1","depositNonce":"0x0",)"
              R"("depositReceiptVersion":"0x1"})");
}

TEST_F(Blocks, receipts_show_what_the_chain_charged) {
    const auto receipt =
        test.result("eth_getTransactionReceipt", "[\"" + to_hex(transaction_hash(txns[0])) + "\"]");
    const auto encoded = encode_transaction(txns[0]);
    const auto state = *test.store->state_after(ref.hash);
    const auto fees = read_l1_fee_params(OpFork::jovian, *state);
    EXPECT_EQ(fees.base_fee_scalar, 1368u);
    EXPECT_EQ(receipt.at("l1Fee"), quantity(l1_data_fee(OpFork::jovian, fees, encoded)));
    EXPECT_EQ(receipt.at("l1GasUsed"), quantity(l1_data_gas(OpFork::jovian, fees, encoded)));
    EXPECT_EQ(receipt.at("blobGasUsed"), quantity(da_footprint(OpFork::jovian, fees, encoded)));
    EXPECT_EQ(receipt.at("logs").as_array().size(), 1u);
    EXPECT_EQ(without(receipt, {"blockHash", "transactionHash", "logsBloom", "logs", "l1Fee",
                                "l1GasUsed", "blobGasUsed"}),
              R"({"blockNumber":"0x1","transactionIndex":"0x1",)"
              R"("from":"0xdc5b20847f43d67928f49cd4f85d696b5a7617b5",)"
              R"("to":"0xc000000000000000000000000000000000000001","gasUsed":"0xae68",)"
              R"("cumulativeGasUsed":"0x10110","contractAddress":null,"type":"0x2",)"
              R"("effectiveGasPrice":"0x3ba9fca0","status":"0x1","l1GasPrice":"0x3b9aca00",)"
              R"("l1BlobBaseFee":"0x7","l1BaseFeeScalar":"0x558","l1BlobBaseFeeScalar":"0x2",)"
              R"("operatorFeeScalar":"0x3","operatorFeeConstant":"0x5",)"
              R"("daFootprintGasScalar":"0x190"})");
}

TEST_F(Blocks, receipts_of_creations_name_the_contract) {
    const auto receipt =
        test.result("eth_getTransactionReceipt", "[\"" + to_hex(transaction_hash(txns[1])) + "\"]");
    EXPECT_EQ(receipt.at("to"), nullptr);
    EXPECT_EQ(receipt.at("contractAddress"), hex(create_address(test.key.address(), 1)));
}

}  // namespace
}  // namespace dusk::eth
