#include <algorithm>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/channel_out.hpp>

namespace dusk::rollup {

namespace {
bool is_deposit(const Bytes& txn) {
    return !txn.empty() && txn[0] == static_cast<std::uint8_t>(TxnType::deposit);
}
}  // namespace

SingularBatch singular_batch_from(const L2BlockRef& block, std::span<const Bytes> transactions) {
    SingularBatch batch{.parent_hash = block.parent_hash,
                        .epoch_number = block.l1_origin.number,
                        .epoch_hash = block.l1_origin.hash,
                        .timestamp = block.time,
                        .transactions = {}};
    for (const auto& txn : transactions)
        if (!is_deposit(txn)) batch.transactions.push_back(txn);
    return batch;
}

std::expected<void, SpanBatchError> SpanBatchBuilder::append(const L2BlockRef& block,
                                                             std::span<const Bytes> transactions) {
    if (last_ && (block.parent_hash != last_->hash || block.number != last_->number + 1))
        return std::unexpected(SpanBatchError::not_consecutive);
    if (block.time < genesis_time_) return std::unexpected(SpanBatchError::timestamp_overflow);
    SpanTxns added;
    for (const auto& txn : transactions)
        if (!is_deposit(txn)) DUSK_TRY_VOID(append_span_txn(added, txn, chain_id_));
    if (raw_.txns.count() + added.count() > MAX_SPAN_BATCH_ELEMENT_COUNT)
        return std::unexpected(SpanBatchError::too_many_elements);

    if (!last_) {
        raw_.relative_timestamp = block.time - genesis_time_;
        raw_.parent_check = Check20::from(block.parent_hash);
    }
    raw_.l1_origin_number = block.l1_origin.number;
    raw_.l1_origin_check = Check20::from(block.l1_origin.hash);
    // Sequence number 0 is what a change of origin means.
    raw_.origin_bits.push_back(block.sequence_number == 0);
    raw_.block_txn_counts.push_back(added.count());
    const auto extend = [](auto& column, const auto& tail) {
        column.insert(column.end(), tail.begin(), tail.end());
    };
    extend(raw_.txns.contract_creation_bits, added.contract_creation_bits);
    extend(raw_.txns.y_parity_bits, added.y_parity_bits);
    extend(raw_.txns.signatures, added.signatures);
    extend(raw_.txns.tos, added.tos);
    extend(raw_.txns.datas, added.datas);
    extend(raw_.txns.nonces, added.nonces);
    extend(raw_.txns.gases, added.gases);
    extend(raw_.txns.protected_bits, added.protected_bits);
    last_ = block;
    return {};
}

const RawSpanBatch& SpanBatchBuilder::raw() const {
    DUSK_CHECK(!empty());
    return raw_;
}

Bytes SpanBatchBuilder::encode() const { return channel_item(encode_batch(raw())); }

Bytes channel_item(BytesView encoded_batch) {
    Bytes out;
    rlp::encode(out, encoded_batch);
    return out;
}

std::optional<std::vector<Frame>> split_into_frames(const ChannelId& id, BytesView channel_data,
                                                    std::size_t frame_size_max) {
    if (frame_size_max <= FRAME_OVERHEAD) return std::nullopt;
    const auto data_max = std::min<std::size_t>(frame_size_max - FRAME_OVERHEAD, MAX_FRAME_LEN);
    const auto count = std::max<std::size_t>(1, (channel_data.size() + data_max - 1) / data_max);
    if (count > 0x10000) return std::nullopt;
    std::vector<Frame> frames;
    frames.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto rest = channel_data.subspan(i * data_max);
        frames.push_back({.channel_id = id,
                          .number = static_cast<std::uint16_t>(i),
                          .data = to_bytes(rest.first(std::min(data_max, rest.size()))),
                          .is_last = i + 1 == count});
    }
    return frames;
}

}  // namespace dusk::rollup
