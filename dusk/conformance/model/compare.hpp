// Runs a scenario through the model and through core's block executor, and names the first
// difference. Also checks that no wei comes out of nothing.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <dusk/conformance/model/scenario.hpp>
#include <dusk/conformance/model/transaction.hpp>

namespace dusk::model {

/// What the model makes of a scenario.
struct ModelRun {
    /// One a transaction; fewer if one took too much work.
    std::vector<Outcome> outcomes;
    /// Only after all of them.
    Accounts accounts;
    Word minted{};
    Word burned{};
};

/// Ends at the first transaction that takes more work than that, in steps of the plainest kind.
ModelRun run_model(const Scenario& scenario, std::uint64_t work_max = ~std::uint64_t{0});

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

/// None: both agree in all that the model has run.
std::optional<std::string> find_difference(const Scenario& scenario, const ModelRun& model,
                                           const CompareOptions& options = {});

}  // namespace dusk::model
