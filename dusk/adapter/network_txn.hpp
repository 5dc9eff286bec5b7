// Signed transactions as eth_sendRawTransaction takes them: EIP-2718 bytes, and for type 3 the
// network form with blobs, rlp([txn, blobs, commitments, proofs]) (EIP-4844) or rlp([txn, 1, blobs,
// commitments, cell proofs]) (EIP-7594). Cell proofs are replaced by blob proofs, which DuskDS
// carries. Limits: 6 blobs, 64 KiB of transaction without blobs.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/settlement/ledger/tx_data.hpp>

namespace dusk::adapter {

struct NetworkTxn {
    Transaction txn;
    Hash32 hash;
    /// EIP-2718 form without blobs: what the router executes.
    Bytes encoded;
    std::vector<settlement::BlobSidecar> sidecars{};
};

/// Decodes the form only; the error is a text for the client.
std::expected<NetworkTxn, std::string> decode_network_txn(BytesView bytes);
/// Checks commitments, versioned hashes and proofs; makes blob proofs where they are missing (an
/// all-zero proof marks them).
std::expected<void, std::string> complete_sidecars(NetworkTxn& network);

/// For the adapter's queue.
Bytes encode_queued(const NetworkTxn& network);
std::expected<NetworkTxn, std::string> decode_queued(BytesView bytes);

}  // namespace dusk::adapter
