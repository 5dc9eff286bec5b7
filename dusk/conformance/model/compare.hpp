// Runs a scenario through core's block executor and through the model, and names the first
// difference. Also checks that no wei comes out of nothing.
#pragma once

#include <array>
#include <optional>
#include <string>

#include <dusk/conformance/model/scenario.hpp>

namespace dusk::model {

/// What happened, so that a test can see that the generator reaches everything.
struct Coverage {
    std::uint64_t included = 0;
    std::uint64_t refused = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t refunded = 0;
    std::uint64_t logs = 0;
    std::uint64_t deposits = 0;
    /// How often each instruction ran.
    std::array<std::uint64_t, 256> opcodes{};
    std::uint64_t steps = 0;
    std::uint64_t depth_max = 0;
};

struct CompareOptions {
    /// Present: core runs its traced interpreter and this is added to.
    Coverage* coverage = nullptr;
    /// Null: the portable one.
    const Interpreter* interpreter = nullptr;
};

/// None: both agree.
std::optional<std::string> find_difference(const Scenario& scenario,
                                           const CompareOptions& options = {});

}  // namespace dusk::model
