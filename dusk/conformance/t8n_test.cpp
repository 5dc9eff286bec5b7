// The transition tool: blocks of public blockchain tests, turned into its inputs, give the roots of
// their headers, and the state that it puts out is taken as the next block's.
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/conformance/blockchaintest.hpp>
#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/networks.hpp>
#include <dusk/conformance/t8n.hpp>
#include <dusk/core/chain/execute_block.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;

/// The name of the fork that rules at `timestamp` in a network with a transition.
std::string fork_at(std::string network, std::uint64_t timestamp) {
    constexpr std::string_view TRANSITION = "AtTime15k";
    if (!network.ends_with(TRANSITION)) return network;
    network.erase(network.size() - TRANSITION.size());
    const auto to = network.find("To");
    return timestamp >= 15'000 ? network.substr(to + 2) : network.substr(0, to);
}

json::object env_of(const Block& block, const Header& parent,
                    const std::vector<Hash32>& block_hashes) {
    const auto& header = block.header;
    json::object hashes;
    for (std::size_t i = 0; i < block_hashes.size(); ++i)
        hashes[std::to_string(i)] = to_hex(block_hashes[i]);
    json::object env{{"currentCoinbase", to_hex(header.coinbase)},
                     {"currentGasLimit", std::to_string(header.gas_limit)},
                     {"currentNumber", to_hex_quantity(header.number)},
                     {"currentTimestamp", header.timestamp},
                     {"currentRandom", to_hex(header.prev_randao)},
                     {"currentDifficulty", to_hex_quantity(header.difficulty)},
                     {"parentGasUsed", to_hex_quantity(parent.gas_used)},
                     {"parentGasLimit", to_hex_quantity(parent.gas_limit)},
                     {"blockHashes", std::move(hashes)}};
    if (parent.base_fee_per_gas) env["parentBaseFee"] = to_hex_quantity(*parent.base_fee_per_gas);
    if (parent.excess_blob_gas) {
        env["parentExcessBlobGas"] = to_hex_quantity(*parent.excess_blob_gas);
        env["parentBlobGasUsed"] = to_hex_quantity(*parent.blob_gas_used);
    }
    if (header.parent_beacon_block_root)
        env["parentBeaconBlockRoot"] = to_hex(*header.parent_beacon_block_root);
    json::array withdrawals;
    for (const auto& w : block.withdrawals.value_or(std::vector<Withdrawal>{}))
        withdrawals.push_back(json::object{{"index", to_hex_quantity(w.index)},
                                           {"validatorIndex", to_hex_quantity(w.validator_index)},
                                           {"address", to_hex(w.address)},
                                           {"amount", to_hex_quantity(w.amount_gwei)}});
    env["withdrawals"] = std::move(withdrawals);
    return env;
}

/// The transactions as a body has them.
std::string rlp_of(const Block& block) {
    Bytes payload;
    for (const auto& txn : block.transactions) {
        const auto encoded = encode_transaction(txn);
        if (txn.type == TxnType::legacy) {
            append(payload, encoded);
        } else {
            rlp::encode(payload, BytesView{encoded});
        }
    }
    return to_hex(rlp::encode_list(payload));
}

void expect_hash(const json::object& result, const char* name, const Hash32& want) {
    ASSERT_TRUE(result.contains(name)) << name;
    EXPECT_EQ(result.at(name).as_string(), to_hex(want)) << name;
}

void expect_header(const T8nOutput& output, const Block& block) {
    const auto& header = block.header;
    const auto& result = output.result;
    expect_hash(result, "stateRoot", header.state_root);
    expect_hash(result, "txRoot", header.transactions_root);
    expect_hash(result, "receiptsRoot", header.receipts_root);
    if (header.withdrawals_root) expect_hash(result, "withdrawalsRoot", *header.withdrawals_root);
    if (header.requests_hash) expect_hash(result, "requestsHash", *header.requests_hash);
    EXPECT_EQ(result.at("logsBloom").as_string(), to_hex(header.logs_bloom));
    EXPECT_EQ(result.at("gasUsed").as_string(), to_hex_quantity(header.gas_used));
    if (header.base_fee_per_gas) {
        EXPECT_EQ(result.at("currentBaseFee").as_string(),
                  to_hex_quantity(*header.base_fee_per_gas));
    }
    if (header.excess_blob_gas) {
        EXPECT_EQ(result.at("currentExcessBlobGas").as_string(),
                  to_hex_quantity(*header.excess_blob_gas));
        EXPECT_EQ(result.at("blobGasUsed").as_string(), to_hex_quantity(*header.blob_gas_used));
    }
    EXPECT_EQ(output.body, rlp_of(block));
}

/// Runs each valid block of a case through the tool; returns how many.
int run_case(const json::value& test) {
    json::value alloc = get(test, "pre");
    const auto genesis = decode_block(as_bytes_field(get(test, "genesisRLP")));
    auto parent = genesis->header;
    std::vector<Hash32> hashes{header_hash(parent)};
    T8nRules rules;
    rules.chain_id = as_u64(get(get(test, "config"), "chainid"));
    int count = 0;
    for (const auto& entry : get(test, "blocks").as_array()) {
        if (find(entry, "expectException") != nullptr) continue;
        const auto block = decode_block(as_bytes_field(get(entry, "rlp")));
        rules.fork =
            fork_at(std::string{get(test, "network").as_string()}, block->header.timestamp);
        // Proof of work pays for the block (EIP-1234).
        const bool has_reward = *revision_by_name(rules.fork) < evm::Revision::paris;
        rules.reward = has_reward ? 2'000'000'000'000'000'000 : -1;
        auto output = transition(
            rules, {std::move(alloc), env_of(*block, parent, hashes), json::value(rlp_of(*block))});
        expect_header(output, *block);
        alloc = std::move(output.alloc);
        parent = block->header;
        hashes.push_back(header_hash(parent));
        ++count;
    }
    return count;
}

TEST(t8n, blocks_of_public_tests_get_the_roots_of_their_headers) {
    DUSK_VECTORS_OR_SKIP(folder, "eest-blockchain-tests");
    const auto root = folder / "blockchain_tests";
    int count = 0;
    for (const auto& path :
         fixture_files({(root / "cancun" / "eip4788_beacon_root").string(),
                        (root / "cancun" / "eip5656_mcopy").string(),
                        (root / "prague" / "eip6110_deposits").string(),
                        (root / "osaka" / "eip7918_blob_reserve_price").string(),
                        (root / "osaka" / "eip7939_count_leading_zeros").string()})) {
        const auto file = read_json(path);
        for (const auto& [id, test] : file.as_object()) {
            SCOPED_TRACE(std::string{id});
            count += run_case(test);
            if (::testing::Test::HasFailure()) return;
        }
    }
    EXPECT_GE(count, 100);
}

std::string_view text(const json::value& value) { return value.as_string(); }

json::object small_env() {
    return {{"currentCoinbase", "0x2adc25665018aa1fe0e6bc666dac8fc2697ff9ba"},
            {"currentGasLimit", "0x1c9c380"},
            {"currentNumber", "1"},
            {"currentTimestamp", "1000"},
            {"currentRandom", "0x0"},
            {"currentDifficulty", "0x20000"},
            {"currentBaseFee", "0x7"},
            {"parentBeaconBlockRoot",
             "0x0000000000000000000000000000000000000000000000000000000000000000"},
            {"blockHashes",
             {{"0", "0x0000000000000000000000000000000000000000000000000000000000000001"}}}};
}

/// The account of secret key 0x45a9…d8d8, of EIP tests.
constexpr const char* SENDER = "0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b";
constexpr const char* SECRET = "0x45a915e4d060149eb4365960e6a7a45f334393093061116b197e3240065ff2d8";

json::object small_txn() {
    return {{"nonce", "0x0"},     {"gasPrice", "0xa"},
            {"gas", "0x186a0"},   {"value", "0x1"},
            {"input", "0x"},      {"to", "0x1111111111111111111111111111111111111111"},
            {"secretKey", SECRET}};
}

T8nInput small_input() {
    return {.alloc = json::object{{SENDER, {{"balance", "0x3b9aca00"}}}},
            .env = small_env(),
            .txs = json::array{small_txn()}};
}

TEST(t8n, signs_with_a_secret_key_and_lists_what_it_rejects) {
    auto input = small_input();
    auto second = small_txn();
    second["nonce"] = "0x5";
    input.txs.as_array().push_back(second);
    const auto output = transition({.fork = "London", .reward = -1}, input);
    EXPECT_EQ(output.result.at("receipts").as_array().size(), 1u);
    EXPECT_EQ(text(output.result.at("gasUsed")), "0x5208");
    const auto& rejected = output.result.at("rejected").as_array();
    ASSERT_EQ(rejected.size(), 1u);
    EXPECT_EQ(rejected[0].at("index").to_number<int>(), 1);
    EXPECT_EQ(text(rejected[0].at("error")), "nonce too high");
    // 21000 gas at 10 wei, and 1 wei.
    EXPECT_EQ(text(output.alloc.at(SENDER).at("balance")),
              to_hex_quantity(u256{1'000'000'000 - 210'001}));
    EXPECT_EQ(text(output.alloc.at(SENDER).at("nonce")), "0x1");
}

TEST(t8n, pays_the_reward_and_the_ommers) {
    auto input = small_input();
    input.txs = json::array{};
    input.env.as_object()["ommers"] = json::array{
        json::object{{"delta", 1}, {"address", "0xdddddddddddddddddddddddddddddddddddddddd"}}};
    const auto output = transition({.fork = "Istanbul", .reward = 32}, input);
    EXPECT_EQ(text(output.alloc.at("0x2adc25665018aa1fe0e6bc666dac8fc2697ff9ba").at("balance")),
              "0x21");
    EXPECT_EQ(text(output.alloc.at("0xdddddddddddddddddddddddddddddddddddddddd").at("balance")),
              "0x1c");
    EXPECT_EQ(text(output.result.at("currentDifficulty")), "0x20000");
}

TEST(t8n, receipts_state_the_root_before_byzantium) {
    const auto old = transition({.fork = "EIP158", .reward = -1}, small_input());
    const auto& receipt = old.result.at("receipts").as_array()[0];
    EXPECT_EQ(text(receipt.at("root")), text(old.result.at("stateRoot")));
    const auto later = transition({.fork = "Byzantium", .reward = -1}, small_input());
    EXPECT_NE(text(later.result.at("receiptsRoot")), text(old.result.at("receiptsRoot")));
}

TEST(t8n, knows_the_op_stacks_forks_and_deposits) {
    auto input = small_input();
    input.txs = json::array{json::object{{"type", "0x7e"},
                                         {"sourceHash", to_hex(Hash32{})},
                                         {"from", SENDER},
                                         {"to", "0x1111111111111111111111111111111111111111"},
                                         {"mint", "0x64"},
                                         {"value", "0x3b9aca64"},
                                         {"gas", "0x5208"},
                                         {"input", "0x"},
                                         {"isSystemTx", false}}};
    const auto output = transition({.fork = "Jovian", .chain_id = 744, .reward = -1}, input);
    const auto& receipt = output.result.at("receipts").as_array()[0];
    EXPECT_EQ(text(receipt.at("type")), "0x7e");
    EXPECT_EQ(text(receipt.at("status")), "0x1");
    EXPECT_EQ(text(receipt.at("depositNonce")), "0x0");
    EXPECT_EQ(text(output.alloc.at("0x1111111111111111111111111111111111111111").at("balance")),
              "0x3b9aca64");
}

TEST(t8n, traces_each_transaction) {
    auto input = small_input();
    input.alloc.as_object()["0x1111111111111111111111111111111111111111"] =
        json::object{{"code", "0x600160015500"}};
    std::string trace;
    transition({.fork = "Cancun", .reward = -1}, input, {}, [&](std::size_t, const Hash32&) {
        return [&](std::string_view line) { trace += line; };
    });
    EXPECT_EQ(
        trace,
        R"({"pc":0,"op":96,"gas":"0x13498","memSize":0,"depth":1,"refund":0,"opName":"PUSH1","stack":[],"gasCost":"0x3"}
{"pc":2,"op":96,"gas":"0x13495","memSize":0,"depth":1,"refund":0,"opName":"PUSH1","stack":["0x1"],"gasCost":"0x3"}
{"pc":4,"op":85,"gas":"0x13492","memSize":0,"depth":1,"refund":0,"opName":"SSTORE","stack":["0x1","0x1"],"gasCost":"0x5654"}
{"pc":5,"op":0,"gas":"0xde3e","memSize":0,"depth":1,"refund":0,"opName":"STOP","stack":[],"gasCost":"0x0"}
{"output":"","gasUsed":"0xa862"}
)");
}

TEST(t8n, refuses_bad_inputs_with_geths_exit_codes) {
    const auto fault_of = [](const T8nRules& rules, const T8nInput& input) {
        try {
            transition(rules, input);
        } catch (const T8nError& error) {
            return error.fault;
        }
        return T8nFault{};
    };
    EXPECT_EQ(fault_of({.fork = "Nowhere"}, small_input()), T8nFault::config);
    auto input = small_input();
    input.env.as_object().erase("currentRandom");
    EXPECT_EQ(fault_of({}, input), T8nFault::config);
    input = small_input();
    // BLOCKHASH of a block that no hash is given for: 5 of 10.
    input.env.as_object()["currentNumber"] = "10";
    input.alloc.as_object()["0x1111111111111111111111111111111111111111"] =
        json::object{{"code", "0x60054000"}};
    EXPECT_EQ(fault_of({.fork = "Cancun", .reward = -1}, input), T8nFault::missing_block_hash);
    input.env = json::array{};
    EXPECT_THROW(transition({}, input), FixtureError);
}

}  // namespace
}  // namespace dusk::conformance
