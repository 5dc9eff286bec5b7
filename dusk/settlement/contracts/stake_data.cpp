#include <dusk/settlement/contracts/stake_data.hpp>

namespace dusk::settlement {

void encode(Bytes& out, const StakeEntry& entry) {
    append(out, entry.account);
    out.push_back(static_cast<std::uint8_t>(entry.owner.index()));
    if (const auto* key = std::get_if<AccountKey>(&entry.owner))
        append(out, *key);
    else
        append(out, std::get<ContractId>(entry.owner));
    out.push_back(entry.amount ? 1 : 0);
    if (entry.amount) {
        append_le(out, entry.amount->value);
        append_le(out, entry.amount->locked);
        append_le(out, entry.amount->eligibility);
    }
    append_le(out, entry.reward);
    out.push_back(entry.faults);
    out.push_back(entry.hard_faults);
}

Decoded<StakeEntry> decode_stake_entry(WireReader& reader) {
    StakeEntry entry;
    DUSK_TRY(account, reader.fixed<96>());
    entry.account = account;
    DUSK_TRY(owned_by_contract, reader.flag());
    if (owned_by_contract) {
        DUSK_TRY(id, reader.fixed<32>());
        entry.owner = id;
    } else {
        DUSK_TRY(key, reader.fixed<96>());
        entry.owner = key;
    }
    DUSK_TRY(has_amount, reader.flag());
    if (has_amount) {
        DUSK_TRY(value, reader.u64());
        DUSK_TRY(locked, reader.u64());
        DUSK_TRY(eligibility, reader.u64());
        entry.amount = StakeAmount{value, locked, eligibility};
    }
    DUSK_TRY(reward, reader.u64());
    DUSK_TRY(faults, reader.u8());
    DUSK_TRY(hard_faults, reader.u8());
    entry.reward = reward;
    entry.faults = faults;
    entry.hard_faults = hard_faults;
    return entry;
}

Bytes stake_message(const StakeRequest& request) {
    Bytes out{request.chain_id};
    append(out, request.account);
    append(out, request.owner);
    append_le(out, request.value);
    return out;
}

void encode(Bytes& out, const StakeRequest& request) {
    append(out, stake_message(request));
    append(out, request.account_signature);
    append(out, request.owner_signature);
}

Decoded<StakeRequest> decode_stake_request(WireReader& reader) {
    DUSK_TRY(chain_id, reader.u8());
    DUSK_TRY(account, reader.fixed<96>());
    DUSK_TRY(owner, reader.fixed<96>());
    DUSK_TRY(value, reader.u64());
    DUSK_TRY(account_signature, reader.fixed<48>());
    DUSK_TRY(owner_signature, reader.fixed<48>());
    return StakeRequest{chain_id, account, owner, value, account_signature, owner_signature};
}

Bytes unstake_message(const UnstakeRequest& request) {
    Bytes out = to_bytes(request.account);
    encode(out, request.withdraw);
    return out;
}

void encode(Bytes& out, const UnstakeRequest& request) {
    append(out, unstake_message(request));
    append(out, request.account_signature);
    append(out, request.owner_signature);
}

Decoded<UnstakeRequest> decode_unstake_request(WireReader& reader) {
    DUSK_TRY(account, reader.fixed<96>());
    DUSK_TRY(withdraw, decode_withdraw(reader));
    DUSK_TRY(account_signature, reader.fixed<48>());
    DUSK_TRY(owner_signature, reader.fixed<48>());
    return UnstakeRequest{account, withdraw, account_signature, owner_signature};
}

Bytes encode_rewards(const std::vector<Reward>& rewards) {
    Bytes out;
    append_le(out, static_cast<std::uint32_t>(rewards.size()));
    for (const auto& reward : rewards) {
        append(out, reward.account);
        append_le(out, reward.value);
        out.push_back(static_cast<std::uint8_t>(reward.reason));
    }
    return out;
}

Decoded<std::vector<Reward>> decode_rewards(BytesView bytes) {
    WireReader reader(bytes);
    DUSK_TRY(count, reader.u32());
    std::vector<Reward> rewards;
    for (std::uint32_t i = 0; i < count; ++i) {
        DUSK_TRY(account, reader.fixed<96>());
        DUSK_TRY(value, reader.u64());
        DUSK_TRY(reason, reader.u8());
        if (reason > 3) return std::unexpected(LedgerError::bad_tag);
        rewards.push_back({account, value, static_cast<RewardReason>(reason)});
    }
    DUSK_TRY_VOID(reader.finish());
    return rewards;
}

}  // namespace dusk::settlement
