// Every built block must be what its re-execution from the parent gives, whatever was tried and
// refused while it grew (spec/known-pitfalls.md, the outage of 2026-06). The pool here believes
// that everybody is rich and that blocks have no end, so that the builder meets what a pool would
// refuse.
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>
#include <tests/support/random_txns.hpp>

#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/node/builder/payload_job.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::builder {
namespace {

constexpr std::uint64_t GENESIS_TIME = 1'700'000'000;
constexpr std::uint64_t GAS_LIMIT = 12'000'000;
constexpr std::size_t TXNS_PER_BLOCK = 120;
constexpr std::size_t BLOCKS_PER_WORLD = 25;

genesis::RollupFiles make_files(test::RandomTxns& random) {
    genesis::NewRollup decisions;
    decisions.l1_chain_id = 250;
    decisions.l1_start = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME};
    decisions.system_config.scalar = rollup::encode_ecotone_scalar({1368, 810'949});
    decisions.system_config.operator_fee_params = rollup::encode_operator_fee({1000, 77});
    decisions.system_config.gas_limit = GAS_LIMIT;
    auto files = genesis::make_rollup(decisions, native_crypto());
    const auto state = random.make_state();
    for (const auto& [address, entry] : state.entries())
        files.genesis.alloc.push_back({.address = address,
                                       .nonce = entry.account.nonce,
                                       .balance = entry.account.balance,
                                       .code = *state.code(entry.account.code_hash),
                                       .storage = {entry.storage.begin(), entry.storage.end()}});
    std::ranges::sort(files.genesis.alloc, {}, &genesis::GenesisAccount::address);
    return files;
}

/// The state as the pool is to see it: balances without end; of every third account an old nonce.
class GenerousState final : public StateView {
public:
    explicit GenerousState(std::unique_ptr<StateView> state) : state_(std::move(state)) {}
    std::optional<Account> account(const Address& address) const override {
        auto account = state_->account(address).value_or(Account{});
        account.balance = u256{1} << 200;
        if (address[19] % 3 == 0) account.nonce -= std::min<std::uint64_t>(account.nonce, 1);
        return account;
    }
    u256 storage(const Address& address, const u256& slot) const override {
        return state_->storage(address, slot);
    }
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override {
        return state_->code(code_hash);
    }
    bool has_storage(const Address& address) const override { return state_->has_storage(address); }

private:
    std::unique_ptr<StateView> state_;
};

class World {
public:
    explicit World(std::uint64_t seed)
        : random_(seed, genesis::NewRollup{}.l2_chain_id),
          files_(make_files(random_)),
          store_(*store::ChainStore::open("", files_.genesis, {.in_memory = true})),
          config_(make_op_config(files_.genesis.chain_id, files_.genesis.forks)),
          chain_(*store_, config_, native_crypto()),
          processor_({.threads = 2, .parallel = true}) {}

    struct Counts {
        std::size_t offered = 0;
        std::size_t built = 0;
        std::size_t failed = 0;
    };
    /// Builds a block on the head, checks it, and makes it the head.
    void extend(Counts& counts) {
        pool::TxnPool pool(store_->database(), native_crypto(),
                           {.price_limit_wei = 0, .journal = false}, [] { return GENESIS_TIME; });
        auto head = *engine::pool_head(chain_, store_->head());
        head.header.gas_limit = 1'000'000'000;
        head.state = std::make_shared<GenerousState>(*store_->state_after(store_->head().hash));
        pool.reset(head);
        offer(pool, head.next_base_fee, counts);

        auto job = PayloadJob::start(chain_, pool, input());
        ASSERT_TRUE(job) << job.error().message;
        (*job)->await_pass();
        const auto sealed = (*job)->seal();
        ASSERT_TRUE(sealed) << sealed.error().message;
        check(**sealed);
        counts.built += (*sealed)->body.transactions.size();
        counts.failed += static_cast<std::size_t>(
            std::ranges::count((*sealed)->receipts, false, &Receipt::success));
        ASSERT_TRUE(chain_.insert_built(*sealed));
        ASSERT_TRUE(chain_.set_forkchoice((*sealed)->hash, {}, {}));
    }

private:
    void offer(pool::TxnPool& pool, const u256& base_fee, Counts& counts) {
        const auto view = *store_->state_after(store_->head().hash);
        for (std::size_t i = 0; i < test::RandomTxns::SENDERS; ++i) {
            const auto account = view->account(random_.key(i).address());
            random_.set_nonce(i, account ? account->nonce : 0);
            // What the pool takes for the next one, the builder knows to be used.
            const auto old = pool.next_nonce(random_.key(i).address());
            if (account && old < account->nonce)
                if (pool.add(encode_transaction(
                        random_.sign(Transaction{.type = TxnType::dynamic_fee,
                                                 .chain_id = config_.chain_id,
                                                 .nonce = old,
                                                 .max_fee_per_gas = base_fee * u256{2},
                                                 .gas_limit = 30'000,
                                                 .to = random_.contract(0)},
                                     i))))
                    ++counts.offered;
        }
        for (std::size_t i = 0; i < TXNS_PER_BLOCK; ++i) {
            auto [txn, sender] = random_.next(base_fee);
            if (random_.one_in(40)) txn.value = u256{1} << 100;
            ++counts.offered;
            const auto encoded = encode_transaction(random_.sign(std::move(txn), sender));
            if (pool.add(*decode_transaction(encoded), encoded, random_condition()))
                random_.set_nonce(sender, pool.next_nonce(random_.key(sender).address()));
        }
    }

    /// Of every tenth transaction: that a contract's slot is as the parent has it, which another
    /// transaction of the block may have changed.
    pool::TxnConditionalPtr random_condition() {
        if (!random_.one_in(10)) return nullptr;
        const auto address = random_.contract(random_.below(test::RandomTxns::CONTRACTS));
        const auto view = *store_->state_after(store_->head().hash);
        pool::TxnConditional::Slots slots;
        for (std::uint64_t slot = 0; slot < 3; ++slot)
            slots[to_hash32(u256{slot})] = to_hash32(view->storage(address, u256{slot}));
        pool::TxnConditional conditional;
        conditional.known_accounts[address] = std::move(slots);
        return std::make_shared<const pool::TxnConditional>(std::move(conditional));
    }

    BuildInput input() {
        const auto parent = store_->head();
        const auto header = **store_->header(parent.hash);
        const auto timestamp = header.timestamp + 2;
        const rollup::L1BlockInfo l1{
            .ref = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME},
            .base_fee = 1'000'000'000,
            .excess_blob_gas = 0,
            .prev_randao = Hash32{{3}},
            .parent_beacon_block_root = Hash32{{4}}};
        std::vector<Bytes> forced{encode_transaction(*rollup::l1_attributes_deposit(
            files_.rollup, files_.rollup.genesis.system_config, parent.number, l1, timestamp))};
        if (random_.one_in(3))
            forced.push_back(encode_transaction(
                Transaction{.type = TxnType::deposit,
                            .gas_limit = 30'000 + random_.below(100'000),
                            .to = random_.contract(random_.below(test::RandomTxns::CONTRACTS)),
                            .value = u256{random_.below(5)},
                            .from = random_.key(random_.below(3)).address(),
                            .mint = u256{random_.below(5)}}));
        return {.parent = parent,
                .parent_header = header,
                .attributes = {.timestamp = timestamp,
                               .prev_randao = Hash32{{3}},
                               .suggested_fee_recipient = test::RandomTxns::coinbase(),
                               .parent_beacon_block_root = Hash32{{4}},
                               .withdrawals = std::vector<Withdrawal>{},
                               .transactions = std::move(forced),
                               .no_tx_pool = false,
                               .gas_limit = random_.one_in(4) ? GAS_LIMIT / 4 : GAS_LIMIT,
                               .eip_1559_params = rollup::Eip1559Params{},
                               .min_base_fee = 0},
                .da_limits = {.txn_size_max = random_.one_in(8) ? 150u : 0u,
                              .block_size_max = random_.one_in(8) ? 4'000u : 0u}};
    }

    /// Serial and parallel re-execution from the parent.
    void check(const store::ExecutedBlock& built) {
        EXPECT_EQ(header_hash(built.header), built.hash);
        const Block block{.header = built.header,
                          .transactions = built.body.transactions,
                          .ommers = {},
                          .withdrawals = built.body.withdrawals};
        const auto parent = **store_->header(built.header.parent_hash);
        const engine::AncestorHashes hashes(*store_, {built.header.parent_hash, parent.number});
        const auto view = *store_->state_after(built.header.parent_hash);
        const auto nodes = *store_->nodes_after(built.header.parent_hash);
        const BlockSources sources{
            .state = *view, .nodes = *nodes, .hashes = hashes, .crypto = native_crypto()};
        const auto serial = execute_block(config_, parent, block, sources);
        ASSERT_TRUE(serial) << to_string(serial.error().fault);
        const auto parallel =
            processor_.execute(config_, parent, block, sources, built.body.senders);
        ASSERT_TRUE(parallel) << to_string(parallel.error().fault);
    }

    test::RandomTxns random_;
    genesis::RollupFiles files_;
    std::unique_ptr<store::ChainStore> store_;
    ChainConfig config_;
    engine::Chain chain_;
    parallel::BlockProcessor processor_;
};

/// A chain whose blocks have room for few transfers, and a pool.
class SmallBlocks {
public:
    static constexpr std::uint64_t ROOM = 5;
    static constexpr std::uint64_t SENDERS = 2 * ROOM;

    SmallBlocks() {
        genesis::NewRollup decisions;
        decisions.l1_chain_id = 250;
        decisions.l1_start = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME};
        decisions.system_config.gas_limit = GAS_LIMIT;
        for (std::uint8_t i = 1; i <= SENDERS; ++i)
            decisions.funded.emplace_back(key(i).address(), u256{1'000'000'000'000'000'000});
        files_ = genesis::make_rollup(decisions, native_crypto());
        store_ = *store::ChainStore::open("", files_.genesis, {.in_memory = true});
        config_ = make_op_config(files_.genesis.chain_id, files_.genesis.forks);
        chain_.emplace(*store_, config_, native_crypto());
        pool_.emplace(store_->database(), native_crypto(), pool::PoolLimits{.journal = false},
                      [] { return GENESIS_TIME; });
        EXPECT_TRUE(engine::feed_pool(*chain_, *pool_));
    }

    std::expected<std::unique_ptr<PayloadJob>, BuildFailure> start(std::uint64_t gas_max = 0) {
        const auto parent = store_->head();
        const auto header = **store_->header(parent.hash);
        return PayloadJob::start(*chain_, *pool_,
                                 {.parent = parent,
                                  .parent_header = header,
                                  .attributes = {.timestamp = header.timestamp + 2,
                                                 .prev_randao = Hash32{{3}},
                                                 .suggested_fee_recipient = Address{{5}},
                                                 .parent_beacon_block_root = Hash32{{4}},
                                                 .withdrawals = std::vector<Withdrawal>{},
                                                 .transactions = {},
                                                 .no_tx_pool = false,
                                                 .gas_limit = ROOM * 21'000 + 20'000,
                                                 .eip_1559_params = rollup::Eip1559Params{},
                                                 .min_base_fee = 0},
                                  .da_limits = {},
                                  .gas_max = gas_max});
    }

    std::uint64_t head_number() const { return store_->head().number; }
    std::uint64_t next_time() const {
        return (**store_->header(store_->head().hash)).timestamp + 2;
    }
    std::size_t waiting() const { return pool_->counts().pending; }

    void send(std::uint8_t sender, std::uint64_t tip,
              const std::optional<pool::TxnConditional>& conditional = std::nullopt) {
        Transaction txn{.type = TxnType::dynamic_fee,
                        .chain_id = config_.chain_id,
                        .max_priority_fee_per_gas = tip,
                        .max_fee_per_gas = 10'000'000'000,
                        .gas_limit = 21'000,
                        .to = Address{{9}}};
        const auto signature = key(sender).sign(signing_hash(txn));
        txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
        const auto added = pool_->add(
            txn, encode_transaction(txn),
            conditional ? std::make_shared<const pool::TxnConditional>(*conditional) : nullptr);
        ASSERT_TRUE(added) << added.error().message;
    }

private:
    static EthereumKey key(std::uint8_t i) { return *EthereumKey::from(Hash32{{1, i}}); }

    genesis::RollupFiles files_;
    std::unique_ptr<store::ChainStore> store_;
    ChainConfig config_;
    std::optional<engine::Chain> chain_;
    std::optional<pool::TxnPool> pool_;
};

TEST(payload_job, a_latecomer_that_pays_more_takes_a_place_in_a_full_block) {
    constexpr std::uint64_t LOW = 1'000'000;
    SmallBlocks blocks;
    for (std::uint8_t i = 1; i <= SmallBlocks::ROOM; ++i) blocks.send(i, i * LOW);
    auto job = blocks.start();
    ASSERT_TRUE(job) << job.error().message;
    (*job)->await_pass();
    const auto full = u256{21'000} * u256{15 * LOW};
    EXPECT_EQ((*job)->priority_fees(), full);

    // Pays less than anybody: no place.
    blocks.send(SmallBlocks::ROOM + 1, LOW / 2);
    // Pays more than the first two together.
    blocks.send(SmallBlocks::ROOM + 2, 9 * LOW);
    const auto better = full + u256{21'000} * u256{8 * LOW};
    for (int i = 0; i < 3'000 && (*job)->priority_fees() < better; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    const auto sealed = (*job)->seal();
    ASSERT_TRUE(sealed) << sealed.error().message;
    EXPECT_EQ((*job)->priority_fees(), better);
    const auto& txns = (*sealed)->body.transactions;
    ASSERT_EQ(txns.size(), SmallBlocks::ROOM);
    EXPECT_EQ(txns.front().max_priority_fee_per_gas, u256{9 * LOW});
    EXPECT_EQ(txns.back().max_priority_fee_per_gas, u256{2 * LOW});
    EXPECT_EQ((*sealed)->encoded_txns.size(), txns.size());
}

TEST(payload_job, the_pool_fills_a_block_no_further_than_its_gas_may) {
    constexpr std::uint64_t TIP = 1'000'000;
    constexpr std::uint64_t ALLOWED = 2;
    SmallBlocks blocks;
    for (std::uint8_t i = 1; i <= SmallBlocks::SENDERS; ++i) blocks.send(i, TIP * i);
    // Its own limit holds where more is allowed.
    for (const auto allowed : {ALLOWED, 2 * SmallBlocks::ROOM}) {
        const auto job = blocks.start(allowed * 21'000 + 20'000);
        ASSERT_TRUE(job) << job.error().message;
        (*job)->await_pass();
        const auto sealed = (*job)->seal();
        ASSERT_TRUE(sealed);
        EXPECT_EQ((*sealed)->body.transactions.size(), std::min(allowed, SmallBlocks::ROOM));
        EXPECT_EQ((*sealed)->header.gas_limit, SmallBlocks::ROOM * 21'000 + 20'000);
    }
}

TEST(payload_job, what_has_a_condition_is_included_where_it_holds) {
    constexpr std::uint64_t TIP = 1'000'000;
    SmallBlocks blocks;
    const auto next = blocks.head_number() + 1;
    const auto time = blocks.next_time();
    const auto slots = [](const Address& address, std::uint8_t value) {
        pool::TxnConditional::Slots slots;
        slots[Hash32{}] = Hash32{{value}};
        pool::TxnConditional conditional;
        conditional.known_accounts[address] = std::move(slots);
        return conditional;
    };
    const auto root = [](const Address& address, const Hash32& wanted) {
        pool::TxnConditional conditional;
        conditional.known_accounts[address] = wanted;
        return conditional;
    };
    // They hold:
    blocks.send(1, 10 * TIP,
                pool::TxnConditional{.block_number_min = next,
                                     .block_number_max = next,
                                     .timestamp_min = time,
                                     .timestamp_max = time});
    blocks.send(2, 9 * TIP, slots(Address{{9}}, 0));
    blocks.send(3, 8 * TIP, root(Address{{9}}, EMPTY_TRIE_ROOT));
    // They do not, each by one of its parts:
    blocks.send(4, 7 * TIP, pool::TxnConditional{.block_number_max = next - 1});
    blocks.send(5, 7 * TIP, pool::TxnConditional{.block_number_min = next + 1});
    blocks.send(6, 7 * TIP, pool::TxnConditional{.timestamp_max = time - 1});
    blocks.send(7, 7 * TIP, pool::TxnConditional{.timestamp_min = time + 1});
    blocks.send(8, 7 * TIP, slots(Address{{9}}, 1));
    blocks.send(9, 7 * TIP, root(Address{{9}}, Hash32{{1}}));
    const auto job = blocks.start();
    ASSERT_TRUE(job) << job.error().message;
    (*job)->await_pass();
    const auto sealed = (*job)->seal();
    ASSERT_TRUE(sealed) << sealed.error().message;
    std::vector<u256> tips;
    for (const auto& txn : (*sealed)->body.transactions)
        tips.push_back(txn.max_priority_fee_per_gas);
    EXPECT_EQ(tips, (std::vector<u256>{10 * TIP, 9 * TIP, 8 * TIP}));
    EXPECT_EQ(blocks.waiting(), 3u);  // the others have left the pool
}

/// DUSK_BUILDER_TXNS: how many random transactions.
TEST(payload_job, every_built_block_re_executes_to_itself) {
    const auto* wish = std::getenv("DUSK_BUILDER_TXNS");
    const std::size_t wanted = wish != nullptr ? std::stoul(wish) : 6'000;
    World::Counts counts;
    for (std::uint64_t seed = 1; counts.offered < wanted; ++seed) {
        World world(seed);
        for (std::size_t i = 0; i < BLOCKS_PER_WORLD && counts.offered < wanted; ++i) {
            SCOPED_TRACE(testing::Message() << "world " << seed << " block " << i);
            world.extend(counts);
            if (HasFailure()) return;
        }
    }
    RecordProperty("built", std::to_string(counts.built));
    RecordProperty("failed", std::to_string(counts.failed));
    std::printf("%zu offered, %zu built, %zu of them failed\n", counts.offered, counts.built,
                counts.failed);
    EXPECT_GT(counts.built, wanted / 6);
    EXPECT_LT(counts.built, counts.offered);
    EXPECT_GT(counts.failed, 0u);
}

}  // namespace
}  // namespace dusk::builder
