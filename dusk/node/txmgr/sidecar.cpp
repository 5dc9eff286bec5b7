#include <fmt/format.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/node/txmgr/sidecar.hpp>

namespace dusk::txmgr {

std::expected<Sidecar, std::string> make_sidecar(std::vector<Bytes> blobs) {
    if (blobs.empty() || blobs.size() > MAX_BLOBS_PER_TXN)
        return std::unexpected(fmt::format("{} blobs in one transaction", blobs.size()));
    Sidecar out;
    for (const auto& blob : blobs) {
        const auto commitment = kzg::blob_to_commitment(blob);
        if (!commitment) return std::unexpected(std::string{"not a blob"});
        const auto proof = kzg::compute_blob_proof(blob, *commitment);
        if (!proof) return std::unexpected(std::string{"not a blob"});
        out.commitments.push_back(*commitment);
        out.proofs.push_back(*proof);
        out.versioned_hashes.push_back(kzg::versioned_hash(*commitment));
    }
    out.blobs = std::move(blobs);
    return out;
}

Bytes encode_network_txn(const Transaction& txn, const Sidecar& sidecar) {
    DUSK_CHECK(txn.type == TxnType::blob);
    const auto append_list = [](Bytes& out, const auto& items) {
        Bytes list;
        for (const auto& item : items) rlp::encode(list, BytesView{item});
        append(out, rlp::encode_list(list));
    };
    const auto encoded = encode_transaction(txn);
    Bytes payload = to_bytes(BytesView{encoded}.subspan(1));
    append_list(payload, sidecar.blobs);
    append_list(payload, sidecar.commitments);
    append_list(payload, sidecar.proofs);
    Bytes out{static_cast<std::uint8_t>(TxnType::blob)};
    append(out, rlp::encode_list(payload));
    return out;
}

}  // namespace dusk::txmgr
