#include <dusk/core/codec/rlp.hpp>
#include <dusk/node/store/records.hpp>

namespace dusk::store {
namespace {

using rlp::ListReader;
using rlp::RlpError;

template <class T>
std::optional<T> to_optional(std::expected<T, RlpError> result) {
    if (!result) return std::nullopt;
    return *std::move(result);
}

std::expected<Account, RlpError> read_account(ListReader reader) {
    Account account;
    DUSK_TRY(nonce, reader.next_u64());
    DUSK_TRY(balance, reader.next_u256());
    account.nonce = nonce;
    account.balance = balance;
    if (!reader.at_end()) {
        DUSK_TRY(code_hash, reader.next_fixed<32>());
        account.code_hash = code_hash;
    }
    DUSK_TRY_VOID(reader.finish());
    return account;
}

std::expected<std::vector<std::pair<u256, u256>>, RlpError> read_slots(ListReader reader) {
    std::vector<std::pair<u256, u256>> slots;
    while (!reader.at_end()) {
        DUSK_TRY(slot, reader.next_u256());
        DUSK_TRY(value, reader.next_u256());
        slots.emplace_back(slot, value);
    }
    return slots;
}

std::expected<AccountDiff, RlpError> read_account_diff(ListReader reader) {
    AccountDiff diff;
    DUSK_TRY(address, reader.next_fixed<20>());
    DUSK_TRY(cleared, reader.next_u64());
    DUSK_TRY(account, reader.next_list());
    DUSK_TRY(slots, reader.next_list());
    DUSK_TRY_VOID(reader.finish());
    diff.address = address;
    diff.storage_cleared = cleared != 0;
    if (!account.at_end()) {
        DUSK_TRY(present, read_account(account));
        diff.account = present;
    }
    DUSK_TRY(storage, read_slots(slots));
    diff.storage = std::move(storage);
    return diff;
}

std::expected<StateDiff, RlpError> read_state_diff(BytesView encoded) {
    DUSK_TRY(reader, ListReader::open(encoded));
    StateDiff diff;
    while (!reader.at_end()) {
        DUSK_TRY(entry, reader.next_list());
        DUSK_TRY(account, read_account_diff(entry));
        diff.accounts.push_back(std::move(account));
    }
    return diff;
}

std::expected<Withdrawal, RlpError> read_withdrawal(ListReader reader) {
    DUSK_TRY(index, reader.next_u64());
    DUSK_TRY(validator, reader.next_u64());
    DUSK_TRY(address, reader.next_fixed<20>());
    DUSK_TRY(amount, reader.next_u64());
    DUSK_TRY_VOID(reader.finish());
    return Withdrawal{index, validator, address, amount};
}

std::expected<Body, RlpError> read_body(BytesView encoded) {
    DUSK_TRY(reader, ListReader::open(encoded));
    DUSK_TRY(transactions, reader.next_list());
    DUSK_TRY(withdrawals, reader.next_list());
    DUSK_TRY(senders, reader.next_list());
    Body body;
    while (!reader.at_end()) {
        DUSK_TRY(item, reader.next_string());
        auto ommer = decode_header(item);
        if (!ommer) return std::unexpected(RlpError::unexpected_string);
        body.ommers.push_back(*std::move(ommer));
    }
    while (!transactions.at_end()) {
        DUSK_TRY(item, transactions.next_string());
        auto txn = decode_transaction(item);
        if (!txn) return std::unexpected(RlpError::unexpected_string);
        body.transactions.push_back(*std::move(txn));
    }
    // None of them at all, or one list with the withdrawals.
    if (!withdrawals.at_end()) {
        body.withdrawals.emplace();
        DUSK_TRY(list, withdrawals.next_list());
        while (!list.at_end()) {
            DUSK_TRY(entry, list.next_list());
            DUSK_TRY(withdrawal, read_withdrawal(entry));
            body.withdrawals->push_back(withdrawal);
        }
    }
    while (!senders.at_end()) {
        DUSK_TRY(sender, senders.next_fixed<20>());
        body.senders.push_back(sender);
    }
    return body;
}

std::expected<std::vector<Receipt>, RlpError> read_receipts(BytesView encoded) {
    DUSK_TRY(reader, ListReader::open(encoded));
    std::vector<Receipt> receipts;
    while (!reader.at_end()) {
        DUSK_TRY(item, reader.next_string());
        auto receipt = decode_receipt(item);
        if (!receipt) return std::unexpected(RlpError::unexpected_string);
        receipts.push_back(*std::move(receipt));
    }
    return receipts;
}

void append_list(Bytes& out, BytesView payload) { append(out, rlp::encode_list(payload)); }

/// Strings as the items of a list.
Bytes join(std::span<const Bytes> strings) {
    std::size_t size = 0;
    for (const auto& string : strings) size += string.size() + 9;
    Bytes items;
    items.reserve(size);
    for (const auto& string : strings) rlp::encode(items, BytesView{string});
    return items;
}

}  // namespace

Bytes encode_account(const Account& account) {
    Bytes payload;
    rlp::encode(payload, account.nonce);
    rlp::encode(payload, account.balance);
    if (account.has_code()) rlp::encode(payload, account.code_hash);
    return rlp::encode_list(payload);
}

std::optional<Account> decode_account(BytesView encoded) {
    const auto reader = ListReader::open(encoded);
    if (!reader) return std::nullopt;
    return to_optional(read_account(*reader));
}

Bytes encode_slot_value(const u256& value) {
    const auto word = to_hash32(value);
    return to_bytes(word.view().last(value.byte_length()));
}

u256 decode_slot_value(BytesView encoded) {
    return encoded.size() <= 32 ? u256_from_be(encoded) : u256{};
}

Bytes encode_state_diff(const StateDiff& diff) {
    Bytes entries;
    for (const auto& account : diff.accounts) {
        Bytes slots;
        for (const auto& [slot, value] : account.storage) {
            rlp::encode(slots, slot);
            rlp::encode(slots, value);
        }
        Bytes entry;
        rlp::encode(entry, account.address);
        rlp::encode(entry, std::uint64_t{account.storage_cleared});
        append(entry, account.account ? encode_account(*account.account) : rlp::encode_list({}));
        append_list(entry, slots);
        append_list(entries, entry);
    }
    return rlp::encode_list(entries);
}

std::optional<StateDiff> decode_state_diff(BytesView encoded) {
    return to_optional(read_state_diff(encoded));
}

Bytes encode_body(const Body& body) {
    std::vector<Bytes> transactions;
    transactions.reserve(body.transactions.size());
    for (const auto& txn : body.transactions) transactions.push_back(encode_transaction(txn));
    return encode_body(body, transactions);
}

Bytes encode_body(const Body& body, std::span<const Bytes> encoded) {
    const auto transactions = join(encoded);
    Bytes withdrawals;
    if (body.withdrawals) {
        Bytes list;
        for (const auto& w : *body.withdrawals)
            append(list, rlp::encode_items(w.index, w.validator_index, w.address, w.amount_gwei));
        append_list(withdrawals, list);
    }
    Bytes senders;
    senders.reserve(body.senders.size() * (Address::size() + 1));
    for (const auto& sender : body.senders) rlp::encode(senders, sender);
    Bytes payload;
    payload.reserve(transactions.size() + senders.size() + withdrawals.size() + 32);
    append_list(payload, transactions);
    append_list(payload, withdrawals);
    append_list(payload, senders);
    for (const auto& ommer : body.ommers) rlp::encode(payload, encode_header(ommer));
    return rlp::encode_list(payload);
}

std::optional<Body> decode_body(BytesView encoded) { return to_optional(read_body(encoded)); }

Bytes encode_receipts(const std::vector<Receipt>& receipts) {
    std::vector<Bytes> encoded;
    encoded.reserve(receipts.size());
    for (const auto& receipt : receipts) encoded.push_back(encode_receipt(receipt));
    return encode_receipts(encoded);
}

Bytes encode_receipts(std::span<const Bytes> encoded) { return rlp::encode_list(join(encoded)); }

std::optional<std::vector<Receipt>> decode_receipts(BytesView encoded) {
    return to_optional(read_receipts(encoded));
}

}  // namespace dusk::store
