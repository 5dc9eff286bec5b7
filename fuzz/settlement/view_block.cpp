// Stored view blocks that decode encode back to themselves.
#include <dusk/core/base/check.hpp>
#include <dusk/settlement/ethview/view_codec.hpp>

using namespace dusk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto block = settlement::ethview::decode_view_block({data, size});
    if (!block) return 0;
    const auto again =
        settlement::ethview::decode_view_block(settlement::ethview::encode_view_block(*block));
    DUSK_CHECK(again.has_value());
    DUSK_CHECK(*again == *block);
    return 0;
}
