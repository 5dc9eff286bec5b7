// StateView: the parent state of a block, read only. The node backs it with its flat tables, tests
// with maps, the fault-proof program with a trie walked through preimages.
#pragma once

#include <memory>
#include <optional>

#include <dusk/core/state/account.hpp>

namespace dusk {

class StateView {
public:
    virtual ~StateView() = default;
    /// The account, or none if it does not exist.
    virtual std::optional<Account> account(const Address& address) const = 0;
    /// The value of a slot; zero if it was never set or the account does not exist.
    virtual u256 storage(const Address& address, const u256& slot) const = 0;
    /// Code by its hash; empty for EMPTY_CODE_HASH. Shared: code is immutable and cached by hash.
    virtual std::shared_ptr<const Bytes> code(const Hash32& code_hash) const = 0;
    /// Whether the account has any non-zero slot (EIP-7610 asks it before a creation).
    virtual bool has_storage(const Address& address) const = 0;
    /// False once any read failed for lack of data (a missing trie node, a disk error): what was
    /// executed on this view is then void.
    virtual bool ok() const { return true; }
    /// Whether several threads may read at once.
    virtual bool is_concurrent() const { return false; }
};

}  // namespace dusk
