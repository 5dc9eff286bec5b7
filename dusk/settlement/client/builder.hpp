// Making signed Moonlight transactions: transfers, contract calls, blobs
// (spec/duskds-transactions.md section 12).
#pragma once

#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/settlement/ledger/moonlight.hpp>

namespace dusk::settlement {

/// What every transaction states.
struct TxTerms {
    std::uint8_t chain_id = 0;
    std::uint64_t nonce = 0;
    std::uint64_t gas_limit = 10'000'000;
    std::uint64_t gas_price = 1;
};

Tx sign_tx(MoonlightPayload payload, const BlsSigner& signer);

Tx make_transfer(const TxTerms& terms, const AccountKey& receiver, std::uint64_t value_lux,
                 const BlsSigner& signer);
/// `deposit_lux` goes to the contract, which must take it.
Tx make_call(const TxTerms& terms, ContractCall call, std::uint64_t deposit_lux,
             const BlsSigner& signer);
Tx make_blob_tx(const TxTerms& terms, std::vector<BlobSidecar> sidecars, const BlsSigner& signer);
Tx make_blob_call(const TxTerms& terms, std::vector<BlobSidecar> sidecars, ContractCall call,
                  const BlsSigner& signer);

/// The sidecar of a blob of BLOB_SIZE bytes; none if an element is not below the field's modulus.
std::optional<BlobSidecar> make_sidecar(Bytes blob);

}  // namespace dusk::settlement
