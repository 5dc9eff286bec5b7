#include <algorithm>
#include <numeric>

#include <dusk/settlement/consensus/timeouts.hpp>

namespace dusk::settlement {
namespace {
constexpr std::size_t HISTORY_SIZE = 5;
}

void TimeoutHistory::record(Step step, std::uint64_t elapsed_ms) {
    auto& times = elapsed_[static_cast<std::size_t>(step)];
    if (times.size() == HISTORY_SIZE) times.erase(times.begin());
    times.push_back(elapsed_ms);
}

StepTimeouts TimeoutHistory::base() const {
    StepTimeouts out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto& times = elapsed_[i];
        out[i] = MAX_STEP_TIMEOUT_MS;
        if (times.empty()) continue;
        const auto average =
            std::accumulate(times.begin(), times.end(), std::uint64_t{0}) / times.size();
        out[i] =
            std::clamp((average + 999) / 1000 * 1000, MIN_STEP_TIMEOUT_MS, MAX_STEP_TIMEOUT_MS);
    }
    return out;
}

}  // namespace dusk::settlement
