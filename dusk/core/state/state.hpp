// State: the accounts of a block while it is executed, journaled, over the read-only parent state.
// Every write inside a transaction can be undone to a snapshot (yellow paper 6.2, 8, 9.4.4).
//
// Use: begin_transaction(); reads, writes, snapshot/revert; end_transaction(); … build_diff().
// Per-transaction sets (warm addresses and slots, transient storage, original values, creations,
// destructions, logs) are void from begin_transaction() on, however the transaction before ended.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <dusk/core/base/flat_map.hpp>
#include <dusk/core/evm/revision.hpp>
#include <dusk/core/state/account.hpp>
#include <dusk/core/state/log.hpp>
#include <dusk/core/state/state_diff.hpp>
#include <dusk/core/state/state_view.hpp>

namespace dusk {

/// A slot's value now and at the start of the transaction (EIP-2200).
struct StorageValue {
    u256 current;
    u256 original;
};

class State {
public:
    using Snapshot = std::size_t;

    /// `parent` must outlive the state.
    explicit State(const StateView& parent) noexcept : parent_(parent) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    // Transactions --------------------------------------------------------------------------

    void begin_transaction();
    /// Carries out destructions (EIP-6780) and, from Spurious Dragon on, removes touched empty
    /// accounts (EIP-161). Nothing can be reverted past this point.
    void end_transaction(evm::Revision revision);
    Snapshot snapshot() const noexcept { return journal_.size(); }
    /// Undoes everything since `snapshot`, warmth and logs included. Newest snapshots first.
    void revert(Snapshot snapshot);

    const std::vector<Log>& logs() const noexcept { return logs_; }
    /// The logs of the transaction, leaving none.
    std::vector<Log> take_logs() { return std::exchange(logs_, {}); }

    /// What all transactions so far changed against the parent. The state stays usable.
    StateDiff build_diff() const;

    // Accounts ------------------------------------------------------------------------------

    /// The account, or none if it does not exist.
    std::optional<Account> account(const Address& address);
    bool exists(const Address& address);
    /// EIP-161: does not exist or has no nonce, balance and code.
    bool is_empty(const Address& address);
    u256 balance(const Address& address);
    std::uint64_t nonce(const Address& address);
    /// EMPTY_CODE_HASH for accounts without code and for none.
    Hash32 code_hash(const Address& address);
    /// Never null. Shared with the parent's code cache.
    std::shared_ptr<const Bytes> code(const Address& address);
    /// Whether a contract may not be created here: nonce, code (EIP-684) or storage (EIP-7610).
    bool is_occupied(const Address& address);

    /// Whether the account may have a slot that is not zero (StateView::has_storage of this state).
    bool has_storage(const Address& address);

    /// Writes create the account if need be, and touch it (EIP-161).
    void touch(const Address& address);
    void set_balance(const Address& address, const u256& balance);
    /// The sum must fit 256 bits; total supply sees to that.
    void add_balance(const Address& address, const u256& amount);
    /// The balance must suffice.
    void sub_balance(const Address& address, const u256& amount);
    void set_nonce(const Address& address, std::uint64_t nonce);
    void set_code(const Address& address, Bytes code);
    /// Starts a contract: marks it as created in this transaction, keeps the balance.
    void create_contract(const Address& address);
    bool is_created_in_transaction(const Address& address);
    /// Destruction at the end of the transaction; the balance is the caller's business.
    void mark_destructed(const Address& address);
    bool is_destructed(const Address& address);

    // Storage -------------------------------------------------------------------------------

    u256 storage(const Address& address, const u256& slot);
    StorageValue storage_value(const Address& address, const u256& slot);
    void set_storage(const Address& address, const u256& slot, const u256& value);
    u256 transient_storage(const Address& address, const u256& slot) const;
    void set_transient_storage(const Address& address, const u256& slot, const u256& value);

    // Warmth (EIP-2929) ---------------------------------------------------------------------

    /// Makes the address warm; returns whether it already was. Reads nothing from the parent.
    bool warm_address(const Address& address);
    bool warm_slot(const Address& address, const u256& slot);
    bool is_warm(const Address& address) const;
    bool is_warm(const Address& address, const u256& slot) const;

    void add_log(const Address& address, std::vector<Hash32> topics, Bytes data);

private:
    /// Number of a transaction; marks made in an older one are void.
    using Epoch = std::uint32_t;

    struct Slot {
        u256 current;
        u256 original;  ///< valid if original_epoch is the present one
        u256 parent;
        Epoch original_epoch = 0;
        Epoch warm_epoch = 0;
        bool is_loaded = false;
    };
    struct Record {
        Address address;
        bool is_loaded = false;
        bool exists = false;
        bool parent_exists = false;
        bool code_is_new = false;
        /// The parent's slots are gone; those not in `storage` are zero.
        bool storage_cleared = false;
        Epoch warm_epoch = 0;
        Epoch created_epoch = 0;
        Epoch touched_epoch = 0;
        Epoch destructed_epoch = 0;
        Account account;
        Account parent_account;
        std::shared_ptr<const Bytes> code;  ///< null: not asked for yet
        FlatMap<u256, Slot> storage;
    };
    enum class Change : std::uint8_t {
        balance,
        nonce,
        code,
        existence,
        storage,
        transient,
        warm_address,
        warm_slot,
        created,
        destructed,
        touched,
        log,
    };
    struct JournalEntry {
        Change change;
        Record* record;
        u256 key;
        u256 old;
    };
    struct OldCode {
        Hash32 hash;
        std::shared_ptr<const Bytes> code;
        bool is_new;
    };

    Record& record(const Address& address);
    Record& loaded(const Address& address);
    const Record* find(const Address& address) const;
    /// For writing: loaded, existing, touched.
    Record& writable(const Address& address);
    Slot& slot(Record& record, const u256& key);
    Slot& loaded_slot(Record& record, const u256& key);
    const std::shared_ptr<const Bytes>& code_of(Record& record);
    void touch(Record& record);
    void undo(const JournalEntry& entry);
    void destroy(Record& record);
    std::optional<AccountDiff> diff_of(const Record& record) const;

    const StateView& parent_;
    Epoch epoch_ = 1;
    std::deque<Record> records_;  ///< stable addresses: the journal points into it
    FlatMap<Address, std::uint32_t> index_;
    Record* last_ = nullptr;  ///< the record asked for last: runs of accesses hit one account
    FlatMap<std::pair<Address, u256>, u256> transient_;
    std::vector<JournalEntry> journal_;
    std::vector<OldCode> old_codes_;
    std::vector<Record*> touched_;
    std::vector<Record*> destructed_;
    std::vector<Log> logs_;
};

}  // namespace dusk
