// What a runner found: counts, the failures by name, the skips by reason.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dusk::conformance {

struct Failure {
    std::string id;
    std::string reason;
};

/// One case, where the runner was asked to list them.
struct CaseResult {
    std::string name;
    std::string fork;
    std::string state_root;
    /// What is wrong with it; empty: nothing.
    std::string error;
};

struct Report {
    std::uint64_t passed = 0;
    std::vector<Failure> failures;
    std::map<std::string, std::uint64_t> skips;
    std::vector<CaseResult> cases;

    void pass() { ++passed; }
    void fail(std::string id, std::string reason) {
        failures.push_back({std::move(id), std::move(reason)});
    }
    void skip(const std::string& reason) { ++skips[reason]; }
    std::uint64_t skipped() const;
    void merge(Report other);
};

/// "N passed, N failed, N skipped", with a line for each reason and failure before it.
std::string to_text(const Report& report);
/// {"passed": …, "failed": …, "skipped": …, "failures": […], "skips": {…}}
std::string to_json(const Report& report);
/// [{"name": …, "pass": …, "stateRoot": …, "fork": …, "error": …}, …]
std::string cases_to_json(const Report& report);

}  // namespace dusk::conformance
