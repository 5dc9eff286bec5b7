// Blocks, restarts and reverts of a node of one provisioner (spec/duskds-consensus.md sections 2, 8
// and 9).
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dusk/settlement/node/genesis.hpp>
#include <dusk/settlement/node/node.hpp>
#include <dusk/settlement/state/trie_state.hpp>

namespace dusk::settlement {
namespace {

constexpr std::uint64_t FUNDS = 1000 * LUX_PER_DUSK;

BlsSecretKey secret(std::uint8_t seed) {
    Hash32 scalar;
    scalar[0] = seed;
    return *BlsSecretKey::from(scalar);
}

/// Drives chain and consensus without a thread: one call, one block.
class ChainTest : public testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("duskds-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        open();
    }
    void TearDown() override {
        chain_.reset();
        std::filesystem::remove_all(folder_);
    }
    ChainConfig config() const {
        ChainConfig out;
        out.path = (folder_ / "ledger").string();
        out.genesis.timestamp_s = 1000;
        out.genesis.accounts = {{user_.public_key(), FUNDS}};
        out.genesis.stakes = {{staker_.public_key(), MINIMUM_STAKE, 0}};
        out.genesis.dusk_key = staker_.public_key();
        out.min_block_time_s = 2;
        out.blob_expire_after = expire_after_;
        return out;
    }
    void open() {
        chain_.reset();
        auto chain = Chain::open(config());
        ASSERT_TRUE(chain) << chain.error();
        chain_ = *std::move(chain);
    }
    static std::shared_ptr<const MempoolEntry> entry(const Tx& tx) {
        return std::make_shared<const MempoolEntry>(
            MempoolEntry{tx_id(tx), tx, encode_protocol_bytes(tx).size(), 0});
    }
    Tx transfer(std::uint64_t nonce, std::uint64_t value = 1) const {
        MoonlightPayload p{.chain_id = LOCAL_CHAIN_ID,
                           .sender = user_.public_key(),
                           .receiver = staker_.public_key(),
                           .value = value,
                           .gas_limit = 1'000'000,
                           .gas_price = 1,
                           .nonce = nonce};
        const auto signature = user_.sign_single(signature_message(p));
        return {p, signature};
    }
    /// Attests a block with the one provisioner's votes.
    Block attest(Block block) const {
        block.header = with_hash(block.header);
        block.header.signature = staker_.sign_multisig(block.header.hash);
        const auto vote = Vote::valid(block.header.hash);
        const auto about = consensus_header_of(block.header);
        const auto votes = [&](VoteStep step) {
            return StepVotes{1, *native_bls().aggregate(std::vector{
                                    staker_.sign_multisig(vote_message(about, step, vote))})};
        };
        block.header.att = {true, vote, votes(VoteStep::validation), votes(VoteStep::ratification)};
        return block;
    }
    std::expected<Accepted, std::string> grow(const std::vector<Tx>& txs = {}) {
        BuildRequest request;
        now_s_ = chain_->tip().header.timestamp_s + 2;
        request.now_s = now_s_;
        for (const auto& tx : txs) request.waiting.push_back(entry(tx));
        auto built = chain_->build(request, staker_);
        if (!built) return std::unexpected(built.error());
        return chain_->accept(attest(built->block), now_s_, {});
    }

    std::filesystem::path folder_;
    std::uint64_t expire_after_ = 0;
    BlsSecretKey staker_ = secret(1);
    BlsSecretKey user_ = secret(2);
    std::uint64_t now_s_ = 0;
    std::unique_ptr<Chain> chain_;
};

TEST_F(ChainTest, empty_blocks_extend_the_chain_and_become_final) {
    for (int i = 0; i < 4; ++i) {
        const auto accepted = grow();
        ASSERT_TRUE(accepted) << accepted.error();
    }
    EXPECT_EQ(chain_->tip().header.height, 4u);
    EXPECT_EQ(chain_->store().final_height(), 3u);
    EXPECT_EQ(chain_->store().label(3), (FinalityLabel{Finality::final, 1}));
    EXPECT_EQ(chain_->store().label(4), (FinalityLabel{Finality::attested, 1}));
}

TEST_F(ChainTest, nonces_out_of_order_end_up_in_one_block) {
    const auto accepted = grow({transfer(3), transfer(1), transfer(2), transfer(5)});
    ASSERT_TRUE(accepted) << accepted.error();
    ASSERT_EQ(accepted->record.block.txs.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(accepted->record.block.txs[i].payload.nonce, i + 1);
    const auto location = chain_->store().locate_tx(tx_id(transfer(2)));
    ASSERT_TRUE(location);
    EXPECT_EQ(location->height, 1u);
    EXPECT_EQ(location->index, 1u);
}

TEST_F(ChainTest, a_reopened_ledger_continues_where_it_was) {
    ASSERT_TRUE(grow({transfer(1)}));
    ASSERT_TRUE(grow());
    const auto before = chain_->tip();
    const auto record = *chain_->store().record(1);
    open();
    EXPECT_EQ(chain_->tip().header, before.header);
    EXPECT_EQ(chain_->tip().provisioners, before.provisioners);
    EXPECT_EQ(chain_->tip().prev_provisioners, before.prev_provisioners);
    EXPECT_EQ(chain_->tip().prev_seed, before.prev_seed);
    EXPECT_EQ(*chain_->store().record(1), record);
    ASSERT_TRUE(grow());
    EXPECT_EQ(chain_->account(staker_.public_key()).balance, 1u);
}

TEST_F(ChainTest, a_ledger_of_another_genesis_is_refused) {
    chain_.reset();
    auto other = config();
    other.genesis.timestamp_s = 1001;
    const auto opened = Chain::open(other);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error(), "the ledger belongs to another genesis");
}

TEST_F(ChainTest, a_revert_restores_state_labels_and_roots) {
    ASSERT_TRUE(grow());
    ASSERT_TRUE(grow({transfer(1)}));
    const auto then = chain_->tip();
    const auto label_1 = chain_->store().label(1);
    const auto label_2 = chain_->store().label(2);
    ASSERT_TRUE(grow({transfer(2)}));
    ASSERT_TRUE(grow({transfer(3)}));
    const auto gone = chain_->revert_to(2);
    ASSERT_TRUE(gone) << gone.error();
    ASSERT_EQ(gone->size(), 2u);
    EXPECT_EQ(gone->front().block.header.height, 4u);
    EXPECT_EQ(chain_->tip().header, then.header);
    EXPECT_EQ(chain_->store().label(1), label_1);
    EXPECT_EQ(chain_->store().label(2), label_2);
    EXPECT_EQ(chain_->store().final_height(), 1u);
    EXPECT_FALSE(chain_->store().record(3));
    EXPECT_FALSE(chain_->store().locate_tx(tx_id(transfer(2))));
    EXPECT_EQ(chain_->account(user_.public_key()).nonce, 1u);
    // The flat storage agrees with the trie: the same block builds and verifies again.
    const auto again = grow({transfer(2)});
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(again->record.block.header.state_hash, gone->back().block.header.state_hash);
    EXPECT_FALSE(chain_->revert_to(3));
}

TEST_F(ChainTest, refuses_blocks_that_do_not_follow_the_rules) {
    BuildRequest request;
    request.now_s = now_s_ = 1002;
    request.waiting = {entry(transfer(1))};
    const auto good = chain_->build(request, staker_)->block;
    const auto refusal = [&](auto change) {
        auto block = good;
        change(block);
        auto verified = chain_->accept(attest(block), now_s_, {});
        return verified ? std::string{} : verified.error();
    };
    EXPECT_EQ(refusal([](Block& b) { b.header.state_hash[0] ^= 1; }), "wrong state root");
    EXPECT_EQ(refusal([](Block& b) { b.header.event_bloom[0] ^= 1; }), "wrong event bloom");
    EXPECT_EQ(refusal([](Block& b) { b.header.tx_root[0] ^= 1; }), "wrong transaction root");
    EXPECT_EQ(refusal([](Block& b) { b.header.fault_root[0] ^= 1; }), "wrong fault root");
    EXPECT_EQ(refusal([](Block& b) { b.txs.clear(); }), "wrong transaction root");
    EXPECT_EQ(refusal([&](Block& b) {
                  b.txs = {transfer(2)};
                  b.header.tx_root = tx_root_of(b);
              }),
              "transaction refused: Nonce not ready to be used yet");
    EXPECT_EQ(refusal([](Block& b) { b.header.gas_limit = 10; }),
              "transaction refused: block gas limit");
    EXPECT_EQ(refusal([](Block& b) { b.header.height = 9; }), "wrong height");
    EXPECT_EQ(refusal([](Block&) {}), "");
}

TEST_F(ChainTest, a_node_keeps_waiting_transactions_over_a_restart) {
    chain_.reset();
    NodeConfig node_config;
    node_config.chain = config();
    ManualClock clock(1'000'000);
    {
        auto node = Node::open(node_config, clock);
        ASSERT_TRUE(node) << node.error();
        for (std::uint64_t nonce = 1; nonce <= 3; ++nonce) {
            const auto added = (*node)->propagate(transfer(nonce), 300);
            ASSERT_TRUE(added) << added.error();
        }
        EXPECT_FALSE((*node)->propagate(transfer(5), 300));
    }
    auto node = *Node::open(node_config, clock);
    EXPECT_EQ(node->waiting().size(), 3u);
    EXPECT_EQ(node->next_nonce(user_.public_key()), 4u);
    EXPECT_TRUE(node->preverify(transfer(4), 300));
}

/// Runs a node that sends itself transactions and writes each acknowledged nonce to `out`.
[[noreturn]] void run_until_killed(const NodeConfig& config, int out,
                                   const std::function<Tx(std::uint64_t)>& make_tx,
                                   const AccountKey& sender) {
    auto node = Node::open(config, system_clock());
    if (!node) ::_exit(1);
    (*node)->start();
    for (;;) {
        const auto nonce = (*node)->next_nonce(sender);
        if (!(*node)->propagate(make_tx(nonce), 300)) continue;
        if (::write(out, &nonce, sizeof nonce) != sizeof nonce) ::_exit(1);
    }
}

TEST_F(ChainTest, kill_9_at_any_moment_loses_nothing_acknowledged) {
    chain_.reset();
    NodeConfig node_config;
    node_config.chain = config();
    node_config.chain.min_block_time_s = 1;
    node_config.block_time_ms = 1000;
    node_config.build_lead_ms = 100;
    node_config.consensus_key = staker_;
    std::uint64_t acknowledged = 0;
    std::uint64_t height = 0;
    for (const int lifetime_ms : {150, 1230, 400, 1110}) {
        int pipe_ends[2];
        ASSERT_EQ(::pipe(pipe_ends), 0);
        const auto child = ::fork();
        if (child == 0)
            run_until_killed(
                node_config, pipe_ends[1], [&](std::uint64_t nonce) { return transfer(nonce); },
                user_.public_key());
        ::close(pipe_ends[1]);
        system_clock().sleep(Milliseconds{lifetime_ms});
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        std::uint64_t nonce = 0;
        while (::read(pipe_ends[0], &nonce, sizeof nonce) == sizeof nonce)
            acknowledged = std::max(acknowledged, nonce);
        ::close(pipe_ends[0]);

        auto node = Node::open(node_config, system_clock());
        ASSERT_TRUE(node) << node.error();
        EXPECT_GE((*node)->next_nonce(user_.public_key()), acknowledged + 1);
        const auto& chain = (*node)->chain();
        const auto tip = chain.tip().header;
        EXPECT_GE(tip.height, height);
        height = tip.height;
        const auto in_trie = TrieState(tip.state_hash, chain.store())
                                 .load(TRANSFER_CONTRACT, account_slot(user_.public_key()));
        EXPECT_EQ(decode_account(in_trie), chain.account(user_.public_key()));
    }
    EXPECT_GE(height, 1u);
    EXPECT_GT(acknowledged, 0u);
}

TEST(Genesis, makes_a_round_trip_through_json) {
    GenesisConfig config;
    config.chain_id = 7;
    config.timestamp_s = 1234;
    config.accounts = {{secret(1).public_key(), 5}, {secret(2).public_key(), ~0ull - 5}};
    config.stakes = {{secret(3).public_key(), MINIMUM_STAKE, 3}};
    config.dusk_key = secret(1).public_key();
    config.bridge.emplace();
    config.bridge->l2_chain_id = 31744;
    config.bridge->system_config.dusk_owner = config.dusk_key;
    config.bridge->system_config.operator_fee_constant = ~0ull;
    config.bridge->credits = {{Address{{1}}, 5}};
    const auto back = parse_genesis(genesis_to_json(config), "test");
    ASSERT_TRUE(back) << back.error();
    EXPECT_EQ(back->chain_id, 7);
    EXPECT_EQ(back->timestamp_s, 1234u);
    EXPECT_EQ(back->dusk_key, config.dusk_key);
    ASSERT_EQ(back->accounts.size(), 2u);
    EXPECT_EQ(back->accounts[1].balance, ~0ull - 5);
    EXPECT_EQ(back->stakes[0].eligibility, 3u);
    EXPECT_EQ(genesis_to_json(*back), genesis_to_json(config));
    EXPECT_EQ(back->bridge->system_config.operator_fee_constant, ~0ull);
}

}  // namespace
}  // namespace dusk::settlement
