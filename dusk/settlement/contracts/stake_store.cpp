#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/contracts/stake_store.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {
namespace {

std::optional<StakeEntry> decode(BytesView bytes) {
    WireReader reader(bytes);
    auto entry = decode_stake_entry(reader);
    if (!entry) return std::nullopt;
    return *std::move(entry);
}

bool is_listed(BytesView changes, const AccountKey& account) {
    WireReader reader(changes);
    while (reader.left() > 0) {
        const auto key = reader.fixed<96>();
        const auto had = reader.flag();
        if (!key || !had) return false;
        if (*key == account) return true;
        if (*had && !decode_stake_entry(reader)) return false;
    }
    return false;
}

}  // namespace

Hash32 stake_entry_slot(const AccountKey& account) {
    Bytes key = to_bytes(as_bytes("stake"));
    append(key, account);
    return keccak256(key);
}

Hash32 stake_account_slot(std::uint64_t index) {
    Bytes key = to_bytes(as_bytes("account"));
    append_be(key, index);
    return keccak256(key);
}

Hash32 stake_count_slot() { return keccak256(as_bytes("accounts")); }
Hash32 stake_changed_slot() { return keccak256(as_bytes("changed")); }

std::optional<StakeEntry> StakeStore::find(const AccountKey& account) const {
    const auto bytes = host_.load(stake_entry_slot(account));
    if (bytes.empty()) return std::nullopt;
    return decode(bytes);
}

void StakeStore::put(const StakeEntry& entry) {
    const auto slot = stake_entry_slot(entry.account);
    const auto before = host_.load(slot);
    auto changed = host_.load(stake_changed_slot());
    if (!is_listed(changed, entry.account)) {
        append(changed, entry.account);
        changed.push_back(before.empty() ? 0 : 1);
        append(changed, before);
        host_.store(stake_changed_slot(), changed);
    }
    if (before.empty()) {
        const auto index = count();
        host_.store(stake_account_slot(index), entry.account);
        host_.store(stake_count_slot(), encode_amount(index + 1));
    }
    Bytes bytes;
    encode(bytes, entry);
    host_.store(slot, bytes);
}

std::uint64_t StakeStore::count() const { return decode_amount(host_.load(stake_count_slot())); }

std::optional<StakeEntry> StakeStore::at(std::uint64_t index) const {
    const auto key = host_.load(stake_account_slot(index));
    if (key.size() != AccountKey::size()) return std::nullopt;
    return find(AccountKey::from(key));
}

}  // namespace dusk::settlement
