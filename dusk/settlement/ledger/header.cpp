#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/header.hpp>

namespace dusk::settlement {
namespace {

void encode_hashed_part(Bytes& out, const Header& h) {
    out.push_back(h.version);
    append_le(out, h.height);
    append_le(out, h.timestamp_s);
    append(out, h.prev_block_hash);
    append(out, h.seed);
    append(out, h.state_hash);
    append(out, h.event_bloom);
    append(out, h.generator);
    append(out, h.tx_root);
    append(out, h.fault_root);
    append_le(out, h.gas_limit);
    out.push_back(h.iteration);
    encode(out, h.prev_block_cert);
    encode(out, h.failed_iterations);
}

Decoded<Header> decode_hashed_part(WireReader& reader) {
    Header h;
    DUSK_TRY(version, reader.u8());
    DUSK_TRY(height, reader.u64());
    DUSK_TRY(timestamp, reader.u64());
    DUSK_TRY(prev_block_hash, reader.fixed<32>());
    DUSK_TRY(seed, reader.fixed<48>());
    DUSK_TRY(state_hash, reader.fixed<32>());
    DUSK_TRY(event_bloom, reader.fixed<256>());
    DUSK_TRY(generator, reader.fixed<96>());
    DUSK_TRY(tx_root, reader.fixed<32>());
    DUSK_TRY(fault_root, reader.fixed<32>());
    DUSK_TRY(gas_limit, reader.u64());
    DUSK_TRY(iteration, reader.u8());
    DUSK_TRY(prev_block_cert, decode_attestation(reader));
    DUSK_TRY(failed_iterations, decode_failed_iterations(reader));
    h.version = version;
    h.height = height;
    h.timestamp_s = timestamp;
    h.prev_block_hash = prev_block_hash;
    h.seed = seed;
    h.state_hash = state_hash;
    h.event_bloom = event_bloom;
    h.generator = generator;
    h.tx_root = tx_root;
    h.fault_root = fault_root;
    h.gas_limit = gas_limit;
    h.iteration = iteration;
    h.prev_block_cert = prev_block_cert;
    h.failed_iterations = std::move(failed_iterations);
    return h;
}

}  // namespace

Hash32 header_hash(const Header& header) {
    Bytes out;
    encode_hashed_part(out, header);
    return sha3_256(out);
}

Header with_hash(Header header) {
    header.hash = header_hash(header);
    return header;
}

void encode(Bytes& out, const Header& header) {
    encode_hashed_part(out, header);
    encode(out, header.att);
    append(out, header.hash);
    append(out, header.signature);
}

Decoded<Header> decode_header(WireReader& reader) {
    DUSK_TRY(header, decode_hashed_part(reader));
    DUSK_TRY(att, decode_attestation(reader));
    DUSK_TRY(hash, reader.fixed<32>());
    DUSK_TRY(signature, reader.fixed<48>());
    header.att = att;
    header.hash = hash;
    header.signature = signature;
    return header;
}

std::size_t candidate_header_size(const Header& header) {
    Header candidate = header;
    candidate.att = {};
    Bytes out;
    encode(out, candidate);
    return out.size();
}

std::uint8_t missing_attestations(const Header& header) noexcept {
    const auto present = std::ranges::count_if(header.failed_iterations,
                                               [](const auto& entry) { return entry.has_value(); });
    const auto iterations = std::min<std::int64_t>(header.iteration, 50);
    return static_cast<std::uint8_t>(std::max<std::int64_t>(iterations - present, 0));
}

ConsensusHeader consensus_header_of(const Header& header) {
    return {header.prev_block_hash, header.height, header.iteration};
}

}  // namespace dusk::settlement
