#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <mutex>
#include <regex>
#include <thread>

#include <dusk/conformance/runner.hpp>

namespace dusk::conformance {

namespace fs = std::filesystem;

std::vector<std::string> fixture_files(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    for (const auto& path : paths) {
        if (!fs::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(path))
            if (entry.is_regular_file() && entry.path().extension() == ".json")
                files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    return files;
}

bool is_selected(const RunOptions& options, const std::string& id) {
    if (id.find(options.filter) == std::string::npos) return false;
    return options.run.empty() || std::regex_search(id, std::regex(options.run));
}

Report run_all(const std::vector<std::string>& items, unsigned threads,
               const std::function<void(const std::string&, Report&)>& run) {
    Report total;
    std::mutex total_mutex;
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        Report mine;
        for (auto i = next++; i < items.size(); i = next++) {
            try {
                run(items[i], mine);
            } catch (const std::exception& error) {
                mine.fail(items[i], error.what());
            }
        }
        const std::lock_guard lock(total_mutex);
        total.merge(std::move(mine));
    };
    std::vector<std::thread> pool;
    for (unsigned i = 1; i < threads; ++i) pool.emplace_back(work);
    work();
    for (auto& thread : pool) thread.join();
    return total;
}

int print_report(const Report& report, const RunOptions& options) {
    const auto text = options.lists_cases ? cases_to_json(report) + "\n"
                      : options.json      ? to_json(report) + "\n"
                                          : to_text(report);
    std::fputs(text.c_str(), stdout);
    return report.failures.empty() && report.passed > 0 ? 0 : 1;
}

}  // namespace dusk::conformance
