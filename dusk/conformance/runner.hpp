// Runs fixture files one after the other on a few threads, one file in memory per thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <dusk/conformance/eip3155.hpp>
#include <dusk/conformance/report.hpp>

namespace dusk::conformance {

struct RunOptions {
    unsigned threads = 2;
    /// Only cases whose id contains this text.
    std::string filter;
    /// Only cases whose id this regular expression (ECMAScript) finds something in; empty: all.
    std::string run;
    /// Only this fork or network; empty: all.
    std::string fork;
    /// Blockchain tests: execute the transactions of a block at once (node/parallel).
    bool parallel = false;
    /// Print the report as JSON.
    bool json = false;
    /// Print a list of all cases instead of the report, as geth's `evm statetest` does.
    bool lists_cases = false;
    /// Present: state tests run one after the other and write traces to the error stream, the state
    /// root after each.
    std::optional<TraceOptions> trace;
};

/// All *.json files under `paths` (files or folders), sorted.
std::vector<std::string> fixture_files(const std::vector<std::string>& paths);

/// Whether the options ask for the case of this id.
bool is_selected(const RunOptions& options, const std::string& id);

/// Calls `run` for each item and merges the reports. An exception fails the item as a whole.
Report run_all(const std::vector<std::string>& items, unsigned threads,
               const std::function<void(const std::string&, Report&)>& run);

/// Prints the report; 0 if nothing failed and something passed, else 1.
int print_report(const Report& report, const RunOptions& options);

}  // namespace dusk::conformance
