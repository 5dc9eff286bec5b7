// Parallel execution against serial: the same blocks must give the same everything.
#include <cstdlib>

#include <gtest/gtest.h>
#include <tests/support/counting_crypto.hpp>
#include <tests/support/random_txns.hpp>

#include <dusk/core/chain/fees.hpp>
#include <dusk/node/parallel/block_processor.hpp>
#include <dusk/node/parallel/senders.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::parallel {
namespace {

constexpr std::uint64_t CHAIN_ID = 31744;

class NoHashes final : public evm::BlockHashSource {
public:
    Hash32 block_hash(std::uint64_t number) const override { return to_hash32(number); }
};

bool same(const AccountDiff& a, const AccountDiff& b) {
    return a.address == b.address && a.account == b.account &&
           a.storage_cleared == b.storage_cleared && a.storage == b.storage;
}

void expect_same(const BlockResult& a, const BlockResult& b) {
    EXPECT_EQ(a.gas_used, b.gas_used);
    EXPECT_EQ(a.blob_gas_used, b.blob_gas_used);
    EXPECT_EQ(a.logs_bloom, b.logs_bloom);
    EXPECT_EQ(a.receipts, b.receipts);
    EXPECT_TRUE(std::ranges::equal(a.diff.accounts, b.diff.accounts, same));
    EXPECT_TRUE(std::ranges::equal(
        a.diff.codes, b.diff.codes, {}, [](const auto& c) { return c.first; },
        [](const auto& c) { return c.first; }));
}

/// L1Block with fees, as an attributes deposit leaves it.
void set_l1_fees(MemoryState& state) {
    state[OP_L1_BLOCK].account.nonce = 1;
    state.set_storage(OP_L1_BLOCK, u256{1}, u256{1'000});
    state.set_storage(OP_L1_BLOCK, u256{3}, (u256{2} << 96) | (u256{3} << 64));
    state.set_storage(OP_L1_BLOCK, u256{7}, u256{1});
    state.set_storage(OP_L1_BLOCK, u256{8}, (u256{400} << 96) | (u256{500} << 64) | u256{7});
}

Transaction deposit(test::RandomTxns& random) {
    return {.type = TxnType::deposit,
            .gas_limit = 30'000 + random.below(200'000),
            .to = random.contract(random.below(test::RandomTxns::CONTRACTS)),
            .value = u256{random.below(4)},
            .from = random.key(random.below(test::RandomTxns::SENDERS)).address(),
            .mint = u256{random.below(3)}};
}

struct World {
    ChainConfig config;
    BlockEnv env;
    MemoryState state;
    NoHashes hashes;
    std::vector<Transaction> txns;
    std::vector<Address> senders;

    BlockExecutor executor(const StateView& view) const {
        return {config, env, view, native_crypto(), hashes};
    }
};

/// Runs the block serially, keeping what is valid; then each way must give the same.
class Differential {
public:
    Differential(std::uint64_t seed, ChainConfig config) : random_(seed, CHAIN_ID) {
        world_.config = std::move(config);
        world_.state = random_.make_state();
        set_l1_fees(world_.state);
        world_.env.number = 300;
        world_.env.timestamp = 1'000;
        world_.env.gas_limit = 30'000'000;
        world_.env.base_fee = u256{7};
        world_.env.coinbase =
            random_.one_in(3) ? random_.key(0).address() : test::RandomTxns::coinbase();
    }

    void add_deposits(std::size_t count) {
        while (count-- > 0) {
            world_.txns.push_back(deposit(random_));
            world_.senders.push_back(world_.txns.back().from);
        }
    }
    /// Offers `count` transactions; those that serial execution takes are in the block.
    void fill(std::size_t count) {
        auto executor = world_.executor(world_.state);
        executor.begin();
        for (std::size_t i = 0; i < world_.txns.size(); ++i)
            ASSERT_TRUE(executor.execute(world_.txns[i], world_.senders[i]));
        while (count-- > 0) {
            for (std::size_t i = 0; i < test::RandomTxns::SENDERS; ++i)
                random_.set_nonce(i, executor.state().nonce(random_.key(i).address()));
            auto [txn, sender] = random_.next(world_.env.base_fee);
            const auto address = random_.key(sender).address();
            if (!executor.execute(txn, address)) continue;
            world_.txns.push_back(std::move(txn));
            world_.senders.push_back(address);
        }
    }

    RunCounts compare(WorkerPool& workers, Workspaces& workspaces) {
        const auto serial = run_serially();
        std::expected<RunCounts, BlockRun::Refusal> counts;
        const auto parallel = run_at_once(workers, workspaces, counts);
        EXPECT_EQ(serial.has_value(), parallel.has_value());
        if (serial && parallel) expect_same(*serial, *parallel);
        if (!serial && !parallel) {
            EXPECT_EQ(serial.error().error, parallel.error().error);
            EXPECT_EQ(serial.error().index, parallel.error().index);
        }
        return counts.value_or(RunCounts{});
    }

    test::RandomTxns& random() noexcept { return random_; }
    World& world() noexcept { return world_; }

private:
    using Outcome = std::expected<BlockResult, BlockRun::Refusal>;

    Outcome run_serially() {
        auto executor = world_.executor(world_.state);
        executor.begin();
        for (std::size_t i = 0; i < world_.txns.size(); ++i)
            if (const auto ran = executor.execute(world_.txns[i], world_.senders[i]); !ran)
                return std::unexpected(BlockRun::Refusal{ran.error(), i});
        return *executor.finish();
    }
    Outcome run_at_once(WorkerPool& workers, Workspaces& workspaces,
                        std::expected<RunCounts, BlockRun::Refusal>& counts) {
        const SharedView base(world_.state);
        auto executor = world_.executor(base);
        executor.begin();
        std::size_t first = 0;
        for (; first < world_.txns.size() && world_.txns[first].is_deposit(); ++first)
            (void)executor.execute(world_.txns[first], world_.senders[first]);
        const auto rest = std::span{world_.txns}.subspan(first);
        BlockRun run(executor, base, rest, std::span{world_.senders}.subspan(first), workers,
                     workspaces);
        counts = run.run();
        if (!counts)
            return std::unexpected(
                BlockRun::Refusal{counts.error().error, first + counts.error().index});
        return *executor.finish();
    }

    test::RandomTxns random_;
    World world_;
};

class BlockRunTest : public testing::Test {
protected:
    BlockRunTest() {
        for (std::size_t i = 0; i <= workers.size(); ++i)
            workspaces.push_back(std::make_unique<evm::Workspace>());
    }
    void count(const RunCounts& counts) {
        adopted += counts.adopted;
        repeated += counts.repeated;
    }

    WorkerPool workers{3};
    Workspaces workspaces;
    std::size_t adopted = 0;
    std::size_t repeated = 0;
};

ChainConfig op_config(OpFork fork) {
    return make_op_config(CHAIN_ID, OpForkSchedule::all_through(fork));
}

TEST_F(BlockRunTest, random_blocks_give_the_serial_result) {
    const auto blocks =
        std::getenv("DUSK_RANDOM_BLOCKS") ? std::stoul(std::getenv("DUSK_RANDOM_BLOCKS")) : 60;
    constexpr OpFork FORKS[] = {OpFork::jovian,  OpFork::karst,   OpFork::isthmus,
                                OpFork::ecotone, OpFork::bedrock, OpFork::canyon};
    for (std::uint64_t seed = 0; seed < blocks; ++seed) {
        SCOPED_TRACE(seed);
        Differential block(seed, op_config(FORKS[seed % std::size(FORKS)]));
        block.add_deposits(seed % 3);
        block.fill(60);
        count(block.compare(workers, workspaces));
        if (HasFailure()) return;
    }
    EXPECT_GT(adopted, 0u);
    EXPECT_GT(repeated, 0u);
}

TEST_F(BlockRunTest, ethereum_blocks_give_the_serial_result) {
    for (std::uint64_t seed = 1000; seed < 1020; ++seed) {
        SCOPED_TRACE(seed);
        ChainConfig config{.chain_id = CHAIN_ID, .op = {}, .ethereum = {{}}};
        Differential block(seed, std::move(config));
        block.fill(60);
        count(block.compare(workers, workspaces));
        if (HasFailure()) return;
    }
    EXPECT_GT(adopted, 0u);
}

TEST_F(BlockRunTest, a_transaction_that_cannot_follow_is_refused_alike) {
    for (std::uint64_t seed = 2000; seed < 2040; ++seed) {
        SCOPED_TRACE(seed);
        Differential block(seed, op_config(OpFork::jovian));
        block.fill(30);
        auto& world = block.world();
        auto& victim = world.txns[block.random().below(world.txns.size())];
        switch (seed % 4) {
            case 0:
                victim.nonce += 1;
                break;
            case 1:
                victim.gas_limit = 29'999'999;
                break;
            case 2:
                victim.value = u256{2'000'000'000'000'000'000};
                break;
            default:
                world.txns.insert(world.txns.begin() + 5, deposit(block.random()));
                world.senders.insert(world.senders.begin() + 5, world.txns[5].from);
        }
        count(block.compare(workers, workspaces));
        if (HasFailure()) return;
    }
}

TEST_F(BlockRunTest, independent_transfers_are_adopted) {
    Differential block(1, op_config(OpFork::jovian));
    auto& world = block.world();
    for (std::uint64_t nonce = 0; nonce < 20; ++nonce)
        for (std::size_t sender = 0; sender < test::RandomTxns::SENDERS; ++sender) {
            world.txns.push_back({.type = TxnType::dynamic_fee,
                                  .chain_id = CHAIN_ID,
                                  .nonce = nonce,
                                  .max_priority_fee_per_gas = 1,
                                  .max_fee_per_gas = 100,
                                  .gas_limit = 21'000,
                                  .to = to_address(u256{1'000'000 + nonce * 100 + sender}),
                                  .value = 1});
            world.senders.push_back(block.random().key(sender).address());
        }
    world.env.coinbase = test::RandomTxns::coinbase();
    count(block.compare(workers, workspaces));
    EXPECT_LT(repeated, 30u);
}

TEST(worker_pool, runs_each_index_once_and_tasks_without_threads_where_they_are_waited_for) {
    for (const unsigned threads : {0u, 1u, 3u}) {
        WorkerPool workers(threads);
        std::vector<std::atomic<int>> seen(1000);
        workers.for_each(seen.size(), [&](std::size_t i) { ++seen[i]; });
        EXPECT_TRUE(std::ranges::all_of(seen, [](const auto& n) { return n == 1; }));
        int value = 0;
        workers.start([&] { value = 7; }).get();
        EXPECT_EQ(value, 7);
    }
}

TEST(senders, are_recovered_once) {
    test::CountingCrypto crypto;
    test::RandomTxns random(5, CHAIN_ID);
    std::vector<Transaction> txns;
    std::vector<Address> want;
    for (int i = 0; i < 50; ++i) {
        auto [txn, sender] = random.next(7);
        random.included(sender);
        txns.push_back(random.sign(std::move(txn), sender));
        want.push_back(random.key(sender).address());
    }
    SenderCache cache(SENDER_CACHE_SIZE);
    WorkerPool workers(2);
    EXPECT_EQ(recover_senders(txns, crypto, cache, workers), want);
    EXPECT_EQ(recover_senders(txns, crypto, cache, workers), want);
    EXPECT_EQ(crypto.recovered, 50);
    txns[20].signature.s = {};
    EXPECT_EQ(recover_senders(txns, crypto, cache, workers), std::nullopt);
}

}  // namespace
}  // namespace dusk::parallel
