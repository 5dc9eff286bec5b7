// Deterministic Sortition (spec/duskds-consensus.md section 3): who generates and who votes.
#pragma once

#include <span>

#include <dusk/core/base/u256.hpp>
#include <dusk/settlement/consensus/config.hpp>
#include <dusk/settlement/ledger/header.hpp>

namespace dusk::settlement {

struct Provisioner {
    AccountKey key;
    std::uint64_t value = 0;  ///< stake in LUX, without the locked part
    std::uint64_t eligible_since = 0;
    friend bool operator==(const Provisioner&, const Provisioner&) = default;
};
/// Ordered by key.
using Provisioners = std::vector<Provisioner>;

struct Member {
    AccountKey key;
    std::size_t credits = 0;
    friend bool operator==(const Member&, const Member&) = default;
};

/// Members ordered by key; a member's position is its bit in vote bitsets. At most 64 members.
class Committee {
public:
    explicit Committee(std::vector<Member> members) : members_(std::move(members)) {}
    const std::vector<Member>& members() const noexcept { return members_; }
    std::optional<std::size_t> position(const AccountKey& key) const;
    std::size_t credits(const AccountKey& key) const;
    /// The members whose bit is set; none if a bit has no member.
    std::optional<std::vector<Member>> subset(std::uint64_t bitset) const;

private:
    std::vector<Member> members_;
};

struct SortitionInputs {
    Seed seed;  ///< of the tip
    std::uint64_t round = 0;
    std::uint8_t step = 0;
    std::size_t credits = 0;
    std::vector<AccountKey> excluded;
};

/// BE(SHA3-256(seed || step || counter u32)) mod weight.
u256 sortition_score(const Seed& seed, std::uint8_t step, std::uint32_t counter,
                     const u256& weight);
/// None if nobody is eligible.
std::optional<Committee> extract_committee(const SortitionInputs& inputs,
                                           const Provisioners& provisioners);

/// The generator of an iteration; none if nobody is eligible.
std::optional<AccountKey> generator_of(const Seed& seed, std::uint64_t round,
                                       std::uint8_t iteration, const Provisioners& provisioners);
/// The committee of a voting step, without the generators of this and the next iteration.
std::optional<Committee> voting_committee(const Seed& seed, const ConsensusHeader& header,
                                          Step step, const Provisioners& provisioners);

}  // namespace dusk::settlement
