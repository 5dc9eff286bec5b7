#include <algorithm>

#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/limits.hpp>
#include <dusk/node/rpc/overrides.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;
template <class T>
using Parsed = std::expected<T, std::string>;

Parsed<std::map<u256, u256>> read_slots(const Value& in) {
    if (!in.is_object()) return std::unexpected("state is no object");
    std::map<u256, u256> slots;
    for (const auto& [key, value] : in.get_object()) {
        const auto slot = fixed_from_hex<32>(std::string_view(key));
        if (!slot) return std::unexpected(fmt::format("bad storage key {}", std::string_view(key)));
        DUSK_TRY(word, params::to_hash(value));
        slots[to_u256(*slot)] = to_u256(word);
    }
    return slots;
}

Parsed<bool> read_member(std::string_view name, const Value& in, AccountOverride& out) {
    if (in.is_null()) return true;
    if (name == "nonce") {
        DUSK_TRY(nonce, params::to_quantity64(in));
        out.nonce = nonce;
    } else if (name == "balance") {
        DUSK_TRY(balance, params::to_quantity(in));
        out.balance = balance;
    } else if (name == "code") {
        DUSK_TRY(code, params::to_bytes(in));
        out.code.emplace(keccak256(code), std::make_shared<const Bytes>(std::move(code)));
    } else if (name == "state" || name == "stateDiff") {
        DUSK_TRY(slots, read_slots(in));
        out.slots = std::move(slots);
        out.replaces_storage = name == "state";
    } else if (name == "movePrecompileToAddress") {
        return std::unexpected("movePrecompileToAddress is not supported");
    }
    return true;
}

Parsed<AccountOverride> read_account(const Address& address, const Value& in) {
    if (!in.is_object()) return std::unexpected("an account's override is no object");
    const auto& object = in.get_object();
    if (object.contains("state") && object.contains("stateDiff"))
        return std::unexpected(
            fmt::format("account {} has both 'state' and 'stateDiff'", checksummed(address)));
    AccountOverride out;
    for (const auto& [name, value] : object)
        DUSK_TRY_VOID(read_member(std::string_view(name), value, out));
    return out;
}

Parsed<StateOverrides> read_overrides(const Value& in) {
    if (!in.is_object()) return std::unexpected("state overrides are no object");
    if (in.get_object().size() > OVERRIDE_ACCOUNTS_MAX)
        return std::unexpected("too many accounts are overridden");
    StateOverrides out;
    std::size_t slots = 0;
    for (const auto& [key, value] : in.get_object()) {
        const auto address = fixed_from_hex<20>(std::string_view(key));
        if (!address) return std::unexpected(fmt::format("bad address {}", std::string_view(key)));
        DUSK_TRY(account, read_account(*address, value));
        slots += account.slots.size();
        if (slots > OVERRIDE_SLOTS_MAX) return std::unexpected("too many slots are overridden");
        out[*address] = std::move(account);
    }
    return out;
}

template <class T>
Parsed<bool> assign(T& target, Parsed<T> value) {
    if (!value) return std::unexpected(value.error());
    target = *value;
    return true;
}

Parsed<bool> apply_member(std::string_view name, const Value& in, BlockEnv& env) {
    if (in.is_null()) return true;
    if (name == "number") return assign(env.number, params::to_quantity64(in));
    if (name == "time") return assign(env.timestamp, params::to_quantity64(in));
    if (name == "gasLimit") return assign(env.gas_limit, params::to_quantity64(in));
    if (name == "feeRecipient" || name == "coinbase")
        return assign(env.coinbase, params::to_address(in));
    if (name == "prevRandao" || name == "random")
        return assign(env.prev_randao, params::to_hash(in));
    if (name == "baseFeePerGas" || name == "baseFee")
        return assign(env.base_fee, params::to_quantity(in));
    if (name == "difficulty") return true;  // means nothing since Paris
    return std::unexpected(
        fmt::format("block override \"{}\" is not supported for this RPC method", name));
}

}  // namespace

Answer<StateOverrides> state_overrides_param(const rpc::Params& arguments, std::size_t index) {
    const auto* in = params::optional(arguments, index);
    if (in == nullptr) return StateOverrides{};
    auto out = read_overrides(*in);
    if (!out) return std::unexpected(params::invalid(index, out.error()));
    return *std::move(out);
}

Answer<bool> apply_block_overrides(const rpc::Params& arguments, std::size_t index, BlockEnv& env) {
    const auto* in = params::optional(arguments, index);
    if (in == nullptr) return true;
    if (!in->is_object())
        return std::unexpected(params::invalid(index, "block overrides are no object"));
    for (const auto& [name, value] : in->get_object())
        if (auto done = apply_member(std::string_view(name), value, env); !done)
            return std::unexpected(params::invalid(index, done.error()));
    return true;
}

const AccountOverride* OverriddenState::find(const Address& address) const {
    const auto found = overrides_.find(address);
    return found == overrides_.end() ? nullptr : &found->second;
}

std::optional<Account> OverriddenState::account(const Address& address) const {
    auto account = parent_.account(address);
    const auto* override = find(address);
    if (override == nullptr) return account;
    if (!account) account.emplace();
    if (override->nonce) account->nonce = *override->nonce;
    if (override->balance) account->balance = *override->balance;
    if (override->code) account->code_hash = override->code->first;
    return account;
}

u256 OverriddenState::storage(const Address& address, const u256& slot) const {
    if (const auto* override = find(address)) {
        const auto found = override->slots.find(slot);
        if (found != override->slots.end()) return found->second;
        if (override->replaces_storage) return {};
    }
    return parent_.storage(address, slot);
}

std::shared_ptr<const Bytes> OverriddenState::code(const Hash32& code_hash) const {
    for (const auto& [address, override] : overrides_)
        if (override.code && override.code->first == code_hash) return override.code->second;
    return parent_.code(code_hash);
}

bool OverriddenState::has_storage(const Address& address) const {
    if (const auto* override = find(address)) {
        if (std::ranges::any_of(override->slots,
                                [](const auto& slot) { return !slot.second.is_zero(); }))
            return true;
        if (override->replaces_storage) return false;
    }
    return parent_.has_storage(address);
}

}  // namespace dusk::eth
