// The block header of DuskDS and its hash (spec/duskds-consensus.md section 7.1).
#pragma once

#include <dusk/settlement/ledger/attestation.hpp>

namespace dusk::settlement {

using Seed = FixedBytes<48>;
using EventBloom = FixedBytes<256>;

inline constexpr std::uint8_t EMERGENCY_BLOCK_ITERATION = 255;

struct Header {
    std::uint8_t version = BLOCK_HEADER_VERSION;
    std::uint64_t height = 0;
    std::uint64_t timestamp_s = 0;
    Hash32 prev_block_hash;
    Seed seed;
    Hash32 state_hash;
    EventBloom event_bloom;
    AccountKey generator;
    Hash32 tx_root;
    Hash32 fault_root;
    std::uint64_t gas_limit = 0;
    std::uint8_t iteration = 0;
    Attestation prev_block_cert;
    FailedIterations failed_iterations;
    /// Attestation of this block; default in candidates. Not hashed, local evidence.
    Attestation att;
    Hash32 hash;
    BlsSignature signature;

    bool is_emergency() const noexcept { return iteration == EMERGENCY_BLOCK_ITERATION; }
    friend bool operator==(const Header&, const Header&) = default;
};

/// SHA3-256 of fields 1 to 14 as serialized.
Hash32 header_hash(const Header& header);
/// Sets `hash` and returns the header.
Header with_hash(Header header);

void encode(Bytes& out, const Header& header);
/// Accepts any `hash` field; callers compare it with header_hash.
Decoded<Header> decode_header(WireReader& reader);
/// Bytes of the header with a default attestation, as the block builder counts them (section 7.4).
std::size_t candidate_header_size(const Header& header);

/// Iterations before the block's that left no attestation (PNI, section 7.5 step 5).
std::uint8_t missing_attestations(const Header& header) noexcept;
/// The round that produced the header, as its votes name it.
ConsensusHeader consensus_header_of(const Header& header);

}  // namespace dusk::settlement
