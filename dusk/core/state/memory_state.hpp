// MemoryState: a whole state held in sorted maps, for tests and small tools. apply() takes a
// block's diff, so a chain of blocks can run on it without a database.
#pragma once

#include <map>

#include <dusk/core/state/state_diff.hpp>
#include <dusk/core/state/state_view.hpp>

namespace dusk {

class MemoryState final : public StateView {
public:
    struct Entry {
        Account account;
        /// Non-zero slots only.
        std::map<u256, u256> storage;
        friend bool operator==(const Entry&, const Entry&) = default;
    };

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;

    /// The account, made if need be.
    Entry& operator[](const Address& address) { return entries_[address]; }
    void set_code(const Address& address, Bytes code);
    void set_storage(const Address& address, const u256& slot, const u256& value);
    void apply(const StateDiff& diff);
    const std::map<Address, Entry>& entries() const noexcept { return entries_; }

private:
    std::map<Address, Entry> entries_;
    std::map<Hash32, std::shared_ptr<const Bytes>> codes_;
};

}  // namespace dusk
