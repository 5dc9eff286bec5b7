// What eth_sendRawTransaction decodes goes through the relay's queue unchanged.
#include <fuzz/settlement/settlement.hpp>

#include <dusk/adapter/network_txn.hpp>
#include <dusk/core/base/check.hpp>

using namespace dusk;

void dusk::fuzz::network_txn(BytesView input) {
    if (const auto network = adapter::decode_network_txn(input)) {
        const auto again = adapter::decode_queued(adapter::encode_queued(*network));
        DUSK_CHECK(again.has_value());
        DUSK_CHECK(again->hash == network->hash);
        DUSK_CHECK(again->sidecars == network->sidecars);
    }
    static_cast<void>(adapter::decode_queued(input));
}
