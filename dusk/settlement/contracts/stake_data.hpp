// What the stake contract keeps of an account, and the messages its owners sign
// (spec/duskds-consensus.md section 10).
#pragma once

#include <dusk/settlement/contracts/withdraw.hpp>

namespace dusk::settlement {

struct StakeAmount {
    std::uint64_t value = 0;   ///< LUX that counts in sortition
    std::uint64_t locked = 0;  ///< LUX that does not count and comes back by unstake
    std::uint64_t eligibility = 0;
    friend bool operator==(const StakeAmount&, const StakeAmount&) = default;
};

/// Who controls the funds: an account, or a contract.
using StakeOwner = std::variant<AccountKey, ContractId>;

struct StakeEntry {
    AccountKey account;  ///< the key used in consensus
    StakeOwner owner;
    std::optional<StakeAmount> amount;
    std::uint64_t reward = 0;
    std::uint8_t faults = 0;
    std::uint8_t hard_faults = 0;
    friend bool operator==(const StakeEntry&, const StakeEntry&) = default;
};

/// Own encoding of entries in storage and in the answers of `stakes`: `account[96] || owner tag u8
/// || owner || amount flag u8 || [value || locked || eligibility] || reward u64 || faults ||
/// hard_faults`.
void encode(Bytes& out, const StakeEntry& entry);
Decoded<StakeEntry> decode_stake_entry(WireReader& reader);

/// Argument of `stake`: `chain_id u8 || account[96] || owner[96] || value u64 || account
/// signature[48] || owner signature[48]`. Signed: 201 bytes, all but the signatures.
struct StakeRequest {
    std::uint8_t chain_id = 0;
    AccountKey account;
    AccountKey owner;
    std::uint64_t value = 0;
    BlsSignature account_signature;
    BlsSignature owner_signature;
};
Bytes stake_message(const StakeRequest& request);
void encode(Bytes& out, const StakeRequest& request);
Decoded<StakeRequest> decode_stake_request(WireReader& reader);

/// Argument of `unstake` and `withdraw`: `account[96] || Withdraw || account signature[48] || owner
/// signature[48]`. Signed: account and the withdraw object with its signature.
struct UnstakeRequest {
    AccountKey account;
    Withdraw withdraw;
    BlsSignature account_signature;
    BlsSignature owner_signature;
};
Bytes unstake_message(const UnstakeRequest& request);
void encode(Bytes& out, const UnstakeRequest& request);
Decoded<UnstakeRequest> decode_unstake_request(WireReader& reader);

enum class RewardReason : std::uint8_t { generator_extra, generator_fixed, voter, other };

struct Reward {
    AccountKey account;
    std::uint64_t value = 0;
    RewardReason reason = RewardReason::other;
    friend bool operator==(const Reward&, const Reward&) = default;
};
/// Argument of `reward`: `count u32 || (account[96] || value u64 || reason u8)...`.
Bytes encode_rewards(const std::vector<Reward>& rewards);
Decoded<std::vector<Reward>> decode_rewards(BytesView bytes);

/// The first height of the epoch after `height`.
constexpr std::uint64_t next_epoch(std::uint64_t height) noexcept {
    return height + EPOCH - height % EPOCH;
}

}  // namespace dusk::settlement
