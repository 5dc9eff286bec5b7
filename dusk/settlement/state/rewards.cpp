#include <dusk/settlement/state/rewards.hpp>

namespace dusk::settlement {
namespace {

constexpr std::uint64_t EMISSION_PERIOD = 12'614'400;
constexpr std::uint64_t EMISSIONS[] = {19'857'400'000, 9'928'700'000, 4'964'350'000,
                                       2'482'180'000,  1'241'090'000, 620'540'000,
                                       310'270'000,    155'140'000,   77'570'000};
constexpr std::uint64_t LAST_FULL_BLOCK = 113'529'596;
constexpr std::uint64_t LAST_EMISSION = 54'280'000;

constexpr std::uint64_t CREDITS_MAX = 128;
/// 2 * 43: credits of two bare supermajorities; 2 * (64 - 43): credits above them.
constexpr std::uint64_t CREDITS_QUORUM = 86;
constexpr std::uint64_t CREDITS_EXTRA = 42;
static_assert(CREDITS_QUORUM + CREDITS_EXTRA == CREDITS_MAX);
static_assert(std::size(EMISSIONS) * EMISSION_PERIOD >= LAST_FULL_BLOCK);

}  // namespace

std::uint64_t emission(std::uint64_t height) noexcept {
    if (height == 0) return 0;
    if (height == LAST_FULL_BLOCK + 1) return LAST_EMISSION;
    if (height > LAST_FULL_BLOCK) return 0;
    return EMISSIONS[std::min((height - 1) / EMISSION_PERIOD, std::uint64_t{8})];
}

std::optional<std::vector<Reward>> rewards_of(const RewardInputs& in) {
    std::uint64_t credits = 0;
    for (const auto& voter : in.voters) credits += voter.credits;
    if (credits == 0 && in.height > 1) return std::nullopt;
    const auto total = emission(in.height) + in.dusk_spent;
    const auto tenth = total / 10;
    const auto extra =
        credits == CREDITS_MAX
            ? tenth
            : tenth / CREDITS_EXTRA * (credits > CREDITS_QUORUM ? credits - CREDITS_QUORUM : 0);
    std::vector<Reward> rewards{
        {in.generator, total - 3 * tenth, RewardReason::generator_fixed},
        {in.dusk_key, tenth, RewardReason::other},
    };
    if (extra > 0) rewards.push_back({in.generator, extra, RewardReason::generator_extra});
    for (const auto& voter : in.voters)
        rewards.push_back({voter.key, voter.credits * (tenth / CREDITS_MAX), RewardReason::voter});
    return rewards;
}

std::vector<AccountKey> slashes_of(const FailedIterations& failed,
                                   const std::vector<Fault>& faults) {
    std::vector<AccountKey> out;
    for (const auto& entry : failed) {
        if (!entry) continue;
        const auto kind = entry->attestation.vote.kind;
        if (kind == VoteKind::no_candidate || kind == VoteKind::invalid)
            out.push_back(entry->generator);
    }
    for (const auto& fault : faults) out.push_back(fault.first.sign_info.signer);
    return out;
}

}  // namespace dusk::settlement
