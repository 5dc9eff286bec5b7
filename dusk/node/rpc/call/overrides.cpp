#include <algorithm>

#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/call/limits.hpp>
#include <dusk/node/rpc/call/overrides.hpp>
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
        DUSK_TRY(address, params::to_address(in));
        out.moved_precompile = address;
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

template <class T>
Parsed<bool> assign(std::optional<T>& target, Parsed<T> value) {
    if (!value) return std::unexpected(value.error());
    target = *std::move(value);
    return true;
}

Parsed<std::vector<Withdrawal>> read_withdrawals(const Value& in) {
    if (!in.is_array()) return std::unexpected("withdrawals are no array");
    std::vector<Withdrawal> out;
    for (const auto& entry : in.get_array()) {
        if (!entry.is_object()) return std::unexpected("a withdrawal is no object");
        const auto member = [&](std::string_view name) {
            const auto* found = entry.get_object().if_contains(name);
            return found == nullptr ? Value(nullptr) : *found;
        };
        DUSK_TRY(index, params::to_quantity64(member("index")));
        DUSK_TRY(validator, params::to_quantity64(member("validatorIndex")));
        DUSK_TRY(address, params::to_address(member("address")));
        DUSK_TRY(amount, params::to_quantity64(member("amount")));
        out.push_back({index, validator, address, amount});
    }
    return out;
}

Parsed<bool> read_block_member(std::string_view name, const Value& in, BlockOverrides& out) {
    if (in.is_null()) return true;
    if (name == "number") return assign(out.number, params::to_quantity64(in));
    if (name == "time") return assign(out.time, params::to_quantity64(in));
    if (name == "gasLimit") return assign(out.gas_limit, params::to_quantity64(in));
    if (name == "feeRecipient" || name == "coinbase")
        return assign(out.fee_recipient, params::to_address(in));
    if (name == "prevRandao" || name == "random")
        return assign(out.prev_randao, params::to_hash(in));
    if (name == "baseFeePerGas" || name == "baseFee")
        return assign(out.base_fee, params::to_quantity(in));
    if (name == "blobBaseFee") return assign(out.blob_base_fee, params::to_quantity(in));
    if (name == "beaconRoot") return assign(out.beacon_root, params::to_hash(in));
    if (name == "withdrawals") return assign(out.withdrawals, read_withdrawals(in));
    return true;  // difficulty means nothing since Paris; others are ignored, as geth does
}

}  // namespace

Parsed<StateOverrides> parse_state_overrides(const Value& in) {
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

Parsed<BlockOverrides> parse_block_overrides(const Value& in) {
    if (!in.is_object()) return std::unexpected("block overrides are no object");
    BlockOverrides out;
    for (const auto& [name, value] : in.get_object())
        DUSK_TRY_VOID(read_block_member(std::string_view(name), value, out));
    return out;
}

Answer<std::vector<evm::PrecompileMove>> precompile_moves(const StateOverrides& overrides,
                                                          const evm::PrecompileSet& precompiles) {
    std::vector<evm::PrecompileMove> moves;
    for (const auto& [address, override] : overrides) {
        const bool is_precompile = evm::is_precompile(precompiles, address);
        if (const auto& target = override.moved_precompile) {
            if (!is_precompile)
                return std::unexpected(rpc::server_error(
                    fmt::format("account {} is not a precompile", checksummed(address))));
            if (overrides.contains(*target))
                return std::unexpected(rpc::server_error(
                    fmt::format("account {} is already overridden", checksummed(*target))));
            // Of several that go to one place the last one stays.
            std::erase_if(moves, [&](const auto& move) { return move.address == *target; });
            moves.push_back({*target, address});
        }
        if (is_precompile) moves.push_back({address, std::nullopt});
    }
    return moves;
}

Answer<StateOverrides> state_overrides_param(const rpc::Params& arguments, std::size_t index) {
    const auto* in = params::optional(arguments, index);
    if (in == nullptr) return StateOverrides{};
    auto out = parse_state_overrides(*in);
    if (!out) return std::unexpected(params::invalid(index, out.error()));
    return *std::move(out);
}

Answer<bool> apply_block_overrides(const rpc::Params& arguments, std::size_t index, BlockEnv& env) {
    const auto* in = params::optional(arguments, index);
    if (in == nullptr) return true;
    const auto wanted = parse_block_overrides(*in);
    if (!wanted) return std::unexpected(params::invalid(index, wanted.error()));
    if (wanted->beacon_root)
        return std::unexpected(rpc::server_error(
            R"(block override "beaconRoot" is not supported for this RPC method)"));
    if (wanted->withdrawals)
        return std::unexpected(rpc::server_error(
            R"(block override "withdrawals" is not supported for this RPC method)"));
    env.number = wanted->number.value_or(env.number);
    env.timestamp = wanted->time.value_or(env.timestamp);
    env.gas_limit = wanted->gas_limit.value_or(env.gas_limit);
    env.coinbase = wanted->fee_recipient.value_or(env.coinbase);
    env.prev_randao = wanted->prev_randao.value_or(env.prev_randao);
    env.base_fee = wanted->base_fee.value_or(env.base_fee);
    if (wanted->blob_base_fee) env.blob_base_fee = wanted->blob_base_fee;
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
