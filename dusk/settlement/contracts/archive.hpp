// rkyv bodies of the events of transfer and stake (spec/duskds-transactions.md section 9.3,
// spec/duskds-consensus.md section 10), and keys in arguments.
#pragma once

#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

inline constexpr std::size_t ARCHIVED_KEY_SIZE = 200;

/// Appends the raw point and its padding; zeros where the provider knows no raw form.
void archive_key(rkyv::Writer& writer, const BlsProvider& bls, const AccountKey& key);
/// An Option of a key: tag, padding, key (208 bytes).
void archive_optional_key(rkyv::Writer& writer, const BlsProvider& bls,
                          const std::optional<AccountKey>& key);
/// A key in an argument: 96 bytes compressed, or raw with 193 or 200 bytes.
std::optional<AccountKey> key_from_argument(const BlsProvider& bls, BytesView bytes);

struct MoonlightEvent {
    AccountKey sender;
    std::optional<AccountKey> receiver;
    std::uint64_t value = 0;
    Bytes memo;
    std::uint64_t gas_spent = 0;
    std::optional<std::pair<AccountKey, std::uint64_t>> refund;
};
/// receiver @0, refund_info @208, sender @424, value @624, memo @632, gas_spent @640: 648 bytes.
Bytes archive(const BlsProvider& bls, const MoonlightEvent& event);
/// {sender Option<key>, receiver id, value}: 248 bytes.
Bytes archive_deposit(const BlsProvider& bls, const std::optional<AccountKey>& sender,
                      const ContractId& receiver, std::uint64_t value);
/// {sender id, receiver id, value}: 72 bytes.
Bytes archive_contract_transfer(const ContractId& sender, const ContractId& receiver,
                                std::uint64_t value);
/// {sender id, receiver key, value}: 240 bytes.
Bytes archive_account_transfer(const BlsProvider& bls, const ContractId& sender,
                               const AccountKey& receiver, std::uint64_t value);
/// `withdraw` and `mint`: receiver is an enum whose larger variant is a stealth address of 320
/// bytes; receiver @0, sender @328, value @360: 368 bytes.
Bytes archive_withdraw(const BlsProvider& bls, const ContractId& sender, const AccountKey& receiver,
                       std::uint64_t value);

}  // namespace dusk::settlement
