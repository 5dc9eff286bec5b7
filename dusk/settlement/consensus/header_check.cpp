#include <dusk/settlement/consensus/header_check.hpp>

namespace dusk::settlement {
namespace {

std::expected<void, HeaderError> check_generator(const Header& header,
                                                 const HeaderContext& context) {
    const auto expected = header.is_emergency()
                              ? std::optional(context.dusk_key)
                              : generator_of(context.prev.seed, header.height, header.iteration,
                                             context.provisioners);
    if (!header.is_emergency() && header.iteration >= CONSENSUS_MAX_ITER)
        return std::unexpected(HeaderError::wrong_generator);
    if (expected != header.generator) return std::unexpected(HeaderError::wrong_generator);
    if (!context.bls.verify_multisig(std::span(&header.generator, 1), header.hash,
                                     header.signature))
        return std::unexpected(HeaderError::invalid_block_signature);
    return {};
}

std::expected<void, HeaderError> check_fields(const Header& header, const HeaderContext& context) {
    const auto gap = header.is_emergency() ? MIN_EMERGENCY_BLOCK_TIME_S : context.min_block_time_s;
    if (header.version != BLOCK_HEADER_VERSION) return std::unexpected(HeaderError::wrong_version);
    if (header.hash.is_zero() || header.hash != header_hash(header))
        return std::unexpected(HeaderError::wrong_hash);
    if (header.height != context.prev.height + 1) return std::unexpected(HeaderError::wrong_height);
    if (header.timestamp_s < context.prev.timestamp_s + gap)
        return std::unexpected(HeaderError::timestamp_too_early);
    if (header.timestamp_s > context.now_s + MARGIN_TIMESTAMP_S)
        return std::unexpected(HeaderError::timestamp_in_future);
    if (header.prev_block_hash != context.prev.hash)
        return std::unexpected(HeaderError::wrong_prev_hash);
    if (!context.bls.verify_multisig(std::span(&header.generator, 1), context.prev.seed,
                                     header.seed))
        return std::unexpected(HeaderError::invalid_seed);
    return {};
}

std::expected<std::vector<Voter>, HeaderError> check_prev_cert(const Header& header,
                                                               const HeaderContext& context) {
    if (context.prev.height == 0 || context.prev.is_emergency()) return std::vector<Voter>{};
    const AttestationContext attested{.header = consensus_header_of(context.prev),
                                      .seed = context.prev_prev_seed,
                                      .provisioners = context.prev_provisioners,
                                      .bls = context.bls};
    auto voters = verify_success(attested, context.prev.hash, header.prev_block_cert);
    if (!voters) return std::unexpected(HeaderError::invalid_prev_cert);
    return *std::move(voters);
}

std::expected<void, HeaderError> check_failed_iterations(const Header& header,
                                                         const HeaderContext& context) {
    if (header.failed_iterations.size() > header.iteration)
        return std::unexpected(HeaderError::invalid_failed_iterations);
    for (std::size_t i = 0; i < header.failed_iterations.size(); ++i) {
        const auto& entry = header.failed_iterations[i];
        if (!entry) continue;
        const auto iteration = static_cast<std::uint8_t>(i);
        const auto generator =
            generator_of(context.prev.seed, header.height, iteration, context.provisioners);
        const AttestationContext attested{
            .header = {header.prev_block_hash, header.height, iteration},
            .seed = context.prev.seed,
            .provisioners = context.provisioners,
            .bls = context.bls};
        if (generator != entry->generator || !verify_fail(attested, entry->attestation))
            return std::unexpected(HeaderError::invalid_failed_iterations);
    }
    return {};
}

}  // namespace

std::string_view describe(HeaderError error) noexcept {
    switch (error) {
        case HeaderError::wrong_generator:
            return "wrong generator";
        case HeaderError::invalid_block_signature:
            return "invalid block signature";
        case HeaderError::wrong_version:
            return "wrong version";
        case HeaderError::wrong_hash:
            return "wrong hash";
        case HeaderError::wrong_height:
            return "wrong height";
        case HeaderError::timestamp_too_early:
            return "timestamp too early";
        case HeaderError::timestamp_in_future:
            return "timestamp in the future";
        case HeaderError::wrong_prev_hash:
            return "wrong previous hash";
        case HeaderError::invalid_seed:
            return "invalid seed";
        case HeaderError::invalid_prev_cert:
            return "invalid certificate of the previous block";
        case HeaderError::invalid_attestation:
            return "invalid attestation";
        case HeaderError::invalid_failed_iterations:
            return "invalid failed iterations";
    }
    return "";
}

bool demands_vote(HeaderError error) noexcept {
    switch (error) {
        case HeaderError::wrong_height:
        case HeaderError::timestamp_in_future:
        case HeaderError::wrong_prev_hash:
        case HeaderError::invalid_block_signature:
            return false;
        default:
            return true;
    }
}

std::expected<HeaderFacts, HeaderError> verify_header(const Header& header,
                                                      const HeaderContext& context,
                                                      bool with_attestation) {
    DUSK_TRY_VOID(check_generator(header, context));
    DUSK_TRY_VOID(check_fields(header, context));
    HeaderFacts facts;
    DUSK_TRY(voters, check_prev_cert(header, context));
    facts.cert_voters = std::move(voters);
    if (with_attestation && !header.is_emergency()) {
        const AttestationContext attested{.header = consensus_header_of(header),
                                          .seed = context.prev.seed,
                                          .provisioners = context.provisioners,
                                          .bls = context.bls};
        if (!verify_success(attested, header.hash, header.att))
            return std::unexpected(HeaderError::invalid_attestation);
    }
    DUSK_TRY_VOID(check_failed_iterations(header, context));
    facts.missing_attestations = missing_attestations(header);
    return facts;
}

}  // namespace dusk::settlement
