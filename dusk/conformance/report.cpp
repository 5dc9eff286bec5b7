#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <dusk/conformance/report.hpp>

namespace dusk::conformance {

std::uint64_t Report::skipped() const {
    std::uint64_t sum = 0;
    for (const auto& [reason, count] : skips) sum += count;
    return sum;
}

void Report::merge(Report other) {
    passed += other.passed;
    for (auto& failure : other.failures) failures.push_back(std::move(failure));
    for (const auto& [reason, count] : other.skips) skips[reason] += count;
    for (auto& found : other.cases) cases.push_back(std::move(found));
}

std::string to_text(const Report& report) {
    std::string out;
    auto failures = report.failures;
    std::ranges::sort(failures, {}, &Failure::id);
    for (const auto& [id, reason] : failures) out += fmt::format("FAILED {}: {}\n", id, reason);
    for (const auto& [reason, count] : report.skips)
        out += fmt::format("skipped {}: {}\n", count, reason);
    return out + fmt::format("{} passed, {} failed, {} skipped\n", report.passed, failures.size(),
                             report.skipped());
}

std::string to_json(const Report& report) {
    boost::json::array failures;
    for (const auto& [id, reason] : report.failures)
        failures.push_back({{"id", id}, {"reason", reason}});
    boost::json::object skips;
    for (const auto& [reason, count] : report.skips) skips[reason] = count;
    const boost::json::object out{{"passed", report.passed},
                                  {"failed", report.failures.size()},
                                  {"skipped", report.skipped()},
                                  {"failures", std::move(failures)},
                                  {"skips", std::move(skips)}};
    return boost::json::serialize(out);
}

std::string cases_to_json(const Report& report) {
    boost::json::array out;
    for (const auto& [name, fork, state_root, error] : report.cases) {
        boost::json::object entry{
            {"name", name}, {"pass", error.empty()}, {"stateRoot", state_root}, {"fork", fork}};
        if (!error.empty()) entry["error"] = error;
        out.push_back(std::move(entry));
    }
    return boost::json::serialize(out);
}

}  // namespace dusk::conformance
