#include <dusk/core/base/check.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/span_batch.hpp>
#include <dusk/core/rollup/varint.hpp>

namespace dusk::rollup {

namespace {

using Error = SpanBatchError;

std::expected<BytesView, Error> take(BytesView& in, std::uint64_t size) {
    if (size > in.size()) return std::unexpected(Error::truncated);
    const auto out = in.first(static_cast<std::size_t>(size));
    in = in.subspan(static_cast<std::size_t>(size));
    return out;
}

std::expected<std::uint64_t, Error> take_number(BytesView& in) {
    const auto value = take_uvarint(in);
    if (!value) return std::unexpected(Error::bad_varint);
    return *value;
}

/// `count` must be bounded by what is left of the input before: each number takes a byte at least.
std::expected<std::vector<std::uint64_t>, Error> take_numbers(BytesView& in, std::uint64_t count) {
    if (count > in.size()) return std::unexpected(Error::truncated);
    std::vector<std::uint64_t> out;
    out.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
        DUSK_TRY(number, take_number(in));
        out.push_back(number);
    }
    return out;
}

/// A standard bitlist: a big-endian integer whose bit i is that of element i, padded on the left.
std::expected<std::vector<bool>, Error> take_bits(BytesView& in, std::uint64_t count) {
    DUSK_TRY(bytes, take(in, count / 8 + (count % 8 != 0)));
    if (count % 8 != 0 && bytes[0] >> (count % 8) != 0) return std::unexpected(Error::bad_bitlist);
    std::vector<bool> bits(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < bits.size(); ++i)
        bits[i] = (bytes[bytes.size() - 1 - i / 8] >> (i % 8) & 1) != 0;
    return bits;
}

void append_bits(Bytes& out, const std::vector<bool>& bits) {
    Bytes bytes((bits.size() + 7) / 8);
    for (std::size_t i = 0; i < bits.size(); ++i)
        if (bits[i]) bytes[bytes.size() - 1 - i / 8] |= static_cast<std::uint8_t>(1u << (i % 8));
    append(out, bytes);
}

/// The total, or too_many_elements.
std::expected<std::uint64_t, Error> sum_of_counts(const std::vector<std::uint64_t>& counts) {
    std::uint64_t sum = 0;
    for (const auto count : counts) {
        if (count > MAX_SPAN_BATCH_ELEMENT_COUNT) return std::unexpected(Error::too_many_elements);
        sum += count;
        if (sum > MAX_SPAN_BATCH_ELEMENT_COUNT) return std::unexpected(Error::too_many_elements);
    }
    return sum;
}

/// Takes the lists of `datas` without looking into them; counts the legacy ones.
std::expected<BytesView, Error> take_datas(BytesView& in, std::uint64_t count,
                                           std::uint64_t& legacy_count) {
    const auto start = in;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (in.empty()) return std::unexpected(Error::truncated);
        if (in[0] <= 0x7f)
            in = in.subspan(1);
        else
            ++legacy_count;
        const auto item = rlp::take_item(in);
        if (!item || !item->is_list) return std::unexpected(Error::bad_txn_data);
    }
    return start.first(start.size() - in.size());
}

std::expected<SpanTxns, Error> take_txns(BytesView& in, std::uint64_t count) {
    SpanTxns txns;
    DUSK_TRY(creation_bits, take_bits(in, count));
    DUSK_TRY(y_parity_bits, take_bits(in, count));
    DUSK_TRY(signatures, take(in, count * 64));
    std::uint64_t to_count = 0;
    for (const bool creates : creation_bits) to_count += creates ? 0 : 1;
    DUSK_TRY(tos, take(in, to_count * 20));
    std::uint64_t legacy_count = 0;
    DUSK_TRY(datas, take_datas(in, count, legacy_count));
    DUSK_TRY(nonces, take_numbers(in, count));
    DUSK_TRY(gases, take_numbers(in, count));
    DUSK_TRY(protected_bits, take_bits(in, legacy_count));
    return SpanTxns{.contract_creation_bits = std::move(creation_bits),
                    .y_parity_bits = std::move(y_parity_bits),
                    .signatures = to_bytes(signatures),
                    .tos = to_bytes(tos),
                    .datas = to_bytes(datas),
                    .nonces = std::move(nonces),
                    .gases = std::move(gases),
                    .protected_bits = std::move(protected_bits)};
}

}  // namespace

// OP delta/span-batches.md#span-batch-format.
std::expected<RawSpanBatch, Error> decode_span_batch(BytesView body) {
    auto in = body;
    RawSpanBatch batch;
    DUSK_TRY(relative_timestamp, take_number(in));
    DUSK_TRY(l1_origin_number, take_number(in));
    DUSK_TRY(parent_check, take(in, 20));
    DUSK_TRY(l1_origin_check, take(in, 20));
    DUSK_TRY(block_count, take_number(in));
    if (block_count > MAX_SPAN_BATCH_ELEMENT_COUNT)
        return std::unexpected(Error::too_many_elements);
    if (block_count == 0) return std::unexpected(Error::empty);
    DUSK_TRY(origin_bits, take_bits(in, block_count));
    DUSK_TRY(block_txn_counts, take_numbers(in, block_count));
    DUSK_TRY(txn_count, sum_of_counts(block_txn_counts));
    DUSK_TRY(txns, take_txns(in, txn_count));
    batch.relative_timestamp = relative_timestamp;
    batch.l1_origin_number = l1_origin_number;
    batch.parent_check = Check20::from(parent_check);
    batch.l1_origin_check = Check20::from(l1_origin_check);
    batch.origin_bits = std::move(origin_bits);
    batch.block_txn_counts = std::move(block_txn_counts);
    batch.txns = std::move(txns);
    return batch;
}

Bytes encode_span_batch(const RawSpanBatch& batch) {
    DUSK_CHECK(batch.origin_bits.size() == batch.block_txn_counts.size());
    const auto& txns = batch.txns;
    Bytes out;
    append_uvarint(out, batch.relative_timestamp);
    append_uvarint(out, batch.l1_origin_number);
    append(out, batch.parent_check);
    append(out, batch.l1_origin_check);
    append_uvarint(out, batch.block_txn_counts.size());
    append_bits(out, batch.origin_bits);
    for (const auto count : batch.block_txn_counts) append_uvarint(out, count);
    append_bits(out, txns.contract_creation_bits);
    append_bits(out, txns.y_parity_bits);
    append(out, txns.signatures);
    append(out, txns.tos);
    append(out, txns.datas);
    for (const auto nonce : txns.nonces) append_uvarint(out, nonce);
    for (const auto gas : txns.gases) append_uvarint(out, gas);
    append_bits(out, txns.protected_bits);
    return out;
}

std::expected<SpanBatch, Error> derive_span_batch(const RawSpanBatch& raw,
                                                  const SpanBatchContext& context) {
    const auto block_count = raw.block_txn_counts.size();
    DUSK_CHECK(block_count > 0 && raw.origin_bits.size() == block_count);

    // The first block's time and the distance to the last one's must fit 64 bits.
    std::uint64_t start = 0;
    std::uint64_t length = 0;
    std::uint64_t end = 0;
    if (__builtin_add_overflow(context.genesis_time, raw.relative_timestamp, &start) ||
        __builtin_mul_overflow(context.block_time, block_count - 1, &length) ||
        __builtin_add_overflow(start, length, &end))
        return std::unexpected(Error::timestamp_overflow);

    // The origin bit of the first block tells of its parent, which is not in the batch.
    std::uint64_t origin_changes = 0;
    for (std::size_t i = 1; i < block_count; ++i) origin_changes += raw.origin_bits[i] ? 1 : 0;
    if (origin_changes > raw.l1_origin_number) return std::unexpected(Error::origin_underflow);

    DUSK_TRY(transactions, derive_span_txns(raw.txns, context.chain_id));
    SpanBatch batch{
        .parent_check = raw.parent_check, .l1_origin_check = raw.l1_origin_check, .blocks = {}};
    batch.blocks.reserve(block_count);
    auto next = transactions.begin();
    std::uint64_t epoch = raw.l1_origin_number - origin_changes;
    for (std::size_t i = 0; i < block_count; ++i) {
        if (i > 0 && raw.origin_bits[i]) ++epoch;
        const auto last = next + static_cast<std::ptrdiff_t>(raw.block_txn_counts[i]);
        batch.blocks.push_back(
            {.epoch_number = epoch,
             .timestamp = start + context.block_time * i,
             .transactions = {std::make_move_iterator(next), std::make_move_iterator(last)}});
        next = last;
    }
    return batch;
}

}  // namespace dusk::rollup
