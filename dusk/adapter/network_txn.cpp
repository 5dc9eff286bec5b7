#include <dusk/adapter/network_txn.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/settlement/ledger/limits.hpp>

namespace dusk::adapter {

namespace {

using settlement::BlobSidecar;

constexpr std::uint64_t CELL_PROOF_VERSION = 1;
constexpr std::size_t CELLS_PER_EXT_BLOB = 128;
constexpr std::size_t PROOF_SIZE = 48;

std::string_view describe(TxnDecodeError error) {
    switch (error) {
        case TxnDecodeError::empty:
            return "typed transaction too short";
        case TxnDecodeError::unsupported_type:
            return "transaction type not supported";
        case TxnDecodeError::malformed_rlp:
            return "rlp: malformed transaction";
        case TxnDecodeError::bad_signature_values:
            return "invalid transaction v, r, s values";
        case TxnDecodeError::trailing_bytes:
            return "rlp: input contains more than one value";
    }
    return "malformed transaction";
}

std::unexpected<std::string> malformed(std::string_view what) {
    return std::unexpected("rlp: malformed blob sidecar: " + std::string(what));
}

std::expected<NetworkTxn, std::string> decode_plain(BytesView bytes) {
    auto txn = decode_transaction(bytes);
    if (!txn) return std::unexpected(std::string(describe(txn.error())));
    return NetworkTxn{.txn = *std::move(txn), .hash = keccak256(bytes), .encoded = to_bytes(bytes)};
}

std::expected<std::vector<BytesView>, std::string> strings_of(const rlp::Item& item,
                                                              std::size_t size,
                                                              std::size_t count_max) {
    if (!item.is_list) return malformed("expected a list");
    rlp::ListReader reader(item.payload);
    std::vector<BytesView> out;
    while (!reader.at_end()) {
        const auto string = reader.next_string();
        if (!string || string->size() != size) return malformed("wrong element size");
        if (out.size() == count_max) return std::unexpected("too many blobs in transaction");
        out.push_back(*string);
    }
    return out;
}

std::expected<void, std::string> attach(NetworkTxn& network, const std::vector<BytesView>& blobs,
                                        const std::vector<BytesView>& commitments,
                                        const std::vector<BytesView>& proofs) {
    const auto count = network.txn.blob_versioned_hashes.size();
    if (blobs.size() != count || commitments.size() != count)
        return std::unexpected("invalid number of blobs compared to blob hashes");
    for (std::size_t i = 0; i < count; ++i)
        network.sidecars.push_back(
            {.commitment = FixedBytes<48>::from(commitments[i]),
             .proof = proofs.empty() ? FixedBytes<48>{} : FixedBytes<48>::from(proofs[i]),
             .blob = to_bytes(blobs[i])});
    return {};
}

std::expected<NetworkTxn, std::string> decode_with_blobs(const rlp::Item& txn_item,
                                                         rlp::ListReader rest) {
    constexpr auto BLOBS_MAX = settlement::MAX_BLOBS_PER_TX;
    Bytes encoded{static_cast<std::uint8_t>(TxnType::blob)};
    append(encoded, txn_item.encoded);
    auto network = decode_plain(encoded);
    if (!network) return network;

    auto first = rest.next();
    if (!first) return malformed("missing blobs");
    const bool has_cells = !first->is_list;
    if (has_cells) {
        if (!equal(first->payload, Bytes{CELL_PROOF_VERSION}))
            return malformed("unknown wrapper version");
        first = rest.next();
        if (!first) return malformed("missing blobs");
    }
    const auto commitments_item = rest.next();
    const auto proofs_item = rest.next();
    if (!commitments_item || !proofs_item || !rest.at_end())
        return malformed("wrong element count");
    DUSK_TRY(blobs, strings_of(*first, settlement::BLOB_SIZE, BLOBS_MAX));
    DUSK_TRY(commitments, strings_of(*commitments_item, PROOF_SIZE, BLOBS_MAX));
    const auto proofs_per_blob = has_cells ? CELLS_PER_EXT_BLOB : 1;
    DUSK_TRY(proofs, strings_of(*proofs_item, PROOF_SIZE, BLOBS_MAX * proofs_per_blob));
    if (proofs.size() != blobs.size() * proofs_per_blob)
        return std::unexpected("invalid number of blob proofs compared to blob hashes");
    if (has_cells) proofs.clear();
    DUSK_TRY_VOID(attach(*network, blobs, commitments, proofs));
    return network;
}

}  // namespace

std::expected<NetworkTxn, std::string> decode_network_txn(BytesView bytes) {
    if (bytes.empty()) return std::unexpected("typed transaction too short");
    if (bytes[0] == static_cast<std::uint8_t>(TxnType::deposit))
        return std::unexpected("transaction type not supported");
    if (bytes[0] == static_cast<std::uint8_t>(TxnType::blob)) {
        auto reader = rlp::ListReader::open(bytes.subspan(1));
        if (!reader) return std::unexpected("rlp: malformed transaction");
        const auto first = reader->next();
        if (first && first->is_list) return decode_with_blobs(*first, *reader);
    }
    return decode_plain(bytes);
}

std::expected<void, std::string> complete_sidecars(NetworkTxn& network) {
    if (network.txn.type != TxnType::blob) return {};
    if (network.sidecars.empty()) return std::unexpected("missing sidecar in blob transaction");
    for (std::size_t i = 0; i < network.sidecars.size(); ++i) {
        auto& sidecar = network.sidecars[i];
        if (kzg::versioned_hash(sidecar.commitment) != network.txn.blob_versioned_hashes[i])
            return std::unexpected("blob hash mismatch");
        if (sidecar.proof.is_zero()) {
            const auto commitment = kzg::blob_to_commitment(sidecar.blob);
            if (!commitment || *commitment != sidecar.commitment)
                return std::unexpected("invalid blob: commitment mismatch");
            const auto proof = kzg::compute_blob_proof(sidecar.blob, sidecar.commitment);
            if (!proof) return std::unexpected("invalid blob");
            sidecar.proof = *proof;
            continue;
        }
        const auto valid = kzg::verify_blob_proof(sidecar.blob, sidecar.commitment, sidecar.proof);
        if (!valid || !*valid) return std::unexpected("invalid blob: can't verify proof");
    }
    return {};
}

// `encoded size u32 || encoded || sidecars`, as settlement::encode_sidecar has them.
Bytes encode_queued(const NetworkTxn& network) {
    Bytes out;
    append_le(out, static_cast<std::uint32_t>(network.encoded.size()));
    append(out, network.encoded);
    for (const auto& sidecar : network.sidecars) append(out, settlement::encode_sidecar(sidecar));
    return out;
}

std::expected<NetworkTxn, std::string> decode_queued(BytesView bytes) {
    if (bytes.size() < 4) return std::unexpected("damaged queue entry");
    const std::size_t size = load_le<std::uint32_t>(bytes);
    bytes = bytes.subspan(4);
    if (size > bytes.size()) return std::unexpected("damaged queue entry");
    auto network = decode_plain(bytes.first(size));
    if (!network) return network;
    for (bytes = bytes.subspan(size); !bytes.empty();
         bytes = bytes.subspan(settlement::SIDECAR_SIZE)) {
        if (bytes.size() < settlement::SIDECAR_SIZE) return std::unexpected("damaged queue entry");
        auto sidecar = settlement::decode_sidecar(bytes.first(settlement::SIDECAR_SIZE));
        if (!sidecar) return std::unexpected("damaged queue entry");
        network->sidecars.push_back(*std::move(sidecar));
    }
    return network;
}

}  // namespace dusk::adapter
