#include <dusk/core/base/check.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/brotli.hpp>
#include <dusk/core/codec/inflate.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/rollup/batch.hpp>
#include <dusk/core/rollup/channel_out.hpp>

namespace dusk::rollup {

namespace {

std::expected<SingularBatch, rlp::RlpError> decode_singular(BytesView content) {
    // What follows the list is ignored (OP derivation.md#batch-format).
    DUSK_TRY(list, rlp::take_item(content));
    if (!list.is_list) return std::unexpected(rlp::RlpError::unexpected_string);
    rlp::ListReader fields{list.payload};
    DUSK_TRY(parent_hash, fields.next_fixed<32>());
    DUSK_TRY(epoch_number, fields.next_u64());
    DUSK_TRY(epoch_hash, fields.next_fixed<32>());
    DUSK_TRY(timestamp, fields.next_u64());
    DUSK_TRY(txns, fields.next_list());
    DUSK_TRY_VOID(fields.finish());
    SingularBatch batch{.parent_hash = parent_hash,
                        .epoch_number = epoch_number,
                        .epoch_hash = epoch_hash,
                        .timestamp = timestamp,
                        .transactions = {}};
    while (!txns.at_end()) {
        DUSK_TRY(txn, txns.next_string());
        batch.transactions.push_back(to_bytes(txn));
    }
    return batch;
}

}  // namespace

Bytes encode_batch(const SingularBatch& batch) {
    Bytes txns;
    for (const auto& txn : batch.transactions) rlp::encode(txns, BytesView{txn});
    Bytes fields;
    rlp::encode(fields, batch.parent_hash);
    rlp::encode(fields, batch.epoch_number);
    rlp::encode(fields, batch.epoch_hash);
    rlp::encode(fields, batch.timestamp);
    append(fields, rlp::encode_list(txns));
    Bytes out{static_cast<std::uint8_t>(BatchType::singular)};
    append(out, rlp::encode_list(fields));
    return out;
}

Bytes encode_batch(const RawSpanBatch& batch) {
    Bytes out{static_cast<std::uint8_t>(BatchType::span)};
    append(out, encode_span_batch(batch));
    return out;
}

std::expected<Batch, BatchError> decode_batch(BytesView encoded, const RollupConfig& config,
                                              std::uint64_t l1_time) {
    if (encoded.empty()) return std::unexpected(BatchError::empty);
    const auto content = encoded.subspan(1);
    switch (static_cast<BatchType>(encoded[0])) {
        case BatchType::singular: {
            auto batch = decode_singular(content);
            if (!batch) return std::unexpected(BatchError::malformed_singular);
            return Batch{*std::move(batch)};
        }
        case BatchType::span: {
            // An early check by inclusion; batch validation checks again by L1 origin.
            if (!config.is_active(OpFork::delta, l1_time))
                return std::unexpected(BatchError::span_before_delta);
            const auto raw = decode_span_batch(content);
            if (!raw) return std::unexpected(BatchError::malformed_span);
            auto batch = derive_span_batch(*raw, {.block_time = config.block_time,
                                                  .genesis_time = config.genesis.l2_time,
                                                  .chain_id = config.l2_chain_id});
            if (!batch) return std::unexpected(BatchError::malformed_span);
            return Batch{*std::move(batch)};
        }
    }
    return std::unexpected(BatchError::unknown_type);
}

std::expected<BatchReader, BatchReader::Error> BatchReader::open(BytesView channel_data,
                                                                 const RollupConfig& config,
                                                                 std::uint64_t l1_time) {
    if (channel_data.empty()) return std::unexpected(Error::empty);
    const auto limit = static_cast<std::size_t>(config.max_rlp_bytes_per_channel(l1_time));
    // RFC 1950: the low half of the first byte is the method, 8 for deflate; 15 is reserved.
    const auto method = channel_data[0] & 0x0f;
    if (method == 8 || method == 15) {
        auto inflated = zlib_inflate(channel_data, limit);
        if (inflated.status != InflateStatus::done && inflated.output.empty())
            return std::unexpected(Error::corrupt_stream);
        return BatchReader{std::move(inflated.output)};
    }
    if (channel_data[0] != CHANNEL_VERSION_BROTLI)
        return std::unexpected(Error::unknown_compression);
    if (!config.is_active(OpFork::fjord, l1_time))
        return std::unexpected(Error::brotli_before_fjord);
    auto inflated = brotli_decompress(channel_data.subspan(1), limit);
    if (inflated.status != InflateStatus::done && inflated.output.empty())
        return std::unexpected(Error::corrupt_stream);
    return BatchReader{std::move(inflated.output)};
}

std::optional<BytesView> BatchReader::next() {
    auto rest = BytesView{data_}.subspan(position_);
    if (rest.empty()) return std::nullopt;
    const auto item = rlp::take_item(rest);
    if (!item || item->is_list) {
        position_ = data_.size();
        return std::nullopt;
    }
    position_ = data_.size() - rest.size();
    return item->payload;
}

}  // namespace dusk::rollup
