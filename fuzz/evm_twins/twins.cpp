// Programs made from the input: the fast interpreter and the portable one agree in status, gas,
// refunds, output, logs, warmth and state.
#include <dusk/core/base/check.hpp>
#include <dusk/platform/evm/twins.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto fast = dusk::make_fast_interpreter();
    if (fast == nullptr) return 0;
    const auto difference = dusk::test::Twins({data, size}).difference(*fast);
    DUSK_CHECK(difference.empty());
    return 0;
}
