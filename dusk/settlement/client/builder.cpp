#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/settlement/client/builder.hpp>

namespace dusk::settlement {
namespace {

MoonlightPayload payload_of(const TxTerms& terms, const BlsSigner& signer) {
    return {.chain_id = terms.chain_id,
            .sender = signer.public_key(),
            .receiver = {},
            .value = 0,
            .deposit = 0,
            .gas_limit = terms.gas_limit,
            .gas_price = terms.gas_price,
            .refund_address = {},
            .nonce = terms.nonce,
            .data = {}};
}

std::vector<BlobData> blob_data(std::vector<BlobSidecar> sidecars) {
    std::vector<BlobData> out;
    for (auto& sidecar : sidecars) {
        const auto hash = versioned_hash(sidecar.commitment);
        out.push_back({hash, std::make_shared<const BlobSidecar>(std::move(sidecar))});
    }
    return out;
}

}  // namespace

Tx sign_tx(MoonlightPayload payload, const BlsSigner& signer) {
    const auto signature = signer.sign_single(signature_message(payload));
    return {std::move(payload), signature};
}

Tx make_transfer(const TxTerms& terms, const AccountKey& receiver, std::uint64_t value_lux,
                 const BlsSigner& signer) {
    auto payload = payload_of(terms, signer);
    if (receiver != payload.sender) payload.receiver = receiver;
    payload.value = value_lux;
    return sign_tx(std::move(payload), signer);
}

Tx make_call(const TxTerms& terms, ContractCall call, std::uint64_t deposit_lux,
             const BlsSigner& signer) {
    auto payload = payload_of(terms, signer);
    payload.deposit = deposit_lux;
    payload.data = std::move(call);
    return sign_tx(std::move(payload), signer);
}

Tx make_blob_tx(const TxTerms& terms, std::vector<BlobSidecar> sidecars, const BlsSigner& signer) {
    auto payload = payload_of(terms, signer);
    payload.data = Blobs{blob_data(std::move(sidecars))};
    return sign_tx(std::move(payload), signer);
}

Tx make_blob_call(const TxTerms& terms, std::vector<BlobSidecar> sidecars, ContractCall call,
                  const BlsSigner& signer) {
    auto payload = payload_of(terms, signer);
    payload.data = BlobCall{blob_data(std::move(sidecars)), std::move(call)};
    return sign_tx(std::move(payload), signer);
}

std::optional<BlobSidecar> make_sidecar(Bytes blob) {
    const auto commitment = kzg::blob_to_commitment(blob);
    if (!commitment) return std::nullopt;
    const auto proof = kzg::compute_blob_proof(blob, *commitment);
    if (!proof) return std::nullopt;
    return BlobSidecar{*commitment, *proof, std::move(blob)};
}

}  // namespace dusk::settlement
