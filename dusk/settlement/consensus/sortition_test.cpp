// Deterministic Sortition (spec/duskds-consensus.md section 3).
#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/consensus/sortition.hpp>

namespace dusk::settlement {
namespace {

Seed seed_of(std::uint8_t byte) {
    Seed seed;
    seed.bytes.fill(byte);
    return seed;
}

AccountKey key(std::uint8_t first) {
    AccountKey out;
    out[0] = first;
    return out;
}

Provisioners four(const std::vector<std::uint64_t>& stakes_dusk) {
    Provisioners out;
    for (std::uint8_t i = 0; i < 4; ++i)
        out.push_back({key(static_cast<std::uint8_t>(i + 1)), stakes_dusk[i] * LUX_PER_DUSK, 0});
    return out;
}

std::vector<std::size_t> credits_of(const std::optional<Committee>& committee) {
    std::vector<std::size_t> out;
    for (const auto& member : committee->members()) out.push_back(member.credits);
    return out;
}

TEST(Sortition, scores_are_those_of_the_specification) {
    Bytes input = to_bytes(seed_of(3));
    input.push_back(3);
    append_le<std::uint32_t>(input, 1);
    EXPECT_EQ(to_hex_plain(sha3_256(input)),
              "4a40eeaee2340b695dfbcc0689b00e604d8b5c4c07b2261084e90db44ececc1f");
    EXPECT_EQ(sortition_score(seed_of(3), 3, 1, 123342342), u256{80689917});
    EXPECT_EQ(sortition_score(seed_of(4), 3, 1, 44443333), u256{20330495});
}

// The specification gives stakes and results but not the order of the keys: exactly one order of
// the four stakes gives all its results.
TEST(Sortition, committees_are_those_of_the_specification) {
    std::vector<std::uint64_t> stakes{1000, 2000, 3000, 4000};
    std::size_t matches = 0;
    do {
        const auto provisioners = four(stakes);
        const auto extract = [&](std::uint8_t seed, std::uint8_t step, std::size_t credits,
                                 std::vector<AccountKey> excluded) {
            return credits_of(extract_committee({.seed = seed_of(seed),
                                                 .round = 0,
                                                 .step = step,
                                                 .credits = credits,
                                                 .excluded = std::move(excluded)},
                                                provisioners));
        };
        if (extract(0, 1, 64, {}) != std::vector<std::size_t>{4, 29, 9, 22}) continue;
        if (extract(3, 8, 45, {}) != std::vector<std::size_t>{6, 13, 11, 15}) continue;
        const auto generator = *generator_of(seed_of(3), 0, 2, provisioners);
        if (extract(3, 8, 45, {generator}) == std::vector<std::size_t>{8, 13, 24}) ++matches;
    } while (std::ranges::next_permutation(stakes).found);
    EXPECT_EQ(matches, 1u);
}

TEST(Sortition, leaves_out_who_is_not_eligible) {
    Provisioners provisioners{
        {key(1), MINIMUM_STAKE - 1, 0}, {key(2), MINIMUM_STAKE, 11}, {key(3), MINIMUM_STAKE, 10}};
    const auto committee = extract_committee({seed_of(1), 10, 1, 64, {}}, provisioners);
    ASSERT_EQ(committee->members().size(), 1u);
    EXPECT_EQ(committee->members()[0], (Member{key(3), 64}));
    EXPECT_FALSE(extract_committee({seed_of(1), 9, 1, 64, {}}, provisioners));
}

TEST(Sortition, a_single_provisioner_is_never_excluded) {
    const Provisioners one{{key(1), MINIMUM_STAKE, 0}};
    const auto committee = voting_committee(seed_of(1), {{}, 1, 0}, Step::validation, one);
    EXPECT_EQ(credits_of(committee), std::vector<std::size_t>{64});
}

TEST(Sortition, generators_of_this_and_the_next_iteration_do_not_vote) {
    const auto provisioners = four({1000, 2000, 3000, 4000});
    for (std::uint8_t iteration = 0; iteration < CONSENSUS_MAX_ITER; ++iteration) {
        const ConsensusHeader header{{}, 1, iteration};
        const auto committee =
            voting_committee(seed_of(9), header, Step::ratification, provisioners);
        std::size_t total = 0;
        for (const auto& member : committee->members()) total += member.credits;
        EXPECT_EQ(total, VOTING_COMMITTEE_CREDITS);
        EXPECT_FALSE(committee->position(*generator_of(seed_of(9), 1, iteration, provisioners)));
        if (iteration + 1 < CONSENSUS_MAX_ITER)
            EXPECT_FALSE(committee->position(*generator_of(
                seed_of(9), 1, static_cast<std::uint8_t>(iteration + 1), provisioners)));
    }
}

TEST(Sortition, stops_when_the_stake_is_used_up) {
    // 1000 DUSK give at most 1000 credits of one DUSK each.
    const Provisioners one{{key(1), MINIMUM_STAKE, 0}};
    EXPECT_EQ(credits_of(extract_committee({seed_of(1), 1, 1, 2000, {}}, one)),
              std::vector<std::size_t>{1000});
}

TEST(Committee, a_bit_without_a_member_is_refused) {
    const Committee committee({{key(1), 3}, {key(2), 4}});
    EXPECT_EQ(committee.subset(0b10)->front().key, key(2));
    EXPECT_FALSE(committee.subset(0b100));
    EXPECT_EQ(committee.credits(key(2)), 4u);
    EXPECT_EQ(committee.credits(key(3)), 0u);
}

}  // namespace
}  // namespace dusk::settlement
