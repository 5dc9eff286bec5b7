// Span batches: many consecutive L2 blocks in columns (OP specs, protocol/delta/span-batches.md;
// type 4 transactions: isthmus/derivation.md#span-batch-updates). Limits:
// MAX_SPAN_BATCH_ELEMENT_COUNT blocks and transactions; memory of decoding is linear in the input.
#pragma once

#include <expected>
#include <vector>

#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/rollup/block_ids.hpp>
#include <dusk/core/rollup/limits.hpp>

namespace dusk::rollup {

using Check20 = FixedBytes<20>;

/// One L2 block of a span batch.
struct SpanElement {
    std::uint64_t epoch_number = 0;
    std::uint64_t timestamp = 0;
    /// EIP-2718 encoded.
    std::vector<Bytes> transactions;
    friend bool operator==(const SpanElement&, const SpanElement&) = default;
};

struct SpanBatch {
    /// The first 20 bytes of the first block's parent hash.
    Check20 parent_check;
    /// The first 20 bytes of the last block's L1 origin hash.
    Check20 l1_origin_check;
    /// At least one.
    std::vector<SpanElement> blocks;

    std::uint64_t start_timestamp() const { return blocks.front().timestamp; }
    std::uint64_t end_timestamp() const { return blocks.back().timestamp; }
    std::uint64_t start_epoch() const { return blocks.front().epoch_number; }
    std::uint64_t end_epoch() const { return blocks.back().epoch_number; }
    bool check_parent(const Hash32& hash) const { return Check20::from(hash) == parent_check; }
    bool check_l1_origin(const Hash32& hash) const {
        return Check20::from(hash) == l1_origin_check;
    }
    friend bool operator==(const SpanBatch&, const SpanBatch&) = default;
};

/// The transactions of a span batch, column by column. Only what differs from type to type is in
/// `datas`: RLP lists one after another, those of types 1, 2 and 4 behind their type byte.
struct SpanTxns {
    std::vector<bool> contract_creation_bits;
    std::vector<bool> y_parity_bits;
    Bytes signatures;  ///< r and s, 64 bytes a transaction
    Bytes tos;         ///< 20 bytes for each that creates no contract
    Bytes datas;
    std::vector<std::uint64_t> nonces;
    std::vector<std::uint64_t> gases;
    std::vector<bool> protected_bits;  ///< EIP-155 or not, one a legacy transaction

    std::size_t count() const noexcept { return nonces.size(); }
    friend bool operator==(const SpanTxns&, const SpanTxns&) = default;
};

/// The span batch as it stands in the channel.
struct RawSpanBatch {
    std::uint64_t relative_timestamp = 0;
    std::uint64_t l1_origin_number = 0;
    Check20 parent_check;
    Check20 l1_origin_check;
    /// One a block: whether the L1 origin changed with it.
    std::vector<bool> origin_bits;
    std::vector<std::uint64_t> block_txn_counts;
    SpanTxns txns;
    friend bool operator==(const RawSpanBatch&, const RawSpanBatch&) = default;
};

enum class [[nodiscard]] SpanBatchError : std::uint8_t {
    truncated,
    bad_varint,
    empty,              ///< no block
    too_many_elements,  ///< more blocks or transactions than MAX_SPAN_BATCH_ELEMENT_COUNT
    bad_bitlist,        ///< a bit beyond the end of the list
    bad_txn_data,       ///< not the RLP list that its type demands
    unsupported_type,   ///< not 0 (without prefix), 1, 2 or 4
    missing_to,         ///< a set-code transaction without recipient
    timestamp_overflow,
    origin_underflow,  ///< more origin changes than blocks of L1
    wrong_chain_id,    ///< encoding: a transaction for another chain
    bad_transaction,   ///< encoding: not a transaction
    not_consecutive,   ///< encoding: blocks out of order
};

/// The body of a batch of type 1. What stands after the batch is ignored, as op-node does.
std::expected<RawSpanBatch, SpanBatchError> decode_span_batch(BytesView body);
Bytes encode_span_batch(const RawSpanBatch& batch);

struct SpanBatchContext {
    std::uint64_t block_time = 0;
    std::uint64_t genesis_time = 0;
    std::uint64_t chain_id = 0;
};
/// Appends a transaction to the columns; on error nothing changes.
std::expected<void, SpanBatchError> append_span_txn(SpanTxns& txns, BytesView encoded_txn,
                                                    std::uint64_t chain_id);
/// The transactions of the columns, EIP-2718 encoded.
std::expected<std::vector<Bytes>, SpanBatchError> derive_span_txns(const SpanTxns& txns,
                                                                   std::uint64_t chain_id);

/// Gives each block its time, L1 origin number and encoded transactions.
std::expected<SpanBatch, SpanBatchError> derive_span_batch(const RawSpanBatch& raw,
                                                           const SpanBatchContext& context);

}  // namespace dusk::rollup
