#include <dusk/core/base/check.hpp>
#include <dusk/core/chain/chain_config.hpp>

namespace dusk {
namespace {

evm::PrecompileLimits precompile_limits(OpFork fork) {
    if (fork >= OpFork::karst) return evm::OP_KARST_PRECOMPILE_LIMITS;
    if (fork >= OpFork::jovian) return evm::OP_JOVIAN_PRECOMPILE_LIMITS;
    if (fork >= OpFork::isthmus) return evm::OP_ISTHMUS_PRECOMPILE_LIMITS;
    if (fork >= OpFork::granite) return evm::OP_GRANITE_PRECOMPILE_LIMITS;
    return {};
}

BlockRules op_rules(std::uint64_t chain_id, OpFork fork) {
    const auto revision = revision_of(fork);
    return {.chain_id = chain_id,
            .revision = revision,
            .op = fork,
            .blobs = revision >= evm::Revision::prague ? PRAGUE_BLOBS : CANCUN_BLOBS,
            .precompiles = {.revision = revision,
                            .p256_before_osaka = fork >= OpFork::fjord,
                            .limits = precompile_limits(fork),
                            .moves = {}}};
}

}  // namespace

BlockRules rules_at(const ChainConfig& config, std::uint64_t timestamp) {
    if (config.op) return op_rules(config.chain_id, config.op->forks.at(timestamp));
    DUSK_CHECK(!config.ethereum.empty());
    const auto* fork = &config.ethereum.front();
    for (const auto& next : config.ethereum)
        if (next.time <= timestamp) fork = &next;
    return {.chain_id = config.chain_id,
            .revision = fork->revision,
            .op = std::nullopt,
            .blobs = fork->blobs,
            .precompiles = {
                .revision = fork->revision, .p256_before_osaka = false, .limits = {}, .moves = {}}};
}

ChainConfig make_op_config(std::uint64_t chain_id, const OpForkSchedule& forks) {
    return {.chain_id = chain_id, .op = OpChain{.forks = forks, .fees = {}}, .ethereum = {}};
}

}  // namespace dusk
