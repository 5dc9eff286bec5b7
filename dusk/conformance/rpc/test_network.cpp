#include <fmt/format.h>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/rpc/ethereum_genesis.hpp>
#include <dusk/conformance/rpc/test_network.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/rpc/methods.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::conformance {
namespace {

using evm::Revision;

constexpr std::size_t CHAIN_FILE_SIZE_MAX = 256 * 1024 * 1024;
constexpr std::uint64_t GWEI_PER_ETHER = 1'000'000'000;

std::vector<Block> read_chain(const std::string& path) {
    const auto text = config::read_file(path, CHAIN_FILE_SIZE_MAX);
    if (!text) throw FixtureError("chain.rlp cannot be read");
    auto rest = as_bytes(*text);
    std::vector<Block> out;
    while (!rest.empty()) {
        const auto from = rest;
        if (!rlp::take_item(rest)) throw FixtureError("chain.rlp is no row of blocks");
        auto block = decode_block(from.first(from.size() - rest.size()));
        if (!block) throw FixtureError("a block of chain.rlp does not decode");
        out.push_back(*std::move(block));
    }
    return out;
}

/// What proof of work earns (yellow paper 11.3; EIP-649, EIP-1234), in the form of withdrawals,
/// which the executor pays at the same moment.
std::vector<Withdrawal> rewards(const Block& block, Revision revision) {
    std::vector<Withdrawal> out = block.withdrawals.value_or(std::vector<Withdrawal>{});
    if (block.header.difficulty.is_zero()) return out;
    const auto ether = revision >= Revision::constantinople ? 2u
                       : revision >= Revision::byzantium    ? 3u
                                                            : 5u;
    const auto base = ether * GWEI_PER_ETHER;
    auto miner = base;
    for (const auto& ommer : block.ommers) {
        const auto age = block.header.number - ommer.number;
        out.push_back({.address = ommer.coinbase, .amount_gwei = base * (8 - age) / 8});
        miner += base / 32;
    }
    out.push_back({.address = block.header.coinbase, .amount_gwei = miner});
    return out;
}

[[noreturn]] void refuse(const Block& block, std::string_view what) {
    throw FixtureError(fmt::format("block {}: {}", block.header.number, what));
}

}  // namespace

TestNetwork::TestNetwork(const std::string& folder) {
    const auto genesis = read_json(folder + "/genesis.json");
    const auto blocks = read_chain(folder + "/chain.rlp");
    config_ = ethereum_config(genesis, blocks);
    auto opened =
        store::ChainStore::open("", ethereum_genesis(genesis), {.cache_mb = 8, .in_memory = true});
    if (!opened) throw FixtureError(opened.error().message);
    store_ = *std::move(opened);
    chain_ = std::make_unique<engine::Chain>(*store_, config_, native_crypto());
    for (const auto& block : blocks) import(block);

    const auto forkchoice = read_json(folder + "/headfcu.json");
    const auto& state = get(forkchoice, "params").as_array().at(0);
    const auto head = as_hash(get(state, "headBlockHash"));
    if (!chain_->set_forkchoice(head, as_hash(get(state, "safeBlockHash")),
                                as_hash(get(state, "finalizedBlockHash"))))
        throw FixtureError("the head is not on the chain");
    const auto now_s = blocks.back().header.timestamp;
    pool_ = std::make_unique<pool::TxnPool>(store_->database(), native_crypto(), pool::PoolLimits{},
                                            [now_s] { return now_s; });
    if (!engine::feed_pool(*chain_, *pool_)) throw FixtureError("the pool has no head");
    eth::RpcOptions options;
    options.fork_blocks = fork_blocks(genesis);
    options.deposit_contract = as_address(get(get(genesis, "config"), "depositContractAddress"));
    // op-geth's limits on tips are those of its own chains.
    options.tip_min_wei = 0;
    backend_ = std::make_unique<eth::EthBackend>(*chain_, *pool_, std::move(options));
    eth::add_all_methods(table_, *backend_);
}

void TestNetwork::import(const Block& block) {
    const auto& header = block.header;
    const store::BlockRef parent_ref{header.parent_hash, header.number - 1};
    const auto parent = store_->header(parent_ref.hash);
    if (!parent || !*parent) refuse(block, "its parent is not known");
    const auto view = store_->state_after(parent_ref.hash);
    if (!view) refuse(block, view.error().message);
    const engine::AncestorHashes hashes(*store_, parent_ref);
    BlockExecutor executor(config_, block_env(header), **view, native_crypto(), hashes);
    const auto nodes = store_->nodes_after(parent_ref.hash);
    if (!nodes) refuse(block, nodes.error().message);
    const auto root_of = [&](const StateDiff& diff) {
        auto update = apply_state_diff((*parent)->state_root, diff, **nodes);
        if (!update) refuse(block, "a trie node is missing");
        return *std::move(update);
    };
    store::ExecutedBlock out;
    std::vector<Hash32> roots;
    executor.begin();
    for (const auto& txn : block.transactions) {
        const auto sender = recover_sender(txn, native_crypto());
        if (!sender) refuse(block, "a signature is bad");
        const auto outcome = executor.execute(txn, *sender);
        if (!outcome) refuse(block, to_string(outcome.error()));
        out.body.senders.push_back(*sender);
        if (executor.rules().revision < Revision::byzantium)
            roots.push_back(root_of(executor.state().build_diff()).state_root);
    }
    auto result = executor.finish(rewards(block, executor.rules().revision));
    if (!result) refuse(block, "a system call failed");
    for (std::size_t i = 0; i < roots.size(); ++i) result->receipts[i].post_state = roots[i];
    auto update = root_of(result->diff);
    if (result->gas_used != header.gas_used) refuse(block, "another use of gas");
    if (receipts_root(result->receipts) != header.receipts_root) refuse(block, "other receipts");
    if (update.state_root != header.state_root) refuse(block, "another state root");
    out.hash = header_hash(header);
    out.header = header;
    out.body.transactions = block.transactions;
    out.body.withdrawals = block.withdrawals;
    out.body.ommers = block.ommers;
    out.receipts = std::move(result->receipts);
    out.diff = std::move(result->diff);
    out.nodes = std::move(update.nodes);
    if (const auto kept = store_->insert(out); !kept) refuse(block, kept.error().message);
    if (!chain_->set_forkchoice(out.hash, {}, {})) refuse(block, "it cannot become the head");
}

}  // namespace dusk::conformance
