// Forks: the EVM's revisions and the OP Stack's, each one ordered enum, and a chain's schedule.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <dusk/core/evm/revision.hpp>

namespace dusk {

/// OP Stack forks in order (OP specs, superchain-upgrades.md). Delta changes derivation only.
enum class OpFork : std::uint8_t {
    bedrock,
    regolith,
    canyon,
    delta,
    ecotone,
    fjord,
    granite,
    holocene,
    isthmus,
    jovian,
    karst,
};
inline constexpr std::size_t OP_FORK_COUNT = 11;

/// Activation time of each OP fork in seconds; none: not scheduled. Bedrock is always active.
struct OpForkSchedule {
    std::array<std::optional<std::uint64_t>, OP_FORK_COUNT> time{};

    /// Every fork up to `last` active at genesis.
    static constexpr OpForkSchedule all_through(OpFork last) noexcept {
        OpForkSchedule schedule;
        for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) schedule.time[i] = 0;
        return schedule;
    }
    constexpr bool is_active(OpFork fork, std::uint64_t timestamp) const noexcept {
        const auto& at = time[static_cast<std::size_t>(fork)];
        return fork == OpFork::bedrock || (at && timestamp >= *at);
    }
    /// The newest fork active at `timestamp`.
    constexpr OpFork at(std::uint64_t timestamp) const noexcept {
        for (std::size_t i = OP_FORK_COUNT; i-- > 1;)
            if (is_active(static_cast<OpFork>(i), timestamp)) return static_cast<OpFork>(i);
        return OpFork::bedrock;
    }
    friend bool operator==(const OpForkSchedule&, const OpForkSchedule&) = default;
};

/// The EVM rules that an OP fork contains: Canyon = Shanghai, Ecotone = Cancun, Isthmus = Prague,
/// Karst = Osaka (OP specs, protocol/*/exec-engine.md).
constexpr evm::Revision revision_of(OpFork fork) noexcept {
    if (fork >= OpFork::karst) return evm::Revision::osaka;
    if (fork >= OpFork::isthmus) return evm::Revision::prague;
    if (fork >= OpFork::ecotone) return evm::Revision::cancun;
    if (fork >= OpFork::canyon) return evm::Revision::shanghai;
    return evm::Revision::paris;
}

}  // namespace dusk
