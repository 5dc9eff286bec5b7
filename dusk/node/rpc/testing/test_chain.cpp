#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/genesis/genesis_file.hpp>
#include <dusk/node/rpc/testing/test_chain.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::eth {

Bytes logger_code() {
    return {0x60, 0x00, 0x35, 0x80, 0x60, 0x00, 0x55,  // sstore(0, calldataload(0))
            0x60, 0x00, 0x52,                          // mstore(0, word)
            0x60, 0xaa, 0x60, 0x20, 0x60, 0x00, 0xa1,  // log1(0, 32, 0xaa)
            0x00};
}
Bytes reader_code() { return {0x60, 0x00, 0x54, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xf3}; }
namespace {

Bytes reverter_code() {
    // mstore(0, Error(string) selector << 224); mstore(4, 32); mstore(36, 2); mstore(68, "no")
    return {0x63, 0x08, 0xc3, 0x79, 0xa0, 0x60, 0xe0, 0x1b, 0x60, 0x00, 0x52,  //
            0x60, 0x20, 0x60, 0x04, 0x52, 0x60, 0x02, 0x60, 0x24, 0x52,        //
            0x61, 0x6e, 0x6f, 0x60, 0xf0, 0x1b, 0x60, 0x44, 0x52,              //
            0x60, 0x64, 0x60, 0x00, 0xfd};
}
Bytes caller_code() {
    Bytes code{0x60, 0x00, 0x35, 0x60, 0x00, 0x52,                    // mstore(0, calldataload(0))
               0x60, 0x00, 0x60, 0x00, 0x60, 0x20, 0x60, 0x00, 0x60,  // out, in
               0x00, 0x73};
    append(code, LOGGER);
    append(code, Bytes{0x5a, 0xf1, 0x00});
    return code;
}

std::vector<std::pair<u256, u256>> l1_block_storage() {
    Hash32 scalars;  // base fee 1368, blob base fee 2
    scalars[18] = 0x05;
    scalars[19] = 0x58;
    scalars[23] = 2;
    Hash32 operator_fee;  // DA footprint 400, scalar 3, constant 5
    operator_fee[18] = 0x01;
    operator_fee[19] = 0x90;
    operator_fee[23] = 3;
    operator_fee[31] = 5;
    return {{1, 1'000'000'000}, {3, to_u256(scalars)}, {7, 7}, {8, to_u256(operator_fee)}};
}

std::unique_ptr<store::ChainStore> open_store(const EthereumKey& key) {
    genesis::Genesis genesis;
    genesis.chain_id = TEST_CHAIN_ID;
    genesis.forks = OpForkSchedule::all_through(OpFork::jovian);
    genesis.header.timestamp = TEST_TIME;
    genesis.header.gas_limit = 30'000'000;
    genesis.header.base_fee_per_gas = 1'000'000;
    genesis.header.extra_data = genesis::genesis_extra_data(OpFork::jovian, genesis.eip1559, 0);
    const auto add = [&](const Address& address, Bytes code) {
        genesis.alloc.push_back(
            {.address = address, .nonce = 1, .balance = 0, .code = std::move(code), .storage = {}});
    };
    add(LOGGER, logger_code());
    add(REVERTER, reverter_code());
    add(READER, reader_code());
    add(BROKEN, {0xfe});
    add(CALLER, caller_code());
    genesis.alloc[2].storage = {{0, 42}};
    genesis.alloc.push_back({.address = OP_L1_BLOCK,
                             .nonce = 1,
                             .balance = 0,
                             .code = {},
                             .storage = l1_block_storage()});
    genesis.alloc.push_back({.address = key.address(),
                             .nonce = 0,
                             .balance = ETHER * u256{1000},
                             .code = {},
                             .storage = {}});
    std::ranges::sort(genesis.alloc, {}, &genesis::GenesisAccount::address);
    auto opened = store::ChainStore::open("", genesis, {.cache_mb = 8, .in_memory = true});
    EXPECT_TRUE(opened);
    return *std::move(opened);
}

Transaction attributes_deposit(std::uint64_t block_number) {
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.source_hash = to_hash32(u256{block_number});
    txn.from = test_address(0xff);
    txn.to = test_address(0xfe);
    txn.gas_limit = 1'000'000;
    txn.mint = 3;
    txn.data = {0x09, 0x89, 0x99, 0xbe};
    return txn;
}

}  // namespace

TestChain::TestChain(RpcOptions options)
    : key(*EthereumKey::from(Hash32{{1}})),
      config(make_op_config(TEST_CHAIN_ID, OpForkSchedule::all_through(OpFork::jovian))),
      store(open_store(key)),
      chain(*store, config, native_crypto()),
      pool(store->database(), native_crypto(), {}, [this] { return now_s; }),
      backend(chain, pool, std::move(options)) {
    EXPECT_TRUE(engine::feed_pool(chain, pool));
    add_all_methods(table, backend);
}

TestChain::~TestChain() = default;

Transaction TestChain::sign(Transaction txn) {
    txn.chain_id = TEST_CHAIN_ID;
    txn.nonce = nonce_++;
    const auto signature = key.sign(signing_hash(txn));
    txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
    return txn;
}

Transaction TestChain::call(const Address& to, Bytes data, u256 value) {
    Transaction txn;
    txn.type = TxnType::dynamic_fee;
    txn.gas_limit = 200'000;
    txn.to = to;
    txn.value = value;
    txn.data = std::move(data);
    txn.max_fee_per_gas = 2'000'000'000;
    txn.max_priority_fee_per_gas = 1'000'000'000;
    return sign(std::move(txn));
}

Transaction TestChain::resign(Transaction txn) {
    const auto nonce = std::exchange(nonce_, txn.nonce);
    txn = sign(std::move(txn));
    nonce_ = nonce;
    return txn;
}

Authorization TestChain::authorize(const Address& target, std::uint64_t nonce) {
    Authorization out{
        .chain_id = TEST_CHAIN_ID, .address = target, .nonce = nonce, .r = {}, .s = {}};
    const auto signature = key.sign(authorization_signing_hash(out));
    out.y_parity = signature.odd_y ? 1 : 0;
    out.r = to_u256(signature.r);
    out.s = to_u256(signature.s);
    return out;
}

BlockRef TestChain::build_on(const BlockRef& parent, std::vector<Transaction> txns,
                             std::uint64_t time_step) {
    const auto parent_header = **store->header(parent.hash);
    const auto view = *store->state_after(parent.hash);
    BlockEnv env{
        .number = parent.number + 1,
        .timestamp = parent_header.timestamp + time_step,
        .gas_limit = 30'000'000,
        .coinbase = OP_SEQUENCER_FEE_VAULT,
        .prev_randao = {{7}},
        .base_fee = next_base_fee(config, parent_header, parent_header.timestamp + time_step),
        .parent_hash = parent.hash,
        .parent_beacon_block_root = Hash32{},
        .excess_blob_gas = 0};
    const engine::AncestorHashes hashes(*store, parent);
    BlockExecutor executor(config, env, *view, native_crypto(), hashes);
    executor.begin();
    txns.insert(txns.begin(), attributes_deposit(env.number));
    store::ExecutedBlock block;
    for (auto& txn : txns) {
        const auto sender = *recover_sender(txn, native_crypto());
        const auto outcome = executor.execute(txn, sender);
        EXPECT_TRUE(outcome) << (outcome ? "" : to_string(outcome.error()));
        block.body.senders.push_back(sender);
    }
    auto result = *executor.finish();
    const auto nodes = *store->nodes_after(parent.hash);
    const auto update = *apply_state_diff(parent_header.state_root, result.diff, *nodes);
    SealInput seal{
        .state_root = update.state_root,
        .extra_data = op_extra_data_for(config, env.timestamp, 0, 0, 0),
        .transactions = txns,
        .withdrawals = {},
        .message_passer_root = *message_passer_root(parent_header.state_root, update, *nodes)};
    block.header = seal_header(executor.rules(), env, result, seal);
    block.hash = header_hash(block.header);
    block.body.transactions = std::move(txns);
    block.body.withdrawals.emplace();
    block.receipts = std::move(result.receipts);
    block.diff = std::move(result.diff);
    block.nodes = update.nodes;
    const BlockRef ref{block.hash, block.header.number};
    EXPECT_TRUE(chain.insert_built(std::make_shared<const store::ExecutedBlock>(std::move(block))));
    return ref;
}

BlockRef TestChain::add_block(std::vector<Transaction> txns) {
    const auto ref = build_on(store->head(), std::move(txns));
    EXPECT_TRUE(chain.set_forkchoice(ref.hash, {}, {}));
    return ref;
}

std::string TestChain::ask(std::string_view method, std::string_view params,
                           rpc::SubscriptionHost* host) {
    const auto request = std::string(R"({"jsonrpc":"2.0","id":1,"method":")") +
                         std::string(method) + R"(","params":)" + std::string(params) + "}";
    auto answer = rpc::handle(table, request, {}, host);
    constexpr std::string_view HEAD = R"({"jsonrpc":"2.0","id":1,)";
    EXPECT_TRUE(answer.starts_with(HEAD)) << answer;
    return "{" + answer.substr(HEAD.size());
}

Value TestChain::result(std::string_view method, std::string_view params) {
    const auto answer = boost::json::parse(ask(method, params));
    const auto* found = answer.as_object().if_contains("result");
    EXPECT_NE(found, nullptr) << answer;
    return found == nullptr ? Value() : *found;
}

std::string TestChain::error(std::string_view method, std::string_view params) {
    const auto answer = boost::json::parse(ask(method, params));
    const auto* found = answer.as_object().if_contains("error");
    EXPECT_NE(found, nullptr) << answer;
    if (found == nullptr) return {};
    const auto& object = found->as_object();
    auto text = std::to_string(object.at("code").as_int64()) + " " +
                std::string(object.at("message").as_string());
    if (const auto* data = object.if_contains("data")) text += " " + std::string(data->as_string());
    return text;
}

std::string raw_param(const Transaction& txn) {
    return "[\"" + to_hex(encode_transaction(txn)) + "\"]";
}

}  // namespace dusk::eth
