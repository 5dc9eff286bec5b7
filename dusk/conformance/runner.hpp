// Runs fixture files one after the other on a few threads, one file in memory per thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <dusk/conformance/report.hpp>

namespace dusk::conformance {

struct RunOptions {
    unsigned threads = 2;
    /// Only cases whose id contains this text.
    std::string filter;
    /// Only this fork or network; empty: all.
    std::string fork;
    bool json = false;
};

/// All *.json files under `paths` (files or folders), sorted.
std::vector<std::string> fixture_files(const std::vector<std::string>& paths);

/// Calls `run` for each item and merges the reports. An exception fails the item as a whole.
Report run_all(const std::vector<std::string>& items, unsigned threads,
               const std::function<void(const std::string&, Report&)>& run);

/// Prints the report; 0 if nothing failed and something passed, else 1.
int print_report(const Report& report, const RunOptions& options);

}  // namespace dusk::conformance
