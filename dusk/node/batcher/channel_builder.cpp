#include <utility>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/batcher/channel_builder.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::batcher {

namespace {
/// A channel with less room than this part of its target is full.
constexpr std::size_t FULL_FRACTION = 64;
}  // namespace

ChannelBuilder::ChannelBuilder(const BuilderConfig& config)
    : config_(config), span_(empty_span()), next_check_(config.target_size) {}

bool ChannelBuilder::add(const L2Block& block) {
    if (full_) return false;
    const auto grown = raw_size_ + block.data_size();
    if (grown > config_.raw_size_max && !empty()) {
        full_ = true;
        return false;
    }
    if (grown < next_check_) {
        append(block);
        return true;
    }
    const auto before = std::pair{items_, span_};
    const bool was_empty = empty();
    append(block);
    const auto size = estimate_compressed_size(raw(), config_.compression);
    if (size > config_.target_size && !was_empty) {
        items_ = before.first;
        span_ = before.second;
        --block_count_;
        raw_size_ = grown - block.data_size();
        full_ = true;
        return false;
    }
    const auto room = size < config_.target_size ? config_.target_size - size : 0;
    full_ = room < config_.target_size / FULL_FRACTION || room == 0;
    next_check_ = raw_size_ + room;
    return true;
}

void ChannelBuilder::append(const L2Block& block) {
    ++block_count_;
    raw_size_ += block.data_size();
    if (config_.batch_type == rollup::BatchType::span) {
        if (config_.blocks_per_span_max != 0 && span_.block_count() >= config_.blocks_per_span_max)
            close_span();
        if (span_.append(block.ref, block.transactions)) return;
        // What a span batch cannot hold, a singular batch can: it carries transactions as they are.
        log::warn("batcher", "block {} goes as a singular batch", block.ref.number);
        close_span();
    }
    const auto batch = rollup::singular_batch_from(block.ref, block.transactions);
    dusk::append(items_, rollup::channel_item(rollup::encode_batch(batch)));
}

void ChannelBuilder::close_span() {
    if (span_.empty()) return;
    dusk::append(items_, span_.encode());
    span_ = empty_span();
}

Bytes ChannelBuilder::raw() const {
    auto out = items_;
    if (!span_.empty()) dusk::append(out, span_.encode());
    return out;
}

Bytes ChannelBuilder::finish() const { return compress_channel(raw(), config_.compression); }

}  // namespace dusk::batcher
