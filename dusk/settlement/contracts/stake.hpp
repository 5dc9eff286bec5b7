// The stake contract (spec/duskds-consensus.md section 10): stakes, rewards, soft slashes.
//
// Arguments by method (own encodings, stake_data.hpp): stake, unstake, withdraw through a
// transaction; get_stake and get_stake_keys take a key as the transfer contract does; stakes
// answers `count u32 || entries` in the order of first staking; get_version, get_config,
// burnt_amount. By the protocol only: before_state_transition, reward, slash (`key[96] || amount
// flag u8 || [amount u64]`). Stakes owned by contracts are held but not yet made here: the
// *_from_contract methods are absent.
#pragma once

#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/settlement/contracts/genesis_config.hpp>
#include <dusk/settlement/contracts/stake_data.hpp>

namespace dusk::settlement {

class StakeContract final : public Contract {
public:
    explicit StakeContract(const BlsProvider& bls) : bls_(bls) {}
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override;

private:
    const BlsProvider& bls_;
};

std::vector<std::pair<Hash32, Bytes>> stake_genesis_storage(const GenesisConfig& config);

/// Reads the answer of `stakes`.
Decoded<std::vector<StakeEntry>> decode_stakes(BytesView bytes);
/// The argument of `slash`.
Bytes encode_slash(const AccountKey& account, std::optional<std::uint64_t> amount);

}  // namespace dusk::settlement
