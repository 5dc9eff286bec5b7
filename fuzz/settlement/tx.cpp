// A Moonlight transaction that decodes encodes to bytes that decode to the same; its id and digest
// do not depend on sidecars.
#include <dusk/core/base/check.hpp>
#include <dusk/settlement/ledger/moonlight.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk;
    const auto tx = settlement::decode_protocol_bytes({data, size});
    if (!tx) return 0;
    const auto bytes = settlement::encode_protocol_bytes(*tx);
    const auto again = settlement::decode_protocol_bytes(bytes);
    DUSK_CHECK(again && *again == *tx);
    DUSK_CHECK(settlement::encode_protocol_bytes(*again) == bytes);
    DUSK_CHECK(settlement::tx_id(settlement::strip_sidecars(*tx)) == settlement::tx_id(*tx));
    DUSK_CHECK(settlement::tx_digest(settlement::strip_sidecars(*tx)) ==
               settlement::tx_digest(*tx));
    return 0;
}
