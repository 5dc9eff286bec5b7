#include <dusk/settlement/contracts/archive.hpp>
#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/contracts/stake_store.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {
namespace {

constexpr std::uint8_t WARNINGS = 1;
constexpr std::uint64_t CONTRACT_VERSION = 8;

/// StakeKeys {account, owner}: owner enum @0 (208), account @208.
void archive_keys(rkyv::Writer& writer, const BlsProvider& bls, const StakeEntry& entry) {
    if (const auto* owner = std::get_if<AccountKey>(&entry.owner)) {
        writer.u8(0).pad(7);
        archive_key(writer, bls, *owner);
    } else {
        writer.u8(1).fixed(std::get<ContractId>(entry.owner)).pad(208 - 33);
    }
    archive_key(writer, bls, entry.account);
}

/// StakeEvent {keys, value, locked}: 424 bytes.
Bytes archive_stake_event(const BlsProvider& bls, const StakeEntry& entry, std::uint64_t value,
                          std::uint64_t locked) {
    rkyv::Writer writer;
    writer.root(8);
    archive_keys(writer, bls, entry);
    writer.u64(value).u64(locked);
    return std::move(writer).finish();
}

/// SlashEvent {account, value, next_eligibility}: 216 bytes.
Bytes archive_slash(const BlsProvider& bls, const AccountKey& account, std::uint64_t value,
                    std::uint64_t eligibility) {
    rkyv::Writer writer;
    writer.root(8);
    archive_key(writer, bls, account);
    writer.u64(value).u64(eligibility);
    return std::move(writer).finish();
}

/// Vec of Reward {account @0, value @200, reason @208}: 216 bytes each.
Bytes archive_rewards(const BlsProvider& bls, const std::vector<Reward>& rewards) {
    rkyv::Writer elements;
    elements.root(8);
    for (const auto& reward : rewards) {
        archive_key(elements, bls, reward.account);
        elements.u64(reward.value).u8(static_cast<std::uint8_t>(reward.reason)).pad(7);
    }
    Bytes out = std::move(elements).finish();
    // The Vec itself: its elements stand right before it.
    const auto distance = static_cast<std::uint32_t>(out.size());
    append_le(out, static_cast<std::uint32_t>(0u - distance));
    append_le(out, static_cast<std::uint32_t>(rewards.size()));
    return out;
}

/// Option of StakeData {amount Option @0, reward @32, faults @40, hard_faults @41}: 56 bytes.
Bytes archive_stake_data(const std::optional<StakeEntry>& entry) {
    rkyv::Writer writer;
    writer.root(8).u8(entry ? 1 : 0).pad(7);
    if (!entry) {
        writer.pad(48);
        return std::move(writer).finish();
    }
    const auto amount = entry->amount.value_or(StakeAmount{});
    writer.u8(entry->amount ? 1 : 0).pad(7);
    writer.u64(amount.value).u64(amount.locked).u64(amount.eligibility);
    writer.u64(entry->reward).u8(entry->faults).u8(entry->hard_faults).pad(6);
    return std::move(writer).finish();
}

/// One call of the stake contract.
class Stake {
public:
    Stake(ContractHost& host, const BlsProvider& bls) : host_(host), bls_(bls), store_(host) {}

    CallOutcome stake(BytesView args);
    CallOutcome unstake(BytesView args);
    CallOutcome withdraw(BytesView args);
    CallOutcome before_state_transition(BytesView args);
    CallOutcome reward(BytesView args);
    CallOutcome slash(BytesView args);
    CallOutcome get_stake(BytesView args);
    CallOutcome get_stake_keys(BytesView args);
    CallOutcome stakes(BytesView args);
    CallOutcome prev_state_changes(BytesView) { return store_.changes(); }
    CallOutcome burnt_amount(BytesView) { return rkyv::encode_integer<std::uint64_t>(0); }
    CallOutcome get_version(BytesView) { return rkyv::encode_integer(CONTRACT_VERSION); }
    CallOutcome get_config(BytesView);

private:
    std::uint64_t height() const { return host_.context().block_height; }
    bool signed_by_both(const AccountKey& account, const AccountKey& owner, BytesView message,
                        const BlsSignature& by_account, const BlsSignature& by_owner) const {
        return bls_.verify_single(account, message, by_account) &&
               bls_.verify_single(owner, message, by_owner);
    }
    /// Checks that are the same for unstake and withdraw; gives the entry.
    std::expected<StakeEntry, ContractFault> authorised(const UnstakeRequest& request) const;

    ContractHost& host_;
    const BlsProvider& bls_;
    StakeStore store_;
};

CallOutcome Stake::stake(BytesView args) {
    WireReader reader(args);
    const auto request = decode_stake_request(reader);
    if (!request || reader.left() != 0) return contract_panic("Malformed stake");
    if (request->chain_id != host_.context().chain_id) return contract_panic("Invalid chain id");
    auto entry = store_.find(request->account);
    const bool is_new = !entry || !entry->amount;
    if (is_new && request->value < MINIMUM_STAKE)
        return contract_panic("The staked value is lower than the minimum amount");
    if (request->value == 0) return contract_panic("Nothing to stake");
    if (entry && entry->owner != StakeOwner{request->owner}) return contract_panic("Keys mismatch");
    if (!signed_by_both(request->account, request->owner, stake_message(*request),
                        request->account_signature, request->owner_signature))
        return contract_panic("Invalid signature");
    DUSK_TRY_VOID(host_.call(TRANSFER_CONTRACT, "deposit", rkyv::encode_integer(request->value)));

    if (!entry) entry = StakeEntry{.account = request->account, .owner = request->owner};
    std::uint64_t locked = 0;
    if (is_new) {
        entry->amount = StakeAmount{request->value, 0, next_epoch(height()) + EPOCH};
    } else {
        // A top-up of an eligible stake locks a tenth of it.
        if (height() >= entry->amount->eligibility) locked = request->value / 10;
        entry->amount->value += request->value - locked;
        entry->amount->locked += locked;
    }
    store_.put(*entry);
    host_.emit("stake", archive_stake_event(bls_, *entry, request->value - locked, locked));
    return Bytes{};
}

std::expected<StakeEntry, ContractFault> Stake::authorised(const UnstakeRequest& request) const {
    auto entry = store_.find(request.account);
    if (!entry) return contract_panic("A stake should exist");
    const auto* owner = std::get_if<AccountKey>(&entry->owner);
    if (!owner) return contract_panic("The stake is owned by a contract");
    if (request.withdraw.contract != STAKE_CONTRACT)
        return contract_panic("The withdraw is for another contract");
    if (!signed_by_both(request.account, *owner, unstake_message(request),
                        request.account_signature, request.owner_signature))
        return contract_panic("Invalid signature");
    return *std::move(entry);
}

CallOutcome Stake::unstake(BytesView args) {
    WireReader reader(args);
    const auto request = decode_unstake_request(reader);
    if (!request || reader.left() != 0) return contract_panic("Malformed unstake");
    DUSK_TRY(entry, authorised(*request));
    if (!entry.amount) return contract_panic("There is no stake");
    auto& amount = *entry.amount;
    const auto wanted = request->withdraw.value;
    if (wanted == 0 || wanted > amount.value + amount.locked)
        return contract_panic("Value to unstake is higher than the staked amount");
    const auto from_value = std::min(wanted, amount.value);
    const auto from_locked = wanted - from_value;
    amount.value -= from_value;
    amount.locked -= from_locked;
    const auto left = amount.value + amount.locked;
    if (left != 0 && left < MINIMUM_STAKE)
        return contract_panic("The remaining stake is lower than the minimum amount");
    Bytes withdraw_args;
    encode(withdraw_args, request->withdraw);
    DUSK_TRY_VOID(host_.call(TRANSFER_CONTRACT, "withdraw", withdraw_args));
    if (left == 0) entry.amount.reset();
    store_.put(entry);
    host_.emit("unstake", archive_stake_event(bls_, entry, from_value, from_locked));
    return Bytes{};
}

CallOutcome Stake::withdraw(BytesView args) {
    WireReader reader(args);
    const auto request = decode_unstake_request(reader);
    if (!request || reader.left() != 0) return contract_panic("Malformed withdraw");
    DUSK_TRY(entry, authorised(*request));
    const auto wanted = request->withdraw.value;
    if (wanted == 0 || wanted > entry.reward)
        return contract_panic("Value to withdraw is higher than available reward");
    Bytes mint_args;
    encode(mint_args, request->withdraw);
    DUSK_TRY_VOID(host_.call(TRANSFER_CONTRACT, "mint", mint_args));
    entry.reward -= wanted;
    store_.put(entry);
    host_.emit("withdraw", archive_stake_event(bls_, entry, wanted, 0));
    return Bytes{};
}

CallOutcome Stake::before_state_transition(BytesView) {
    store_.clear_changes();
    return Bytes{};
}

CallOutcome Stake::reward(BytesView args) {
    const auto rewards = decode_rewards(args);
    if (!rewards) return contract_panic("Malformed rewards");
    for (const auto& reward : *rewards) {
        auto entry = store_.find(reward.account);
        if (!entry) entry = StakeEntry{.account = reward.account, .owner = reward.account};
        entry->reward += reward.value;
        entry->faults = 0;
        entry->hard_faults = 0;
        store_.put(*entry);
    }
    host_.emit("reward", archive_rewards(bls_, *rewards));
    return Bytes{};
}

/// Soft slash: the penalty moves from the stake's value to its locked part.
CallOutcome Stake::slash(BytesView args) {
    WireReader reader(args);
    const auto account = reader.fixed<96>();
    const auto has_amount = reader.flag();
    if (!account || !has_amount) return contract_panic("Malformed slash");
    std::optional<std::uint64_t> given;
    if (*has_amount) {
        const auto amount = reader.u64();
        if (!amount) return contract_panic("Malformed slash");
        given = *amount;
    }
    auto entry = store_.find(*account);
    if (!entry || !entry->amount) return Bytes{};
    if (entry->faults < 0xff) ++entry->faults;
    const std::uint64_t effective = entry->faults > WARNINGS ? entry->faults - WARNINGS : 0u;
    auto& amount = *entry->amount;
    std::uint64_t penalty = 0;
    if (effective > 0) {
        amount.eligibility = next_epoch(height()) + effective * EPOCH;
        penalty = std::min(given.value_or(amount.value / 100 * effective * 10), amount.value);
        amount.value -= penalty;
        amount.locked += penalty;
    }
    store_.put(*entry);
    host_.emit("slash", archive_slash(bls_, *account, penalty, amount.eligibility));
    return Bytes{};
}

CallOutcome Stake::get_stake(BytesView args) {
    const auto key = key_from_argument(bls_, args);
    if (!key) return contract_panic("Malformed key");
    return archive_stake_data(store_.find(*key));
}

CallOutcome Stake::get_stake_keys(BytesView args) {
    const auto key = key_from_argument(bls_, args);
    if (!key) return contract_panic("Malformed key");
    const auto entry = store_.find(*key);
    rkyv::Writer writer;
    writer.root(8).u8(entry ? 1 : 0).pad(7);
    if (entry)
        archive_keys(writer, bls_, *entry);
    else
        writer.pad(408);
    return std::move(writer).finish();
}

CallOutcome Stake::stakes(BytesView) {
    Bytes out;
    const auto count = store_.count();
    append_le(out, static_cast<std::uint32_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto entry = store_.at(i);
        if (!entry) return contract_panic("The list of stakes is broken");
        encode(out, *entry);
    }
    return out;
}

/// StakeConfig {warnings u8, minimum_stake u64}: minimum_stake @0, warnings @8.
CallOutcome Stake::get_config(BytesView) {
    rkyv::Writer writer;
    writer.root(8).u64(MINIMUM_STAKE).u8(WARNINGS).pad(7);
    return std::move(writer).finish();
}

enum class Caller : std::uint8_t { host, transaction, any };

struct MethodRow {
    std::string_view name;
    Caller caller;
    CallOutcome (Stake::*run)(BytesView);
};

constexpr MethodRow METHODS[] = {
    {"stake", Caller::transaction, &Stake::stake},
    {"unstake", Caller::transaction, &Stake::unstake},
    {"withdraw", Caller::transaction, &Stake::withdraw},
    {"before_state_transition", Caller::host, &Stake::before_state_transition},
    {"reward", Caller::host, &Stake::reward},
    {"slash", Caller::host, &Stake::slash},
    {"get_stake", Caller::any, &Stake::get_stake},
    {"get_stake_keys", Caller::any, &Stake::get_stake_keys},
    {"stakes", Caller::any, &Stake::stakes},
    {"prev_state_changes", Caller::any, &Stake::prev_state_changes},
    {"burnt_amount", Caller::any, &Stake::burnt_amount},
    {"get_version", Caller::any, &Stake::get_version},
    {"get_config", Caller::any, &Stake::get_config},
};

bool may_call(Caller rule, const CallContext& context) {
    switch (rule) {
        case Caller::host:
            return !context.caller;
        case Caller::transaction:
            return context.caller == TRANSFER_CONTRACT;
        case Caller::any:
            return true;
    }
    return false;
}

/// Host and contract of genesis entries.
class GenesisHost final : public ContractHost {
public:
    const CallContext& context() const override { return context_; }
    Bytes load(const Hash32& key) const override {
        for (const auto& [slot, value] : storage)
            if (slot == key) return value;
        return {};
    }
    void store(const Hash32& key, BytesView value) override {
        for (auto& [slot, old] : storage)
            if (slot == key) {
                old = to_bytes(value);
                return;
            }
        storage.emplace_back(key, to_bytes(value));
    }
    CallOutcome call(const ContractId&, std::string_view, BytesView) override {
        return contract_panic("no calls at genesis");
    }
    void emit(std::string_view, BytesView) override {}
    bool charge(std::uint64_t) override { return true; }
    const CryptoProvider& crypto() const override { check_failed("crypto", __FILE__, __LINE__); }

    std::vector<std::pair<Hash32, Bytes>> storage;

private:
    CallContext context_;
};

}  // namespace

CallOutcome StakeContract::call(ContractHost& host, std::string_view method, BytesView args) const {
    Stake stake(host, bls_);
    for (const auto& row : METHODS) {
        if (row.name != method) continue;
        if (!may_call(row.caller, host.context())) return contract_panic("Caller not allowed");
        return (stake.*row.run)(args);
    }
    return contract_panic("Unknown method");
}

std::vector<std::pair<Hash32, Bytes>> stake_genesis_storage(const GenesisConfig& config) {
    GenesisHost host;
    StakeStore store(host);
    for (const auto& stake : config.stakes)
        store.put({.account = stake.account,
                   .owner = stake.account,
                   .amount = StakeAmount{stake.value, 0, stake.eligibility}});
    if (!store.find(config.dusk_key))
        store.put({.account = config.dusk_key, .owner = config.dusk_key});
    store.clear_changes();
    std::erase_if(host.storage, [](const auto& entry) { return entry.second.empty(); });
    return host.storage;
}

Decoded<std::vector<StakeEntry>> decode_stakes(BytesView bytes) {
    WireReader reader(bytes);
    DUSK_TRY(count, reader.u32());
    std::vector<StakeEntry> entries;
    for (std::uint32_t i = 0; i < count; ++i) {
        DUSK_TRY(entry, decode_stake_entry(reader));
        entries.push_back(std::move(entry));
    }
    DUSK_TRY_VOID(reader.finish());
    return entries;
}

Bytes encode_slash(const AccountKey& account, std::optional<std::uint64_t> amount) {
    Bytes out = to_bytes(account);
    out.push_back(amount ? 1 : 0);
    if (amount) append_le(out, *amount);
    return out;
}

}  // namespace dusk::settlement
