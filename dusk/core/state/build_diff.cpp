#include <algorithm>

#include <dusk/core/state/state.hpp>

namespace dusk {
namespace {

constexpr auto BY_KEY = [](const auto& a, const auto& b) { return a.first < b.first; };

}  // namespace

std::optional<AccountDiff> State::diff_of(const Record& record) const {
    AccountDiff diff{.address = record.address};
    if (record.exists) diff.account = record.account;
    diff.storage_cleared =
        record.storage_cleared && record.parent_exists && parent_.has_storage(record.address);
    for (const auto& [key, slot] : record.storage) {
        if (!slot.is_loaded) continue;
        const auto& before = diff.storage_cleared ? u256{} : slot.parent;
        if (slot.current != before) diff.storage.emplace_back(key, slot.current);
    }
    std::ranges::sort(diff.storage, BY_KEY);
    const bool is_same_account = record.exists == record.parent_exists &&
                                 (!record.exists || record.account == record.parent_account);
    if (is_same_account && !diff.storage_cleared && diff.storage.empty()) return std::nullopt;
    return diff;
}

StateDiff State::build_diff() const {
    StateDiff out;
    for (const auto& record : records_) {
        if (!record.is_loaded) continue;
        auto diff = diff_of(record);
        if (!diff) continue;
        out.accounts.push_back(*std::move(diff));
        if (record.exists && record.code_is_new && record.account.has_code())
            out.codes.emplace_back(record.account.code_hash, record.code);
    }
    std::ranges::sort(out.accounts, {}, &AccountDiff::address);
    std::ranges::sort(out.codes, BY_KEY);
    const auto repeated = std::ranges::unique(
        out.codes, [](const auto& a, const auto& b) { return a.first == b.first; });
    out.codes.erase(repeated.begin(), repeated.end());
    return out;
}

}  // namespace dusk
