// Stateless execution of real OP blocks: folders with fixture.json (rollup config, parent header,
// payload attributes, expected hash) and preimages.json (trie nodes and code by hash), as kona's
// executor has them.
#pragma once

#include <dusk/conformance/runner.hpp>

namespace dusk::conformance {

/// `folders` hold one block each, or are the parents of such folders.
Report check_executor_fixtures(const std::vector<std::string>& folders, const RunOptions& options);
int run_executor_fixture(const std::vector<std::string>& folders, const RunOptions& options);

}  // namespace dusk::conformance
