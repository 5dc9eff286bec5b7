// The withdraw object (spec/duskds-transactions.md section 9.4), Moonlight form: leave to pay
// `value` out of a contract to `receiver`, signed by the receiver and bound to the nonce of the
// running transaction.
//
// Own encoding: `contract[32] || value u64 || receiver[96] || nonce u64 || signature[48]`; what is
// signed is all but the signature.
#pragma once

#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/settlement/ledger/moonlight.hpp>

namespace dusk::settlement {

struct Withdraw {
    ContractId contract;
    std::uint64_t value = 0;
    AccountKey receiver;
    std::uint64_t nonce = 0;
    BlsSignature signature;
    friend bool operator==(const Withdraw&, const Withdraw&) = default;
};

Bytes withdraw_message(const Withdraw& withdraw);
void encode(Bytes& out, const Withdraw& withdraw);
Decoded<Withdraw> decode_withdraw(WireReader& reader);

}  // namespace dusk::settlement
