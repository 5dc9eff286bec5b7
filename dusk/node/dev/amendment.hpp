// What a developer chain changed in the state after a block, outside of any transaction
// (anvil_setBalance and its kin). It is kept beside the chain under the block's hash: who reads the
// state after that block sees it amended, and the next block's own diff begins with it, so that
// roots, replays, reorganisations and restarts agree.
#pragma once

#include <memory>

#include <dusk/core/state/state_diff.hpp>
#include <dusk/core/state/state_view.hpp>

namespace dusk::dev {

// `diff` changes `base`; what it does not name yet is read from there.

void set_balance(StateDiff& diff, const StateView& base, const Address& address,
                 const u256& balance);
void set_nonce(StateDiff& diff, const StateView& base, const Address& address, std::uint64_t nonce);
void set_code(StateDiff& diff, const StateView& base, const Address& address, Bytes code);
void set_slot(StateDiff& diff, const StateView& base, const Address& address, const u256& slot,
              const u256& value);

/// First one, then the other.
StateDiff join(const StateDiff& first, const StateDiff& second);

/// A state with an amendment on top.
class AmendedView final : public StateView {
public:
    AmendedView(std::unique_ptr<StateView> base, std::shared_ptr<const StateDiff> diff)
        : base_(std::move(base)), diff_(std::move(diff)) {}

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;
    bool ok() const override { return base_->ok(); }
    bool is_concurrent() const override { return base_->is_concurrent(); }

private:
    const AccountDiff* find(const Address& address) const;

    std::unique_ptr<StateView> base_;
    std::shared_ptr<const StateDiff> diff_;
};

}  // namespace dusk::dev
