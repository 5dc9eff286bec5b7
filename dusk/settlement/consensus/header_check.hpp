// Header verification (spec/duskds-consensus.md section 7.5). Whether the block is already stored
// is the node's to check.
#pragma once

#include <dusk/settlement/consensus/quorum.hpp>

namespace dusk::settlement {

enum class [[nodiscard]] HeaderError : std::uint8_t {
    wrong_generator,
    invalid_block_signature,
    wrong_version,
    wrong_hash,  ///< zero, or not the hash of the fields
    wrong_height,
    timestamp_too_early,
    timestamp_in_future,
    wrong_prev_hash,
    invalid_seed,
    invalid_prev_cert,
    invalid_attestation,
    invalid_failed_iterations,
};
std::string_view describe(HeaderError error) noexcept;
/// False for errors that say nothing about the block itself (section 2.2): no vote is cast.
bool demands_vote(HeaderError error) noexcept;

struct HeaderContext {
    const Header& prev;
    /// Of the block before `prev`; unused where prev is genesis.
    Seed prev_prev_seed;
    /// Of the state after `prev`, and of the state before it.
    const Provisioners& provisioners;
    const Provisioners& prev_provisioners;
    AccountKey dusk_key;
    std::uint64_t min_block_time_s = MINIMUM_BLOCK_TIME_S;
    std::uint64_t now_s = 0;
    const BlsProvider& bls;
};

struct HeaderFacts {
    /// Of prev_block_cert: they get the rewards.
    std::vector<Voter> cert_voters;
    /// PNI.
    std::uint8_t missing_attestations = 0;
};

/// `with_attestation`: a full block, not a candidate.
std::expected<HeaderFacts, HeaderError> verify_header(const Header& header,
                                                      const HeaderContext& context,
                                                      bool with_attestation);

}  // namespace dusk::settlement
