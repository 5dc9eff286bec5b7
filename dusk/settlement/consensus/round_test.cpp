// Rounds of Succinct Attestation among simulated nodes with real signatures
// (spec/duskds-consensus.md sections 2, 5 and 7.5).
#include <deque>

#include <gtest/gtest.h>

#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/settlement/consensus/header_check.hpp>
#include <dusk/settlement/consensus/round.hpp>

namespace dusk::settlement {
namespace {

BlsSecretKey secret(std::uint8_t seed) {
    Hash32 scalar;
    scalar[0] = seed;
    return *BlsSecretKey::from(scalar);
}

/// Nodes that hear each other at once, on a clock that jumps from event to event.
class Network {
public:
    explicit Network(std::size_t count) {
        tip_.timestamp_s = 1000;
        tip_.seed.bytes.fill(7);
        tip_.hash = header_hash(tip_);
        for (std::size_t i = 0; i < count; ++i) {
            keys_.push_back(secret(static_cast<std::uint8_t>(i + 1)));
            provisioners_.push_back({keys_.back().public_key(), 2 * MINIMUM_STAKE, 0});
        }
        std::ranges::sort(provisioners_, {}, &Provisioner::key);
        for (const auto& key : keys_)
            nodes_.push_back({Round({.tip = tip_,
                                     .provisioners = provisioners_,
                                     .timeouts = {10'000, 10'000, 10'000},
                                     .slot_ms = 1'010'000,
                                     .build_lead_ms = 1'000},
                                    &key, native_bls()),
                              {},
                              {},
                              true});
    }

    void mute(const AccountKey& key) {
        for (std::size_t i = 0; i < keys_.size(); ++i)
            if (keys_[i].public_key() == key) nodes_[i].online = false;
    }

    /// Runs until every node that is online has decided, or the time is over.
    void run(std::uint64_t end_ms = 3'000'000) {
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            if (nodes_[i].online) carry_out(i, nodes_[i].round.start(now_ms_));
        while (now_ms_ < end_ms) {
            deliver();
            std::optional<std::size_t> next;
            for (std::size_t i = 0; i < nodes_.size(); ++i)
                if (nodes_[i].online && !nodes_[i].decision && nodes_[i].wake_ms &&
                    (!next || *nodes_[i].wake_ms < *nodes_[*next].wake_ms))
                    next = i;
            if (!next) return;
            now_ms_ = std::max(now_ms_, *nodes_[*next].wake_ms);
            nodes_[*next].wake_ms.reset();
            carry_out(*next, nodes_[*next].round.on_time(now_ms_));
        }
    }

    std::vector<Decide> decisions() const {
        std::vector<Decide> out;
        for (const auto& node : nodes_)
            if (node.decision) out.push_back(*node.decision);
        return out;
    }
    HeaderContext context() const {
        return {.prev = tip_,
                .prev_prev_seed = {},
                .provisioners = provisioners_,
                .prev_provisioners = provisioners_,
                .dusk_key = {},
                .min_block_time_s = 10,
                .now_s = now_ms_ / 1000,
                .bls = native_bls()};
    }
    const Header& tip() const { return tip_; }
    const Provisioners& provisioners() const { return provisioners_; }
    std::uint64_t now_ms() const { return now_ms_; }
    Verdict verdict = Verdict::valid;

private:
    struct Node {
        Round round;
        std::optional<std::uint64_t> wake_ms;
        std::optional<Decide> decision;
        bool online = true;
    };

    Block build(std::size_t index, const BuildCandidate& request) const {
        Block block;
        block.header.height = tip_.height + 1;
        block.header.timestamp_s = std::max(tip_.timestamp_s + 10, now_ms_ / 1000);
        block.header.prev_block_hash = tip_.hash;
        block.header.seed = keys_[index].sign_multisig(tip_.seed);
        block.header.generator = keys_[index].public_key();
        block.header.iteration = request.iteration;
        block.header.failed_iterations = request.failed_iterations;
        return block;
    }

    void carry_out(std::size_t index, const Effects& effects) {
        auto& node = nodes_[index];
        for (const auto& effect : effects) {
            if (const auto* sent = std::get_if<Broadcast>(&effect))
                in_flight_.emplace_back(index, sent->message);
            else if (const auto* wake = std::get_if<WakeAt>(&effect))
                node.wake_ms = wake->time_ms;
            else if (const auto* build_request = std::get_if<BuildCandidate>(&effect))
                carry_out(index, node.round.on_candidate(build(index, *build_request), now_ms_));
            else if (const auto* verify = std::get_if<VerifyCandidate>(&effect))
                carry_out(index,
                          node.round.on_verdict(verify->block.header.hash, verdict, now_ms_));
            else if (const auto* decision = std::get_if<Decide>(&effect))
                node.decision = *decision;
        }
    }

    /// Every message takes its way through the codec.
    void deliver() {
        while (!in_flight_.empty()) {
            const auto [from, message] = in_flight_.front();
            in_flight_.pop_front();
            const auto decoded = decode_message(encode_message(message));
            ASSERT_TRUE(decoded);
            ASSERT_EQ(*decoded, message);
            for (std::size_t i = 0; i < nodes_.size(); ++i)
                if (i != from && nodes_[i].online && !nodes_[i].decision)
                    carry_out(i, nodes_[i].round.on_message(*decoded, now_ms_));
        }
    }

    Header tip_;
    std::deque<BlsSecretKey> keys_;
    Provisioners provisioners_;
    std::vector<Node> nodes_;
    std::deque<std::pair<std::size_t, ConsensusMessage>> in_flight_;
    std::uint64_t now_ms_ = 1'000'000;
};

TEST(Round, one_provisioner_attests_its_block_at_the_slot) {
    Network network(1);
    network.run();
    const auto decisions = network.decisions();
    ASSERT_EQ(decisions.size(), 1u);
    EXPECT_EQ(network.now_ms(), 1'010'000u);
    const auto& block = *decisions[0].block;
    EXPECT_EQ(block.header.iteration, 0);
    EXPECT_EQ(block.header.att.validation.bitset, 1u);
    const auto facts = verify_header(block.header, network.context(), true);
    ASSERT_TRUE(facts) << describe(facts.error());
    EXPECT_EQ(facts->missing_attestations, 0);
    const auto voters = verify_success({.header = consensus_header_of(block.header),
                                        .seed = network.tip().seed,
                                        .provisioners = network.provisioners(),
                                        .bls = native_bls()},
                                       block.header.hash, block.header.att);
    ASSERT_TRUE(voters);
    EXPECT_EQ(voters->front().credits, 128u);
}

TEST(Round, several_provisioners_agree_in_the_first_iteration) {
    Network network(5);
    network.run();
    const auto decisions = network.decisions();
    ASSERT_EQ(decisions.size(), 5u);
    for (const auto& decision : decisions) {
        EXPECT_EQ(decision.hash, decisions[0].hash);
        ASSERT_TRUE(decision.block);
        EXPECT_TRUE(verify_header(decision.block->header, network.context(), true));
    }
}

TEST(Round, a_silent_generator_costs_an_attested_iteration) {
    Network network(6);
    network.mute(*generator_of(network.tip().seed, 1, 0, network.provisioners()));
    network.run();
    const auto decisions = network.decisions();
    ASSERT_EQ(decisions.size(), 5u);
    const auto& header = decisions[0].block->header;
    EXPECT_GE(header.iteration, 1);
    ASSERT_GE(header.failed_iterations.size(), 1u);
    ASSERT_TRUE(header.failed_iterations[0]);
    EXPECT_EQ(header.failed_iterations[0]->attestation.vote.kind, VoteKind::no_candidate);
    const auto facts = verify_header(header, network.context(), true);
    ASSERT_TRUE(facts) << describe(facts.error());
    EXPECT_EQ(facts->missing_attestations, missing_attestations(header));
}

TEST(Round, an_invalid_candidate_is_voted_down) {
    Network network(4);
    network.verdict = Verdict::invalid;
    network.run(1'030'000);
    EXPECT_TRUE(network.decisions().empty());
}

TEST(Round, without_a_quorum_nothing_is_decided) {
    Network network(4);
    for (int i = 0; i < 3; ++i)
        network.mute(network.provisioners()[static_cast<std::size_t>(i)].key);
    network.run(5'000'000);
    EXPECT_TRUE(network.decisions().empty());
}

TEST(HeaderCheck, names_what_is_wrong) {
    Network network(1);
    network.run();
    const auto good = network.decisions()[0].block->header;
    const auto key = secret(1);
    const auto context = network.context();
    const auto signed_again = [&](Header header) {
        header = with_hash(std::move(header));
        header.signature = key.sign_multisig(header.hash);
        return header;
    };
    const auto error = [&](const Header& header, bool with_attestation = false) {
        return verify_header(header, context, with_attestation).error();
    };
    auto header = good;
    header.generator = secret(2).public_key();
    EXPECT_EQ(error(header), HeaderError::wrong_generator);
    header = good;
    header.iteration = 50;
    EXPECT_EQ(error(header), HeaderError::wrong_generator);
    header = good;
    header.signature = key.sign_multisig(Bytes{1});
    EXPECT_EQ(error(header), HeaderError::invalid_block_signature);
    header = good;
    header.version = 2;
    EXPECT_EQ(error(signed_again(header)), HeaderError::wrong_version);
    header = good;
    header.gas_limit = 1;
    EXPECT_EQ(error(header), HeaderError::wrong_hash);
    header = good;
    header.timestamp_s = network.tip().timestamp_s + 9;
    EXPECT_EQ(error(signed_again(header)), HeaderError::timestamp_too_early);
    header = good;
    header.timestamp_s = network.now_ms() / 1000 + 4;
    EXPECT_EQ(error(signed_again(header)), HeaderError::timestamp_in_future);
    header = good;
    header.prev_block_hash = {};
    EXPECT_EQ(error(signed_again(header)), HeaderError::wrong_prev_hash);
    header = good;
    header.seed = key.sign_multisig(Bytes{1});
    EXPECT_EQ(error(signed_again(header)), HeaderError::invalid_seed);
    header = good;
    header.att.validation.bitset = 0;
    EXPECT_EQ(error(header, true), HeaderError::invalid_attestation);
    header = good;
    header.failed_iterations = {FailedIteration{}};
    EXPECT_EQ(error(signed_again(header)), HeaderError::invalid_failed_iterations);
    EXPECT_TRUE(verify_header(good, context, true));
}

TEST(Quorum, names_what_is_wrong) {
    Network network(3);
    network.run();
    const auto header = network.decisions()[0].block->header;
    const AttestationContext context{.header = consensus_header_of(header),
                                     .seed = network.tip().seed,
                                     .provisioners = network.provisioners(),
                                     .bls = native_bls()};
    const auto error = [&](auto change) {
        auto attestation = header.att;
        change(attestation);
        return verify_success(context, header.hash, attestation).error();
    };
    EXPECT_EQ(error([](Attestation& a) { a.success = false; }), AttestationError::wrong_result);
    EXPECT_EQ(error([](Attestation& a) { a.vote.hash[0] ^= 1; }), AttestationError::wrong_result);
    EXPECT_EQ(error([](Attestation& a) { a.validation.bitset = 1ull << 63; }),
              AttestationError::unknown_member);
    EXPECT_EQ(error([](Attestation& a) { a.ratification.bitset = 0; }),
              AttestationError::no_quorum);
    EXPECT_EQ(error([](Attestation& a) {
                  a.ratification.aggregate_signature = a.validation.aggregate_signature;
              }),
              AttestationError::invalid_signature);
    const Provisioners nobody;
    EXPECT_EQ(verify_success({.header = context.header,
                              .seed = context.seed,
                              .provisioners = nobody,
                              .bls = native_bls()},
                             header.hash, header.att)
                  .error(),
              AttestationError::no_committee);
}

TEST(Aggregator, counts_a_member_once) {
    const auto one = secret(1);
    const auto two = secret(2);
    std::vector<Member> members{{one.public_key(), 20}, {two.public_key(), 44}};
    std::ranges::sort(members, {}, &Member::key);
    Aggregator aggregator(Committee(members), false);
    const auto vote = Vote::no_candidate();
    const auto message = vote_message({}, VoteStep::validation, vote);
    const SignInfo first{one.public_key(), one.sign_multisig(message)};
    const auto below = aggregator.add(vote, first, native_bls());
    ASSERT_TRUE(below);
    EXPECT_FALSE(*below);
    EXPECT_EQ(aggregator.add(vote, first, native_bls()).error(), VoteRejection::duplicate);
    EXPECT_EQ(aggregator.add(Vote::valid({}), first, native_bls()).error(),
              VoteRejection::contradiction);
    const SignInfo foreign{secret(3).public_key(), {}};
    EXPECT_EQ(aggregator.add(vote, foreign, native_bls()).error(), VoteRejection::not_in_committee);
    const SignInfo second{two.public_key(), two.sign_multisig(message)};
    const auto quorum = aggregator.add(vote, second, native_bls());
    ASSERT_TRUE(quorum && *quorum);
    EXPECT_EQ((*quorum)->votes.bitset, 3u);
}

TEST(Timeouts, follow_the_average_within_their_bounds) {
    TimeoutHistory history;
    EXPECT_EQ(history.base()[0], MAX_STEP_TIMEOUT_MS);
    history.record(Step::proposal, 10);
    EXPECT_EQ(history.base()[0], MIN_STEP_TIMEOUT_MS);
    for (int i = 0; i < 5; ++i) history.record(Step::proposal, 9'001);
    EXPECT_EQ(history.base()[0], 10'000u);
    for (int i = 0; i < 5; ++i) history.record(Step::proposal, 90'000);
    EXPECT_EQ(history.base()[0], MAX_STEP_TIMEOUT_MS);
    EXPECT_EQ(history.base()[1], MAX_STEP_TIMEOUT_MS);
}

}  // namespace
}  // namespace dusk::settlement
