// Receipts and logs (yellow paper 4.3.1; OP specs, deposits.md#deposit-receipt).
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include <dusk/core/chain/header.hpp>
#include <dusk/core/state/log.hpp>

namespace dusk {

struct Receipt {
    TxnType type = TxnType::legacy;
    bool success = false;
    /// Before Byzantium the state root after the transaction stands in place of its success.
    std::optional<Hash32> post_state{};
    std::uint64_t cumulative_gas_used = 0;
    Bloom logs_bloom;
    std::vector<Log> logs;
    /// Deposits only: the sender's nonce before (Regolith) and the version 1 (Canyon).
    std::optional<std::uint64_t> deposit_nonce;
    std::optional<std::uint64_t> deposit_receipt_version;
    friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// EIP-2718 form, as it stands in the receipts trie.
Bytes encode_receipt(const Receipt& receipt);
/// The list of logs as it stands in a receipt; state tests name it by its hash.
Bytes encode_logs(const std::vector<Log>& logs);
std::expected<Receipt, BlockDecodeError> decode_receipt(BytesView encoded);

void add_to_bloom(Bloom& bloom, BytesView entry);
Bloom logs_bloom(const std::vector<Log>& logs);

}  // namespace dusk
