#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/flat_state.hpp>
#include <dusk/node/store/records.hpp>
#include <dusk/node/store/rows.hpp>

namespace dusk::store {
namespace {

constexpr auto ACCOUNTS = static_cast<std::uint8_t>(Table::accounts);
constexpr auto STORAGE = static_cast<std::uint8_t>(Table::storage);
/// Memory of a written entry beside key and value.
constexpr std::size_t ENTRY_SIZE = 128;

Bytes written_key(std::uint8_t table, BytesView key) {
    Bytes result{table};
    append(result, key);
    return result;
}

}  // namespace

std::optional<Bytes> FlatStateView::read(std::uint8_t table, BytesView key) const {
    auto value = snapshot_->get(table, key);
    if (value) return *std::move(value);
    ok_ = false;
    tables_.report(value.error());
    return std::nullopt;
}

std::optional<Account> FlatStateView::account(const Address& address) const {
    if (auto cached = cache_.account(generation_, address)) return *std::move(cached);
    const auto encoded = read(ACCOUNTS, address);
    if (!ok_) return std::nullopt;
    std::optional<Account> account;
    if (encoded) {
        account = decode_account(*encoded);
        if (!account) {
            ok_ = false;
            tables_.report(corrupt("an account cannot be decoded"));
            return std::nullopt;
        }
    }
    cache_.put_account(generation_, address, account);
    return account;
}

u256 FlatStateView::storage(const Address& address, const u256& slot) const {
    const auto key = slot_key(address, slot);
    if (const auto cached = cache_.slot(generation_, key)) return *cached;
    const auto encoded = read(STORAGE, key);
    if (!ok_) return {};
    const auto value = encoded ? decode_slot_value(*encoded) : u256{};
    cache_.put_slot(generation_, key, value);
    return value;
}

std::shared_ptr<const Bytes> FlatStateView::code(const Hash32& code_hash) const {
    if (code_hash != EMPTY_CODE_HASH) {
        if (auto code = tables_.code(code_hash)) return code;
        ok_ = false;
    }
    return std::make_shared<const Bytes>();
}

bool FlatStateView::has_storage(const Address& address) const {
    auto iterator = snapshot_->iterate(STORAGE, kv::prefix_range(address));
    iterator.seek_first();
    if (const auto status = iterator.status(); !status) {
        ok_ = false;
        tables_.report(status.error());
    }
    return iterator.valid();
}

kv::Result<std::optional<Bytes>> FlatStateWriter::read(std::uint8_t table, BytesView key) const {
    if (const auto found = written_.find(written_key(table, key)); found != written_.end()) {
        if (found->second.empty()) return std::optional<Bytes>{};
        return std::optional<Bytes>{found->second};
    }
    return database_.get(table, key);
}

void FlatStateWriter::write(std::uint8_t table, BytesView key, const Bytes& value) {
    if (value.empty())
        batch_.erase(table, key);
    else
        batch_.put(table, key, value);
    auto name = written_key(table, key);
    const auto name_size = name.size();
    auto [at, is_new] = written_.try_emplace(std::move(name));
    bytes_ += value.size() + (is_new ? ENTRY_SIZE + name_size : 0);
    at->second = value;
}

/// Notes every slot that `address` has now.
kv::Result<void> FlatStateWriter::collect_slots(const Address& address, AccountDiff& undo) {
    std::map<u256, u256> slots;
    const auto range = kv::prefix_range(address);
    auto iterator = database_.iterate(STORAGE, range);
    for (iterator.seek_first(); iterator.valid(); iterator.next())
        slots[u256_from_be(iterator.key().last(32))] = decode_slot_value(iterator.value());
    DUSK_TRY_VOID(iterator.status());
    const auto lower = written_key(STORAGE, range.lower);
    const auto upper = written_key(STORAGE, range.upper);
    for (auto entry = written_.lower_bound(lower);
         entry != written_.end() && (range.upper.empty() || entry->first < upper); ++entry)
        slots[u256_from_be(BytesView(entry->first).last(32))] = decode_slot_value(entry->second);
    for (const auto& [slot, value] : slots)
        if (!value.is_zero()) undo.storage.emplace_back(slot, value);
    return {};
}

kv::Result<AccountDiff> FlatStateWriter::apply(const AccountDiff& diff) {
    AccountDiff undo{.address = diff.address, .account = std::nullopt, .storage = {}};
    DUSK_TRY(before, read(ACCOUNTS, diff.address));
    if (before) {
        undo.account = decode_account(*before);
        if (!undo.account) return std::unexpected(corrupt("an account cannot be decoded"));
    }
    if (diff.storage_cleared) {
        DUSK_TRY_VOID(collect_slots(diff.address, undo));
        for (const auto& [slot, value] : undo.storage)
            write(STORAGE, slot_key(diff.address, slot), {});
    }
    for (const auto& [slot, value] : diff.storage) {
        const auto key = slot_key(diff.address, slot);
        const auto at =
            std::ranges::lower_bound(undo.storage, slot, {}, &std::pair<u256, u256>::first);
        const bool noted = at != undo.storage.end() && at->first == slot;
        if (!noted) {
            DUSK_TRY(old, read(STORAGE, key));
            undo.storage.insert(at, {slot, old ? decode_slot_value(*old) : u256{}});
        }
        write(STORAGE, key, encode_slot_value(value));
    }
    write(ACCOUNTS, diff.address, diff.account ? encode_account(*diff.account) : Bytes{});
    return undo;
}

kv::Result<StateDiff> FlatStateWriter::apply(const StateDiff& diff) {
    StateDiff undo;
    undo.accounts.reserve(diff.accounts.size());
    for (const auto& account : diff.accounts) {
        DUSK_TRY(account_undo, apply(account));
        undo.accounts.push_back(std::move(account_undo));
    }
    return undo;
}

void FlatStateWriter::publish(HeadCache& cache) const {
    for (const auto& [key, value] : written_) {
        const auto name = BytesView{key}.subspan(1);
        if (key[0] == ACCOUNTS) {
            cache.set_account(Address::from(name),
                              value.empty() ? std::nullopt : decode_account(value));
        } else {
            cache.set_slot(HeadCache::SlotKey::from(name), decode_slot_value(value));
        }
    }
}

}  // namespace dusk::store
