// DuskDS's transactions, blocks, block records and consensus messages: what decodes encodes to
// bytes that decode to the same.
#include <fuzz/settlement/settlement.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/settlement/consensus/messages.hpp>
#include <dusk/settlement/ledger/block_record.hpp>
#include <dusk/settlement/ledger/moonlight.hpp>

using namespace dusk;
using namespace dusk::settlement;

/// The id and the digest do not depend on sidecars.
void dusk::fuzz::tx(BytesView input) {
    const auto tx = decode_protocol_bytes(input);
    if (!tx) return;
    const auto bytes = encode_protocol_bytes(*tx);
    const auto again = decode_protocol_bytes(bytes);
    DUSK_CHECK(again && *again == *tx);
    DUSK_CHECK(encode_protocol_bytes(*again) == bytes);
    DUSK_CHECK(tx_id(strip_sidecars(*tx)) == tx_id(*tx));
    DUSK_CHECK(tx_digest(strip_sidecars(*tx)) == tx_digest(*tx));
}

void dusk::fuzz::block(BytesView input) {
    const auto block = decode_block(input);
    if (!block) return;
    const auto again = decode_block(BytesView{encode_block(*block)});
    DUSK_CHECK(again && *again == *block);
}

void dusk::fuzz::record(BytesView input) {
    const auto record = decode_block_record(input);
    if (!record) return;
    const auto again = decode_block_record(encode_block_record(*record));
    DUSK_CHECK(again && *again == *record);
}

void dusk::fuzz::message(BytesView input) {
    const auto message = decode_message(input);
    if (!message) return;
    const auto again = decode_message(encode_message(*message));
    DUSK_CHECK(again && *again == *message);
}
