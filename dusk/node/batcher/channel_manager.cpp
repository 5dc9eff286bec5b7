#include <algorithm>
#include <utility>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/batcher/channel_manager.hpp>
#include <dusk/node/txmgr/sidecar.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::batcher {

namespace {

constexpr std::string_view COMPONENT = "batcher";
/// The version byte before the frames of a transaction or blob.
constexpr std::size_t VERSION_SIZE = 1;

}  // namespace

std::string_view describe(SyncResult result) noexcept {
    switch (result) {
        case SyncResult::in_step:
            return "in step";
        case SyncResult::wait:
            return "the rollup node is not ready";
        case SyncResult::l2_reorg:
            return "the L2 chain was reorganised";
        case SyncResult::out_of_range:
            return "the safe head lies outside the loaded blocks";
        case SyncResult::no_progress:
            return "the safe head did not follow the submitted channels";
    }
    return "?";
}

ChannelManager::ChannelManager(const rollup::RollupConfig& config, const ChannelConfig& channel)
    : config_(config), channel_config_(channel) {
    DUSK_CHECK(channel_config_.target_num_frames > 0 &&
               channel_config_.target_num_frames <= TARGET_FRAMES_MAX);
    DUSK_CHECK(channel_config_.max_l1_txn_size >= MIN_L1_TXN_SIZE);
}

// Blocks --------------------------------------------------------------------------------------

std::uint64_t ChannelManager::next_block_number() const noexcept {
    if (!blocks_.empty()) return blocks_.back().ref.number + 1;
    return safe_ ? safe_->number + 1 : 0;
}

bool ChannelManager::add_block(L2Block block) {
    const auto* parent = !blocks_.empty() ? &blocks_.back().ref : safe_ ? &*safe_ : nullptr;
    if (parent == nullptr || block.ref.parent_hash != parent->hash ||
        block.ref.number != parent->number + 1) {
        clear();
        return false;
    }
    blocks_size_ += block.data_size();
    blocks_.push_back(std::move(block));
    return true;
}

void ChannelManager::clear() {
    restarted_ |= !in_flight_.empty();
    blocks_.clear();
    blocks_size_ = 0;
    cursor_ = 0;
    channels_.clear();
    in_flight_.clear();
}

SyncResult ChannelManager::check(const SyncStatus& status) const {
    if (blocks_.empty()) return SyncResult::in_step;
    const auto& oldest = blocks_.front().ref;
    const auto& newest = blocks_.back().ref;
    const auto& safe = status.safe_l2;
    if (safe.number + 1 < oldest.number || safe.number > newest.number)
        return SyncResult::out_of_range;
    const auto hash_at = [&](std::uint64_t number) {
        return number < oldest.number ? oldest.parent_hash
                                      : blocks_[number - oldest.number].ref.hash;
    };
    if (hash_at(safe.number) != safe.hash) return SyncResult::l2_reorg;
    const auto& unsafe = status.unsafe_l2;
    if (unsafe.number >= safe.number && unsafe.number <= newest.number &&
        hash_at(unsafe.number) != unsafe.hash)
        return SyncResult::l2_reorg;
    for (const auto& channel : channels_) {
        if (!channel.is_confirmed()) break;
        // Strictly past: the block itself may be half derived.
        if (status.current_l1.number > channel.max_inclusion() &&
            channel.last().number > safe.number)
            return SyncResult::no_progress;
    }
    return SyncResult::in_step;
}

SyncResult ChannelManager::sync(const SyncStatus& status) {
    if (status.head_l1.hash.is_zero() ||
        status.current_l1.number < std::exchange(last_current_l1_, status.current_l1.number))
        return SyncResult::wait;
    safe_ = status.safe_l2;
    const auto result = check(status);
    if (was_dropped(result))
        clear();
    else
        prune(status.safe_l2);
    return result;
}

void ChannelManager::prune(const rollup::L2BlockRef& safe) {
    while (!channels_.empty()) {
        const auto& channel = channels_.front();
        if (channel.empty() || channel.last().number > safe.number) break;
        forget_in_flight(channel.id(), 0);
        channels_.pop_front();
    }
    while (!blocks_.empty() && blocks_.front().ref.number <= safe.number) {
        blocks_size_ -= blocks_.front().data_size();
        blocks_.pop_front();
        if (cursor_ > 0) --cursor_;
    }
}

// Channels ------------------------------------------------------------------------------------

std::size_t ChannelManager::frame_size_max(DaKind kind) const noexcept {
    return (kind == DaKind::blobs ? rollup::MAX_BLOB_DATA_SIZE : channel_config_.max_l1_txn_size) -
           VERSION_SIZE;
}

BuilderConfig ChannelManager::builder_config(const rollup::L1BlockRef& l1_head) const {
    const auto kind = channel_config_.data_availability == DataAvailability::calldata
                          ? DaKind::calldata
                          : DaKind::blobs;
    const auto frame_data =
        std::min<std::size_t>(frame_size_max(kind) - rollup::FRAME_OVERHEAD, rollup::MAX_FRAME_LEN);
    return {.batch_type = channel_config_.batch_type,
            .compression = channel_config_.compression,
            .genesis_time = config_.genesis.l2_time,
            .l2_chain_id = config_.l2_chain_id,
            .target_size = channel_config_.target_num_frames * frame_data,
            .raw_size_max = config_.max_rlp_bytes_per_channel(l1_head.time),
            .blocks_per_span_max = channel_config_.blocks_per_span_max};
}

void ChannelManager::open_channel(const rollup::L1BlockRef& l1_head) {
    channels_.emplace_back(builder_config(l1_head), l1_head.number);
}

std::uint64_t ChannelManager::deadline(const OutgoingChannel& channel,
                                       const rollup::L1BlockRef& l1_head) const {
    const auto ahead = [&](std::uint64_t blocks) {
        const auto margin = channel_config_.sub_safety_margin;
        return blocks > margin ? blocks - margin : 0;
    };
    auto out = channel.opened_l1_number() + ahead(config_.channel_timeout_at(l1_head.time));
    if (channel_config_.max_channel_duration != 0)
        out = std::min(out, channel.opened_l1_number() + channel_config_.max_channel_duration);
    return std::min(out, channel.first().l1_origin.number + ahead(config_.seq_window_size));
}

void ChannelManager::build(const rollup::L1BlockRef& l1_head) {
    restart_timed_out(l1_head);
    while (cursor_ < blocks_.size()) {
        if (!has_open_channel()) open_channel(l1_head);
        auto& channel = channels_.back();
        if (channel.add(blocks_[cursor_])) ++cursor_;
        if (channel.is_full()) close_open_channel();
    }
    // Only after all blocks are in: a backlog fills its channels whatever the time is.
    if (has_open_channel() && !channels_.back().empty() &&
        l1_head.number >= deadline(channels_.back(), l1_head))
        close_open_channel();
}

void ChannelManager::close_open_channel() {
    if (!has_open_channel() || channels_.back().empty()) return;
    auto& channel = channels_.back();
    channel.close();
    log::info(COMPONENT, "channel closed",
              {{"id", to_hex_plain(channel.id())},
               {"first", channel.first().number},
               {"last", channel.last().number},
               {"raw_bytes", channel.raw_size()},
               {"bytes", channel.data_size()}});
}

std::optional<std::size_t> ChannelManager::find(const rollup::ChannelId& id) const noexcept {
    for (std::size_t i = 0; i < channels_.size(); ++i)
        if (channels_[i].id() == id) return i;
    return std::nullopt;
}

/// A channel must be read within the timeout of its first frame's L1 block (OP specs,
/// derivation.md#channel-timeout). One that cannot be any more begins anew.
void ChannelManager::restart_timed_out(const rollup::L1BlockRef& l1_head) {
    const auto timeout = config_.channel_timeout_at(l1_head.time);
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        const auto& channel = channels_[i];
        if (!channel.min_inclusion()) continue;
        const auto end = *channel.min_inclusion() + timeout;
        const bool late =
            channel.is_confirmed() ? channel.max_inclusion() > end : l1_head.number >= end;
        if (!late) continue;
        log::warn(COMPONENT, "channel timed out: sent again",
                  {{"id", to_hex_plain(channel.id())},
                   {"first", channel.first().number},
                   {"last", channel.last().number}});
        restart_from(i);
        return;
    }
}

void ChannelManager::restart_from(std::size_t index) {
    restarted_ = true;
    for (; index < channels_.size(); ++index) {
        forget_in_flight(channels_[index].id(), 0);
        channels_[index].restart();
    }
}

void ChannelManager::forget_in_flight(const rollup::ChannelId& channel, std::size_t first_frame) {
    std::erase_if(in_flight_, [&](const auto& entry) {
        return entry.second.channel == channel && entry.second.first_frame >= first_frame;
    });
}

// Submissions ---------------------------------------------------------------------------------

std::optional<std::size_t> ChannelManager::next_channel() const noexcept {
    for (std::size_t i = 0; i < channels_.size() && channels_[i].is_closed(); ++i)
        if (channels_[i].has_unsent()) return i;
    return std::nullopt;
}

bool ChannelManager::has_unsent() const noexcept {
    return cursor_ < blocks_.size() || next_channel() || has_open_channel();
}

DaKind ChannelManager::choose_kind(const OutgoingChannel& channel,
                                   const txmgr::FeeQuote& quote) const {
    switch (channel_config_.data_availability) {
        case DataAvailability::blobs:
            return DaKind::blobs;
        case DataAvailability::calldata:
            return DaKind::calldata;
        case DataAvailability::automatic:
            break;
    }
    constexpr std::uint64_t TXN_GAS = 21'000;
    constexpr std::uint64_t CALLDATA_GAS_PER_BYTE = 40;  // EIP-7623; compressed data has few zeros
    constexpr std::uint64_t GAS_PER_BLOB = 131'072;
    const auto parts = [&](std::size_t size) { return (channel.data_size() + size - 1) / size; };
    const auto gas_price = quote.base_fee + quote.tip;
    const auto blobs = parts(frame_size_max(DaKind::blobs));
    const auto per_txn = std::min(channel_config_.target_num_frames, txmgr::MAX_BLOBS_PER_TXN);
    const auto blob_cost = u256{(blobs + per_txn - 1) / per_txn * TXN_GAS} * gas_price +
                           u256{blobs * GAS_PER_BLOB} * quote.blob_base_fee;
    const auto calldata_cost = u256{parts(frame_size_max(DaKind::calldata)) * TXN_GAS +
                                    channel.data_size() * CALLDATA_GAS_PER_BYTE} *
                               gas_price;
    return blob_cost <= calldata_cost ? DaKind::blobs : DaKind::calldata;
}

std::optional<DaKind> ChannelManager::next_kind(const txmgr::FeeQuote& quote) {
    const auto index = next_channel();
    if (!index) return std::nullopt;
    auto& channel = channels_[*index];
    // Chosen when the first frame is about to leave, then kept to the last.
    if (!channel.kind()) {
        const auto kind = choose_kind(channel, quote);
        channel.cut(kind, frame_size_max(kind));
    }
    return channel.kind();
}

Submission ChannelManager::take_submission() {
    const auto index = next_channel();
    DUSK_CHECK(index.has_value());
    auto& channel = channels_[*index];
    const auto kind = *channel.kind();
    const auto count = kind == DaKind::blobs
                           ? std::min(channel_config_.target_num_frames, txmgr::MAX_BLOBS_PER_TXN)
                           : 1;
    const auto first = channel.next_frame();
    Submission out{.id = next_id_++, .kind = kind, .frames = channel.take(count)};
    in_flight_[out.id] = {channel.id(), first, out.frames.size()};
    return out;
}

void ChannelManager::confirmed(std::uint64_t id, std::uint64_t l1_number) {
    const auto entry = in_flight_.find(id);
    if (entry == in_flight_.end()) return;  // of a state that was dropped
    const auto sent = entry->second;
    in_flight_.erase(entry);
    if (const auto index = find(sent.channel))
        channels_[*index].confirm(sent.first_frame, sent.count, l1_number);
}

void ChannelManager::failed(std::uint64_t id) {
    const auto entry = in_flight_.find(id);
    if (entry == in_flight_.end()) return;
    const auto sent = entry->second;
    in_flight_.erase(entry);
    const auto index = find(sent.channel);
    if (!index) return;
    // A first frame of a later channel would end this one (OP specs,
    // holocene/derivation.md#frame-queue).
    const bool overtaken = *index + 1 < channels_.size() && channels_[*index + 1].was_submitted();
    if (overtaken || sent.first_frame == 0) {
        restart_from(*index);
        return;
    }
    restarted_ = true;
    forget_in_flight(sent.channel, sent.first_frame);
    channels_[*index].rewind(sent.first_frame);
}

std::size_t ChannelManager::backlog_size() const noexcept {
    std::size_t size = 0;
    for (auto i = cursor_; i < blocks_.size(); ++i) size += blocks_[i].data_size();
    for (const auto& channel : channels_)
        if (!channel.is_closed() || channel.has_unsent()) size += channel.raw_size();
    return size;
}

}  // namespace dusk::batcher
