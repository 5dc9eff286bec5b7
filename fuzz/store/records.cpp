// Rows of the execution node's tables: what decodes encodes to what decodes to the same.
#include <fuzz/store/store.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/node/store/records.hpp>

using namespace dusk;
using namespace dusk::store;

void dusk::fuzz::account_row(BytesView input) {
    static_cast<void>(decode_slot_value(input));
    const auto account = decode_account(input);
    if (account) DUSK_CHECK(decode_account(encode_account(*account)) == account);
}

void dusk::fuzz::diff_row(BytesView input) {
    const auto diff = decode_state_diff(input);
    if (!diff) return;
    const auto row = encode_state_diff(*diff);
    const auto again = decode_state_diff(row);
    DUSK_CHECK(again && encode_state_diff(*again) == row);
}

void dusk::fuzz::body_row(BytesView input) {
    const auto body = decode_body(input);
    if (!body) return;
    const auto row = encode_body(*body);
    const auto again = decode_body(row);
    DUSK_CHECK(again && encode_body(*again) == row);
}

void dusk::fuzz::receipts_row(BytesView input) {
    const auto receipts = decode_receipts(input);
    if (receipts) DUSK_CHECK(decode_receipts(encode_receipts(*receipts)) == receipts);
}
