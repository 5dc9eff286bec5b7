// What a call may pretend: accounts and block fields other than those of the chain (geth:
// internal/ethapi/override). Limits: OVERRIDE_ACCOUNTS_MAX, OVERRIDE_SLOTS_MAX.
#pragma once

#include <map>

#include <dusk/node/rpc/chain/chain_reader.hpp>
#include <dusk/node/rpc/json/json.hpp>

namespace dusk::eth {

struct AccountOverride {
    std::optional<std::uint64_t> nonce;
    std::optional<u256> balance;
    /// With its hash.
    std::optional<std::pair<Hash32, std::shared_ptr<const Bytes>>> code;
    /// Slots not in `slots` are zero.
    bool replaces_storage = false;
    std::map<u256, u256> slots;
    /// Where the precompile of this address is to be instead.
    std::optional<Address> moved_precompile;
};
using StateOverrides = std::map<Address, AccountOverride>;

/// A header's fields as a caller wants them (geth: override.BlockOverrides).
struct BlockOverrides {
    std::optional<std::uint64_t> number;
    std::optional<std::uint64_t> time;
    std::optional<std::uint64_t> gas_limit;
    std::optional<Address> fee_recipient;
    std::optional<Hash32> prev_randao;
    std::optional<u256> base_fee;
    std::optional<u256> blob_base_fee;
    std::optional<Hash32> beacon_root;
    std::optional<std::vector<Withdrawal>> withdrawals;
};

std::expected<StateOverrides, std::string> parse_state_overrides(const Value& in);
std::expected<BlockOverrides, std::string> parse_block_overrides(const Value& in);

/// What becomes of the precompiles under `overrides`: an overridden one is gone, or elsewhere.
Answer<std::vector<evm::PrecompileMove>> precompile_moves(const StateOverrides& overrides,
                                                          const evm::PrecompileSet& precompiles);

/// An optional parameter.
Answer<StateOverrides> state_overrides_param(const rpc::Params& arguments, std::size_t index);
/// Applies an optional parameter to `env`; a call has no beacon root and no withdrawals to
/// override.
Answer<bool> apply_block_overrides(const rpc::Params& arguments, std::size_t index, BlockEnv& env);

/// A state with accounts that are overridden. `parent` outlives it.
class OverriddenState final : public StateView {
public:
    OverriddenState(const StateView& parent, StateOverrides overrides)
        : parent_(parent), overrides_(std::move(overrides)) {}

    std::optional<Account> account(const Address& address) const override;
    u256 storage(const Address& address, const u256& slot) const override;
    std::shared_ptr<const Bytes> code(const Hash32& code_hash) const override;
    bool has_storage(const Address& address) const override;
    bool ok() const override { return parent_.ok(); }

    const StateOverrides& overrides() const noexcept { return overrides_; }

private:
    const AccountOverride* find(const Address& address) const;

    const StateView& parent_;
    StateOverrides overrides_;
};

}  // namespace dusk::eth
