// A consensus message that decodes encodes to bytes that decode to the same.
#include <dusk/core/base/check.hpp>
#include <dusk/settlement/consensus/messages.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk;
    const auto message = settlement::decode_message({data, size});
    if (!message) return 0;
    const auto again = settlement::decode_message(settlement::encode_message(*message));
    DUSK_CHECK(again && *again == *message);
    return 0;
}
