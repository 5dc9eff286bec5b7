#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/consensus/sortition.hpp>

namespace dusk::settlement {
namespace {

struct Candidate {
    AccountKey key;
    std::uint64_t weight = 0;
    std::size_t credits = 0;
};

/// Steps 1 and 2.
std::vector<Candidate> eligible(const SortitionInputs& inputs, const Provisioners& provisioners) {
    std::vector<Candidate> out;
    for (const auto& p : provisioners)
        if (p.eligible_since <= inputs.round && p.value >= MINIMUM_STAKE)
            out.push_back({p.key, p.value, 0});
    if (out.size() > 1)
        std::erase_if(out, [&](const Candidate& candidate) {
            return std::ranges::find(inputs.excluded, candidate.key) != inputs.excluded.end();
        });
    return out;
}

/// The candidate that `score` falls on. The walk ends: the weights add up to more than the score.
Candidate& extract(std::vector<Candidate>& candidates, u256 score) {
    for (std::size_t i = 0;; i = (i + 1) % candidates.size()) {
        if (u256{candidates[i].weight} >= score) return candidates[i];
        score -= u256{candidates[i].weight};
    }
}

}  // namespace

std::optional<std::size_t> Committee::position(const AccountKey& key) const {
    const auto place = std::ranges::lower_bound(members_, key, {}, &Member::key);
    if (place == members_.end() || place->key != key) return std::nullopt;
    return static_cast<std::size_t>(place - members_.begin());
}

std::size_t Committee::credits(const AccountKey& key) const {
    const auto index = position(key);
    return index ? members_[*index].credits : 0;
}

std::optional<std::vector<Member>> Committee::subset(std::uint64_t bitset) const {
    if (members_.size() < 64 && (bitset >> members_.size()) != 0) return std::nullopt;
    std::vector<Member> out;
    for (std::size_t i = 0; i < members_.size(); ++i)
        if ((bitset >> i) & 1) out.push_back(members_[i]);
    return out;
}

u256 sortition_score(const Seed& seed, std::uint8_t step, std::uint32_t counter,
                     const u256& weight) {
    Bytes input = to_bytes(seed);
    input.push_back(step);
    append_le(input, counter);
    const auto hash = sha3_256(input);
    return load_be_u256(hash.data()) % weight;
}

std::optional<Committee> extract_committee(const SortitionInputs& inputs,
                                           const Provisioners& provisioners) {
    auto candidates = eligible(inputs, provisioners);
    u256 total;
    for (const auto& candidate : candidates) total += u256{candidate.weight};
    if (total.is_zero()) return std::nullopt;
    for (std::uint32_t counter = 0; counter < inputs.credits; ++counter) {
        auto& chosen =
            extract(candidates, sortition_score(inputs.seed, inputs.step, counter, total));
        const auto taken = std::min(chosen.weight, LUX_PER_DUSK);
        chosen.weight -= taken;
        ++chosen.credits;
        if (total <= u256{taken}) break;
        total -= u256{taken};
    }
    std::vector<Member> members;
    for (const auto& candidate : candidates)
        if (candidate.credits > 0) members.push_back({candidate.key, candidate.credits});
    return Committee(std::move(members));
}

std::optional<AccountKey> generator_of(const Seed& seed, std::uint64_t round,
                                       std::uint8_t iteration, const Provisioners& provisioners) {
    const auto committee = extract_committee({.seed = seed,
                                              .round = round,
                                              .step = step_number(iteration, Step::proposal),
                                              .credits = PROPOSAL_COMMITTEE_CREDITS,
                                              .excluded = {}},
                                             provisioners);
    if (!committee) return std::nullopt;
    return committee->members().front().key;
}

std::optional<Committee> voting_committee(const Seed& seed, const ConsensusHeader& header,
                                          Step step, const Provisioners& provisioners) {
    SortitionInputs inputs{.seed = seed,
                           .round = header.round,
                           .step = step_number(header.iteration, step),
                           .credits = VOTING_COMMITTEE_CREDITS,
                           .excluded = {}};
    for (unsigned i = 0; i < 2; ++i) {
        const auto iteration = static_cast<std::uint8_t>(header.iteration + i);
        if (iteration >= CONSENSUS_MAX_ITER) break;
        const auto generator = generator_of(seed, header.round, iteration, provisioners);
        if (generator) inputs.excluded.push_back(*generator);
    }
    return extract_committee(inputs, provisioners);
}

}  // namespace dusk::settlement
