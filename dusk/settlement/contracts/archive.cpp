#include <dusk/settlement/contracts/archive.hpp>

namespace dusk::settlement {

void archive_key(rkyv::Writer& writer, const BlsProvider& bls, const AccountKey& key) {
    const auto raw = bls.raw_key(key);
    writer.fixed(raw.value_or(FixedBytes<193>{})).pad(ARCHIVED_KEY_SIZE - 193);
}

void archive_optional_key(rkyv::Writer& writer, const BlsProvider& bls,
                          const std::optional<AccountKey>& key) {
    writer.u8(key ? 1 : 0).pad(7);
    if (key)
        archive_key(writer, bls, *key);
    else
        writer.pad(ARCHIVED_KEY_SIZE);
}

std::optional<AccountKey> key_from_argument(const BlsProvider& bls, BytesView bytes) {
    if (bytes.size() == AccountKey::size()) return AccountKey::from(bytes);
    if (bytes.size() == 193 || bytes.size() == ARCHIVED_KEY_SIZE)
        return bls.key_from_raw(FixedBytes<193>::from(bytes));
    return std::nullopt;
}

Bytes archive(const BlsProvider& bls, const MoonlightEvent& event) {
    rkyv::Writer writer;
    const auto memo = writer.bytes(event.memo);
    writer.root(8);
    archive_optional_key(writer, bls, event.receiver);
    writer.u8(event.refund ? 1 : 0).pad(7);
    if (event.refund) {
        archive_key(writer, bls, event.refund->first);
        writer.u64(event.refund->second);
    } else {
        writer.pad(ARCHIVED_KEY_SIZE + 8);
    }
    archive_key(writer, bls, event.sender);
    writer.u64(event.value).vec(memo).u64(event.gas_spent);
    return std::move(writer).finish();
}

Bytes archive_deposit(const BlsProvider& bls, const std::optional<AccountKey>& sender,
                      const ContractId& receiver, std::uint64_t value) {
    rkyv::Writer writer;
    writer.root(8);
    archive_optional_key(writer, bls, sender);
    writer.fixed(receiver).u64(value);
    return std::move(writer).finish();
}

Bytes archive_contract_transfer(const ContractId& sender, const ContractId& receiver,
                                std::uint64_t value) {
    rkyv::Writer writer;
    writer.root(8).fixed(sender).fixed(receiver).u64(value);
    return std::move(writer).finish();
}

Bytes archive_account_transfer(const BlsProvider& bls, const ContractId& sender,
                               const AccountKey& receiver, std::uint64_t value) {
    rkyv::Writer writer;
    writer.root(8).fixed(sender);
    archive_key(writer, bls, receiver);
    writer.u64(value);
    return std::move(writer).finish();
}

Bytes archive_withdraw(const BlsProvider& bls, const ContractId& sender, const AccountKey& receiver,
                       std::uint64_t value) {
    constexpr std::size_t STEALTH_ADDRESS_SIZE = 320;
    rkyv::Writer writer;
    writer.root(8).u8(0).pad(7);  // variant Moonlight
    archive_key(writer, bls, receiver);
    writer.pad(STEALTH_ADDRESS_SIZE - ARCHIVED_KEY_SIZE).fixed(sender).u64(value);
    return std::move(writer).finish();
}

}  // namespace dusk::settlement
