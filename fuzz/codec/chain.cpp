// Transactions, headers, blocks and receipts in their wire form: what is accepted encodes back to
// the very bytes.
#include <fuzz/codec/codec.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/chain/receipt.hpp>

using namespace dusk;

void dusk::fuzz::transaction(BytesView input) {
    const auto txn = decode_transaction(input);
    if (!txn) return;
    DUSK_CHECK(equal(encode_transaction(*txn), input));
    static_cast<void>(transaction_hash(*txn));
    if (!txn->is_deposit()) static_cast<void>(signing_hash(*txn));
}

void dusk::fuzz::header(BytesView input) {
    const auto header = decode_header(input);
    if (!header) return;
    DUSK_CHECK(equal(encode_header(*header), input));
    if (const auto extra = decode_op_extra_data(header->extra_data))
        DUSK_CHECK(encode_op_extra_data(*extra) == header->extra_data);
}

void dusk::fuzz::block(BytesView input) {
    if (const auto block = decode_block(input)) DUSK_CHECK(equal(encode_block(*block), input));
}

void dusk::fuzz::receipt(BytesView input) {
    if (const auto receipt = decode_receipt(input))
        DUSK_CHECK(equal(encode_receipt(*receipt), input));
}
