// Contract storage in the making: a journal of writes over a read-only base, with checkpoints. A
// block's execution works on one overlay; a failed call or a refused transaction goes back to its
// checkpoint.
#pragma once

#include <dusk/core/base/flat_map.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

/// Contract storage as it stands after some block.
class StateSource {
public:
    virtual ~StateSource() = default;
    /// Empty: never set.
    virtual Bytes load(const ContractId& contract, const Hash32& slot) const = 0;
};

/// One slot that differs from the base; empty values stand for absence.
struct StorageChange {
    ContractId contract;
    Hash32 slot;
    Bytes before;
    Bytes after;
    friend bool operator==(const StorageChange&, const StorageChange&) = default;
};

class Overlay {
public:
    explicit Overlay(const StateSource& base) : base_(base) {}

    Bytes load(const ContractId& contract, const Hash32& slot) const;
    void store(const ContractId& contract, const Hash32& slot, BytesView value);

    std::size_t checkpoint() const noexcept { return journal_.size(); }
    /// Undoes every store since `checkpoint`.
    void revert(std::size_t checkpoint);
    /// What differs from the base, ordered by contract and slot.
    std::vector<StorageChange> changes() const;

private:
    using Place = std::pair<ContractId, Hash32>;
    struct Slot {
        Bytes original;
        Bytes value;
    };
    struct Undo {
        Place place;
        Bytes value;
    };

    const StateSource& base_;
    FlatMap<Place, Slot> slots_;
    std::vector<Undo> journal_;
};

}  // namespace dusk::settlement
