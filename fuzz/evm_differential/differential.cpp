// Blocks made from the input, under any fork, come out the same of core and of the model
// (dusk/conformance/model), and no wei is made or lost. What would take the model long is compared
// up to there.
#include <cstdio>
#include <cstdlib>

#include <dusk/conformance/model/compare.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

using namespace dusk;

namespace {

/// A transaction's. Of cheap instructions its gas buys half of that.
constexpr std::uint64_t WORK_MAX = 2'000'000;

void expect_same(const model::Scenario& scenario, const model::ModelRun& expected,
                 const Interpreter* interpreter) {
    const auto difference =
        model::find_difference(scenario, expected, {.interpreter = interpreter});
    if (!difference) return;
    std::fprintf(stderr, "difference (%s): %s\n", interpreter == nullptr ? "portable" : "fast",
                 difference->c_str());
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    model::Choices choices({data, size});
    const auto scenario = model::make_scenario(choices);
    const auto expected = model::run_model(scenario, WORK_MAX);
    static const auto fast = make_fast_interpreter();
    expect_same(scenario, expected, nullptr);
    // Twice: long code is translated when it runs again.
    for (int i = 0; i < 2 && fast; ++i) expect_same(scenario, expected, fast.get());
    return 0;
}
