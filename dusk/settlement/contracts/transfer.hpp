// The transfer contract (spec/duskds-transactions.md section 9), Moonlight part: it spends
// transactions, holds accounts and contract balances, and moves DUSK between them. Shielded notes
// are paused and absent.
//
// Arguments and results by method, integers little-endian. Where a key appears, the rkyv form is
// the raw point of 193 bytes padded to 200; the short form with the compressed key of 96 bytes is
// ours.
//   spend_and_execute  host      protocol bytes of the execution form -> `00 || result` or
//                                `01 || kind u8 || message`: what the inner call gave
//   refund             host      gas_spent u64
//   add_account_balance host     key[96] || value u64
//   deposit            contract  value u64
//   withdraw           contract  Withdraw (withdraw.hpp)
//   mint               stake     Withdraw
//   contract_to_contract contract rkyv {contract, value, fn_name, data}: root contract[32] @0,
//                                value @32, fn_name @40, data @48; the receiver's fn_name gets
//                                rkyv {contract, value, data}: sender[32] @0, value @32, data @40
//   contract_to_account contract rkyv {account @0, value @200}, or key[96] || value u64
//   account            any       rkyv key, or key[96] -> nonce u64 || balance u64, which is the
//                                rkyv of AccountData
//   contract_balance   any       id[32] -> u64
//   chain_id           any       -> u8
// Event bodies are rkyv of section 9.3; the field order follows rustc's rule (rkyv.hpp) and was not
// checked against a published vector.
#pragma once

#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/settlement/contracts/genesis_config.hpp>

namespace dusk::settlement {

class TransferContract final : public Contract {
public:
    explicit TransferContract(const BlsProvider& bls) : bls_(bls) {}
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override;

private:
    const BlsProvider& bls_;
};

/// Genesis balances, and the stake contract's balance of all stakes.
std::vector<std::pair<Hash32, Bytes>> transfer_genesis_storage(const GenesisConfig& config);

/// Texts of faults that callers tell apart.
inline constexpr std::string_view NONCE_USED = "Already used nonce";
inline constexpr std::string_view NONCE_NOT_READY = "Nonce not ready to be used yet";

}  // namespace dusk::settlement
