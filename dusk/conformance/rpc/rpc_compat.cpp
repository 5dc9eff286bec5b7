#include <algorithm>
#include <filesystem>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/rpc/exchange.hpp>
#include <dusk/conformance/rpc/rpc_compat.hpp>
#include <dusk/conformance/rpc/test_network.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::conformance {
namespace {

namespace fs = std::filesystem;

struct SkipRow {
    std::string_view prefix;
    std::string_view reason;
};
constexpr SkipRow SKIPS[] = {
    {"testing_buildBlockV1/",
     "testing_*: builds Ethereum blocks, not an execution node's API on OP chains"},
};

std::vector<std::string> exchange_files(const std::string& folder) {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".io")
            out.push_back(fs::relative(entry.path(), folder).string());
    std::ranges::sort(out);
    return out;
}

void run_file(const TestNetwork& network, const std::string& path, const std::string& id,
              Report& report) {
    const auto file = read_exchanges(path);
    for (std::size_t i = 0; i < file.exchanges.size(); ++i) {
        const auto& exchange = file.exchanges[i];
        const auto answer = rpc::handle(network.methods(), exchange.request);
        const auto wrong = mismatch(exchange.answer, boost::json::parse(answer), file.is_speconly);
        if (wrong.empty())
            report.pass();
        else
            report.fail(fmt::format("{}:{}", id, i), wrong);
    }
}

}  // namespace

Report check_rpc_compat(const std::vector<std::string>& paths, const RunOptions& options) {
    Report report;
    for (const auto& folder : paths) {
        const TestNetwork network(folder);
        for (const auto& id : exchange_files(folder)) {
            if (!is_selected(options, id)) continue;
            const auto skip = std::ranges::find_if(
                SKIPS, [&](const SkipRow& row) { return id.starts_with(row.prefix); });
            if (skip != std::end(SKIPS)) {
                report.skip(std::string(skip->reason));
                continue;
            }
            try {
                run_file(network, folder + "/" + id, id, report);
            } catch (const std::exception& error) {
                report.fail(id, error.what());
            }
        }
    }
    return report;
}

int run_rpc_compat(const std::vector<std::string>& paths, const RunOptions& options) {
    return print_report(check_rpc_compat(paths, options), options);
}

}  // namespace dusk::conformance
