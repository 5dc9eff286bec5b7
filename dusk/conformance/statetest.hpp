// State tests (ethereum/execution-spec-tests, "State Tests"): one transaction on a given state; the
// state root and the hash of the logs after it are compared.
#pragma once

#include <dusk/conformance/runner.hpp>

namespace dusk::conformance {

/// The cases of `paths`, files or folders.
Report check_statetests(const std::vector<std::string>& paths, const RunOptions& options);

/// The same, printed; returns the exit code.
int run_statetest(const std::vector<std::string>& paths, const RunOptions& options);

}  // namespace dusk::conformance
