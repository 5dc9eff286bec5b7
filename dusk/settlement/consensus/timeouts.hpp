// Step timeouts and how they adapt (spec/duskds-consensus.md section 2.4). Liveness only.
#pragma once

#include <array>
#include <vector>

#include <dusk/settlement/consensus/config.hpp>

namespace dusk::settlement {

/// Timeout of each step kind, in milliseconds.
using StepTimeouts = std::array<std::uint64_t, 3>;

/// Elapsed times of steps that ended by success, over rounds.
class TimeoutHistory {
public:
    void record(Step step, std::uint64_t elapsed_ms);
    /// The average of the last five, rounded up to a second, within the bounds; the maximum if
    /// nothing was recorded.
    StepTimeouts base() const;

private:
    std::array<std::vector<std::uint64_t>, 3> elapsed_;
};

}  // namespace dusk::settlement
