#include <fuzz/sources/sources.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk::fuzz;
    static constexpr Subject SUBJECTS[] = {answers, rollup_config, genesis, dusk_genesis};
    run_subject(SUBJECTS, {data, size});
    return 0;
}
