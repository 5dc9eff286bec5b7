// Blobs of a type 3 transaction and the form in which it travels to L1: rlp([txn, blobs,
// commitments, proofs]) behind the type byte (EIP-4844, "Networking"). At most
// MAX_BLOBS_PER_TXN blobs.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/platform/crypto/kzg.hpp>

namespace dusk::txmgr {

inline constexpr std::size_t MAX_BLOBS_PER_TXN = 6;

struct Sidecar {
    std::vector<Bytes> blobs;
    std::vector<kzg::Commitment> commitments;
    std::vector<kzg::Proof> proofs;
    std::vector<Hash32> versioned_hashes;
};

/// Commits to the blobs. The error is a text; blobs of encode_blob never have one.
std::expected<Sidecar, std::string> make_sidecar(std::vector<Bytes> blobs);

/// `txn` must be signed and of type 3.
Bytes encode_network_txn(const Transaction& txn, const Sidecar& sidecar);

}  // namespace dusk::txmgr
