// The values of the tables as bytes, and back. Decoding fails only where the disk lies.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/state/state_diff.hpp>

namespace dusk::store {

Bytes encode_account(const Account& account);
std::optional<Account> decode_account(BytesView encoded);

/// A storage value without leading zeros.
Bytes encode_slot_value(const u256& value);
u256 decode_slot_value(BytesView encoded);

/// A diff's codes are not part of it: the table of codes has them.
Bytes encode_state_diff(const StateDiff& diff);
std::optional<StateDiff> decode_state_diff(BytesView encoded);

/// A block's body with the senders of its transactions, so that reading back recovers no signature.
struct Body {
    std::vector<Transaction> transactions;
    std::optional<std::vector<Withdrawal>> withdrawals;
    std::vector<Address> senders;
    /// Only Ethereum's blocks before Paris have any.
    std::vector<Header> ommers{};
};
Bytes encode_body(const Body& body);
/// The same for who has the body's transactions in EIP-2718 form.
Bytes encode_body(const Body& body, std::span<const Bytes> transactions);
std::optional<Body> decode_body(BytesView encoded);

Bytes encode_receipts(const std::vector<Receipt>& receipts);
/// The same of receipts in EIP-2718 form.
Bytes encode_receipts(std::span<const Bytes> receipts);
std::optional<std::vector<Receipt>> decode_receipts(BytesView encoded);

}  // namespace dusk::store
