// Blockchain tests (ethereum/execution-spec-tests, "Blockchain Tests"): whole blocks on a genesis,
// valid ones and such that must be refused, under Ethereum's rules from Paris on.
#pragma once

#include <dusk/conformance/runner.hpp>

namespace dusk::conformance {

Report check_blockchaintests(const std::vector<std::string>& paths, const RunOptions& options);
int run_blockchaintest(const std::vector<std::string>& paths, const RunOptions& options);

}  // namespace dusk::conformance
