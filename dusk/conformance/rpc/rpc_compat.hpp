// Runner of execution-apis' tests (ethereum/execution-apis, tests/): METHOD/CASE.io files beside
// the chain that they ask about.
#pragma once

#include <string>
#include <vector>

#include <dusk/conformance/runner.hpp>

namespace dusk::conformance {

/// Folders that hold genesis.json, chain.rlp and the folders of methods. Each exchange is a case;
/// one whose answer counts by form only is passed and told beside.
Report check_rpc_compat(const std::vector<std::string>& paths, const RunOptions& options);
int run_rpc_compat(const std::vector<std::string>& paths, const RunOptions& options);

}  // namespace dusk::conformance
