// Where the transfer contract keeps balances, so that nodes can read them without running it.
//
// Account: slot keccak256(key), value `nonce u64 BE || balance u64 BE`. Contract balance: slot
// keccak256("contract_balance" || id), value the LUX as big-endian integer without leading zeros.
#pragma once

#include <dusk/settlement/ledger/wire.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

inline constexpr ContractId TRANSFER_CONTRACT{{0x01}};
inline constexpr ContractId STAKE_CONTRACT{{0x02}};

struct MoonlightAccount {
    std::uint64_t nonce = 0;
    std::uint64_t balance = 0;  ///< LUX
    friend bool operator==(const MoonlightAccount&, const MoonlightAccount&) = default;
};

Hash32 account_slot(const AccountKey& key) noexcept;
/// Empty for an account that never was, as storage has it.
Bytes encode_account(const MoonlightAccount& account);
MoonlightAccount decode_account(BytesView value) noexcept;

Hash32 contract_balance_slot(const ContractId& id);
/// A big-endian integer without leading zeros; empty for zero.
Bytes encode_amount(std::uint64_t lux);
std::uint64_t decode_amount(BytesView value) noexcept;

}  // namespace dusk::settlement
