// Stored view blocks that decode encode back to themselves.
#include <fuzz/settlement/settlement.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/settlement/ethview/view_codec.hpp>

using namespace dusk;

void dusk::fuzz::view_block(BytesView input) {
    const auto block = settlement::ethview::decode_view_block(input);
    if (!block) return;
    const auto again =
        settlement::ethview::decode_view_block(settlement::ethview::encode_view_block(*block));
    DUSK_CHECK(again.has_value());
    DUSK_CHECK(*again == *block);
}
