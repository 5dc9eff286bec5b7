#include <fuzz/rollup/rollup.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk::fuzz;
    static constexpr Subject SUBJECTS[] = {frames, l1_attributes, channel, span_batch, blob, logs};
    run_subject(SUBJECTS, {data, size});
    return 0;
}
