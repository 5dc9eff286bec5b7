// history-bench FOLDER: makes a chain on disk through the Engine API, as a sequencer does, and
// measures what its state costs: import, size, memory, and reads and proofs at the head and deep in
// history. Each transaction is a deposit that mints to a new account; every other one also moves
// tokens, two slots of one contract. Prints a table; the folder can be measured again.
//
//   history-bench FOLDER [--accounts N] [--blocks N] [--cache MB] [--window N] [--archive]
//                        [--samples N] [--only-measure] [--prune] [--unwind N]
#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <random>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <time.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/trie/proof.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/engine/engine.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    std::string folder;
    std::uint64_t accounts = 100'000;
    std::uint64_t blocks = 1'000;
    std::uint64_t samples = 2'000;
    std::size_t cache_mb = 256;
    std::uint64_t window = store::HISTORY_BLOCKS_DEFAULT;
    bool archive = false;
    bool only_measure = false;
    bool prune = false;
    std::uint64_t unwind = 0;
};

/// transfer(to, amount) of a token, words without selector (batched_chain.hpp).
constexpr std::string_view TOKEN_CODE =
    "335f5260405f208054602035900390555f355f5260405f20805460203501905560"
    "20355f525f35337fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60205fa300";
constexpr Address TOKEN{{0x70, 0x6b, 0x6e}};

Address account_of(std::uint64_t number) {
    Bytes input = to_bytes(as_bytes("account"));
    append_be(input, number);
    return Address::from_right(keccak256(input));
}
/// The token's slot of `holder`.
u256 slot_of(const Address& holder) {
    Bytes input = to_bytes(to_hash32(to_u256(holder)));
    input.resize(64);
    return to_u256(keccak256(input));
}

genesis::Genesis make_genesis() {
    genesis::NewRollup decisions;
    decisions.l1_chain_id = 250;
    decisions.l1_start = {.hash = Hash32{{1}}, .number = 7, .time = 1'700'000'000};
    decisions.system_config.gas_limit = 60'000'000;
    auto genesis = genesis::make_rollup(decisions, native_crypto()).genesis;
    genesis.alloc.push_back(
        {.address = TOKEN, .nonce = 1, .balance = 0, .code = *from_hex(TOKEN_CODE), .storage = {}});
    std::ranges::sort(genesis.alloc, {}, &genesis::GenesisAccount::address);
    return genesis;
}

/// An execution node over the folder.
struct Node {
    explicit Node(const Options& options)
        : genesis(make_genesis()),
          store(open(genesis, options)),
          config(make_op_config(genesis.chain_id, genesis.forks)),
          chain(*store, config, native_crypto()),
          pool(store->database(), native_crypto(), {},
               [time = genesis.header.timestamp] { return time; }),
          engine(chain, pool) {
        DUSK_CHECK(engine::feed_pool(chain, pool).has_value());
    }

    static std::unique_ptr<store::ChainStore> open(const genesis::Genesis& genesis,
                                                   const Options& options) {
        auto opened = store::ChainStore::open(options.folder, genesis,
                                              {.cache_mb = options.cache_mb,
                                               .archive = options.archive,
                                               .history_blocks = options.window});
        if (!opened) {
            fmt::print(stderr, "{}\n", opened.error().message);
            std::exit(1);
        }
        return *std::move(opened);
    }

    genesis::Genesis genesis;
    std::unique_ptr<store::ChainStore> store;
    ChainConfig config;
    engine::Chain chain;
    pool::TxnPool pool;
    engine::Engine engine;
};

/// Mints to account `number`, or from it moves tokens to the one before.
Bytes deposit(std::uint64_t number, bool moves_tokens) {
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.source_hash = keccak256(to_hash32(u256{number}));
    txn.from = account_of(number);
    txn.mint = u256{1'000'000'000'000'000'000} + u256{number};
    txn.to = txn.from;
    txn.gas_limit = 100'000;
    if (moves_tokens) {
        txn.to = TOKEN;
        append(txn.data, to_hash32(to_u256(account_of(number / 2))));
        append(txn.data, to_hash32(u256{number + 1}));
    }
    return encode_transaction(txn);
}

void add_block(Node& node, std::uint64_t first, std::uint64_t count) {
    const auto head = node.store->head();
    const auto parent = **node.store->header(head.hash);
    rollup::PayloadAttributes attributes;
    attributes.timestamp = parent.timestamp + 2;
    attributes.parent_beacon_block_root = Hash32{};
    attributes.withdrawals.emplace();
    attributes.gas_limit = 60'000'000;
    attributes.eip_1559_params.emplace();
    attributes.min_base_fee = 0;
    for (auto i = first; i < first + count; ++i)
        attributes.transactions.push_back(deposit(i, i % 2 == 1));
    const auto started = node.engine.forkchoice_updated({head.hash, {}, {}}, attributes);
    DUSK_CHECK(started && started->payload_id);
    const auto built = node.engine.get_payload(*started->payload_id);
    DUSK_CHECK(built.has_value());
    DUSK_CHECK(node.engine.new_payload(*built).kind == sources::PayloadStatusKind::valid);
    // Final is an hour behind, as on L1.
    const auto final_number = head.number > 1'800 ? head.number - 1'800 : 0;
    const auto final_hash = **node.store->canonical_hash(final_number);
    DUSK_CHECK(
        node.engine
            .forkchoice_updated({built->payload.block_hash, final_hash, final_hash}, std::nullopt)
            .has_value());
}

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double resident_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

void row(const std::string& what, const std::string& figure) {
    fmt::print("| {} | {} |\n", what, figure);
    std::fflush(stdout);
}

/// Processor time of this thread, in ms.
double processor_ms() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double percentile(std::vector<double>& values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// Median and 99th percentile of what `work` takes, over samples. Processor time aside, because
/// others may use the machine.
template <class Work>
std::string percentiles(std::uint64_t samples, Work&& work) {
    std::vector<double> wall;
    std::vector<double> processor;
    for (std::uint64_t i = 0; i < samples; ++i) {
        const auto start = Clock::now();
        const auto busy = processor_ms();
        work();
        processor.push_back(processor_ms() - busy);
        wall.push_back(seconds_since(start) * 1e3);
    }
    return fmt::format("p50 {:.3f} ms, p99 {:.3f} ms (of the processor: {:.3f}, {:.3f})",
                       percentile(wall, 0.5), percentile(wall, 0.99), percentile(processor, 0.5),
                       percentile(processor, 0.99));
}

void generate(Node& node, const Options& options) {
    const auto per_block = std::max<std::uint64_t>(options.accounts / options.blocks, 1);
    const auto start = Clock::now();
    const auto first = node.store->head().number;
    for (auto i = first; i < options.blocks; ++i) {
        add_block(node, i * per_block, per_block);
        if ((i + 1) % 1'000 == 0)
            fmt::print(stderr, "block {}, {:.0f} s, {:.0f} MB\n", i + 1, seconds_since(start),
                       resident_mb());
    }
    const auto taken = seconds_since(start);
    const auto made = static_cast<double>(options.blocks - first);
    row("blocks built and imported, each of " + std::to_string(per_block) + " deposits",
        fmt::format("{:.0f} in {:.0f} s, {:.2f} ms a block", made, taken, taken / made * 1e3));
}

/// What eth_getProof of an account and one token balance reads, with the block's tries opened anew.
void prove_one(const store::ChainStore& store, const Header& header, const Hash32& hash,
               const Address& holder) {
    const auto nodes = store.nodes_after(hash);
    DUSK_CHECK(nodes.has_value());
    DUSK_CHECK(prove(header.state_root, keccak256(holder), **nodes).has_value());
    const auto token_key = keccak256(TOKEN);
    DUSK_CHECK(prove(header.state_root, token_key, **nodes).has_value());
    const auto token = read_trie_account(header.state_root, TOKEN, **nodes);
    DUSK_CHECK(token && *token);
    DUSK_CHECK(prove((*token)->storage_root, keccak256(to_hash32(slot_of(holder))),
                     StorageNodes{**nodes, token_key})
                   .has_value());
}

void measure_at(const store::ChainStore& store, const Options& options, std::uint64_t number,
                const std::string& name) {
    std::mt19937_64 random{number};
    const auto hash = **store.canonical_hash(number);
    const auto header = **store.header(hash);
    row("balance and token balance, " + name, percentiles(options.samples, [&] {
            const auto view = store.state_after(hash);
            const auto address = account_of(random() % options.accounts);
            (void)(*view)->account(address);
            (void)(*view)->storage(TOKEN, slot_of(address));
            DUSK_CHECK((*view)->ok());
        }));
    row("eth_getProof of account and slot, " + name, percentiles(options.samples, [&] {
            prove_one(store, header, hash, account_of(random() % options.accounts));
        }));
}

void measure_any_depth(const store::ChainStore& store, const Options& options) {
    std::mt19937_64 random{1};
    const auto head = store.head().number;
    const auto oldest = store.oldest_state();
    row("eth_getProof of account and slot, any block of the window",
        percentiles(options.samples, [&] {
            const auto hash = **store.canonical_hash(oldest + random() % (head - oldest + 1));
            prove_one(store, **store.header(hash), hash, account_of(random() % options.accounts));
        }));
}

void measure_root(const store::ChainStore& store, const Options& options, std::uint64_t count) {
    const auto hash = store.head().hash;
    const auto root = (*store.header(hash))->state_root;
    std::mt19937_64 random{count};
    row(fmt::format("state root of {} changed accounts", count), percentiles(50, [&] {
            StateDiff diff;
            for (std::uint64_t i = 0; i < count; ++i)
                diff.accounts.push_back({.address = account_of(random() % options.accounts),
                                         .account = Account{.nonce = random() % 1000},
                                         .storage = {}});
            std::ranges::sort(diff.accounts, {}, &AccountDiff::address);
            const auto same = std::ranges::unique(diff.accounts, {}, &AccountDiff::address);
            diff.accounts.erase(same.begin(), same.end());
            const auto nodes = store.nodes_after(hash);
            DUSK_CHECK(apply_state_diff(root, diff, **nodes).has_value());
        }));
}

void measure(store::ChainStore& store, const Options& options) {
    const auto head = store.head().number;
    for (const std::uint64_t count : {100U, 1'000U}) measure_root(store, options, count);
    for (const std::uint64_t depth : {0U, 10U, 100U, 1'000U, 5'000U, 10'000U})
        if (depth <= head && head - depth >= store.oldest_state())
            measure_at(store, options, head - depth,
                       depth == 0 ? "head" : std::to_string(depth) + " blocks back");
    measure_any_depth(store, options);
    row("memory of the process", fmt::format("{:.0f} MB", resident_mb()));
}

/// The head goes back by `count` blocks, as in a reorganisation, and comes again.
void measure_unwind(store::ChainStore& store, std::uint64_t count) {
    const auto head = store.head();
    DUSK_CHECK(count <= head.number);
    const auto target = **store.canonical_hash(head.number - count);
    const auto timed = [&](const std::string& what, const Hash32& to) {
        const auto start = Clock::now();
        const auto busy = std::clock();
        DUSK_CHECK(store.set_head(to).has_value());
        const auto processor = static_cast<double>(std::clock() - busy) / CLOCKS_PER_SEC;
        row(fmt::format("{} {} blocks", what, count),
            fmt::format("{:.1f} s, {:.2f} ms of the processor a block, memory {:.0f} MB",
                        seconds_since(start), processor * 1e3 / static_cast<double>(count),
                        resident_mb()));
    };
    timed("head back by", target);
    timed("head forward by", head.hash);
}

void report_size(const store::ChainStore& store) {
    const auto stats = store.database().stats();
    std::uint64_t total = 0;
    for (const auto& family : stats.families) {
        total += family.disk_bytes;
        if (family.disk_bytes > 0)
            row("size of " + family.name,
                fmt::format("{:.1f} MB, {} keys", static_cast<double>(family.disk_bytes) / 1e6,
                            family.keys));
    }
    row("size of the store", fmt::format("{:.1f} MB", static_cast<double>(total) / 1e6));
}

void run(const Options& options) {
    fmt::print("| what | figure |\n| --- | --- |\n");
    if (!options.only_measure) {
        Node node(options);
        generate(node, options);
        row("memory of the process", fmt::format("{:.0f} MB", resident_mb()));
    }
    // Opened again, so that the store's caches are empty.
    const auto start = Clock::now();
    Node node(options);
    row("opened again", fmt::format("{:.2f} s", seconds_since(start)));
    if (options.prune) {
        const auto pruning = Clock::now();
        DUSK_CHECK(node.store->prune().has_value());
        row("pruned", fmt::format("{:.1f} s", seconds_since(pruning)));
    }
    row("head; oldest state",
        fmt::format("{}; {}", node.store->head().number, node.store->oldest_state()));
    report_size(*node.store);
    measure(*node.store, options);
    if (options.unwind > 0) measure_unwind(*node.store, options.unwind);
}

}  // namespace
}  // namespace dusk::bench

int main(int argc, char** argv) {
    dusk::log::set_level(dusk::log::Level::warn);
    dusk::bench::Options options;
    CLI::App app{"Makes a chain and measures its state and history"};
    app.add_option("folder", options.folder, "Folder of the store")->required();
    app.add_option("--accounts", options.accounts, "Accounts at the end")->capture_default_str();
    app.add_option("--blocks", options.blocks, "Blocks to make")->capture_default_str();
    app.add_option("--samples", options.samples, "Samples of each figure")->capture_default_str();
    app.add_option("--cache", options.cache_mb, "Megabytes of the store's caches")
        ->capture_default_str();
    app.add_option("--window", options.window, "Blocks whose state is kept")->capture_default_str();
    app.add_flag("--archive", options.archive, "Keep all states");
    app.add_flag("--only-measure", options.only_measure, "Measure the folder as it is");
    app.add_flag("--prune", options.prune, "Prune before measuring");
    app.add_option("--unwind", options.unwind, "Blocks that the head goes back and forth at last");
    CLI11_PARSE(app, argc, argv);
    dusk::bench::run(options);
    return 0;
}
