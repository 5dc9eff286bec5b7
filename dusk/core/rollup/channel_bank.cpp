#include <algorithm>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/channel_bank.hpp>

namespace dusk::rollup {

bool ChannelBank::timed_out(const Channel& channel) const {
    const auto& origin = previous_.origin();
    return channel.is_timed_out(origin.number, config_.channel_timeout_at(origin.time));
}

void ChannelBank::prune() {
    std::uint64_t total = 0;
    for (const auto& channel : channels_) total += channel.size();
    const auto limit = config_.max_channel_bank_size(previous_.origin().time);
    while (total > limit) {
        total -= channels_.front().size();
        channels_.pop_front();
        ++counters_.channels_dropped;
    }
}

void ChannelBank::ingest(Frame frame) {
    auto channel = std::ranges::find(channels_, frame.channel_id, &Channel::id);
    if (channel == channels_.end())
        channel = channels_.emplace(channels_.end(), frame.channel_id, previous_.origin(), false);
    if (timed_out(*channel) || !channel->add_frame(std::move(frame))) {
        ++counters_.dropped_frames;
        return;
    }
    prune();
}

std::optional<ChannelData> ChannelBank::read() {
    // Before Canyon only the first channel is read; from then on the first that is ready
    // (OP derivation.md#reading).
    const bool canyon = config_.is_active(OpFork::canyon, previous_.origin().time);
    const auto count = canyon ? channels_.size() : std::min<std::size_t>(1, channels_.size());
    for (std::size_t i = 0; i < count; ++i) {
        auto& channel = channels_[i];
        if (timed_out(channel) || !channel.is_ready()) continue;
        auto data = channel.take_data();
        channels_.erase(channels_.begin() + static_cast<std::ptrdiff_t>(i));
        ++counters_.channels_read;
        return data;
    }
    return std::nullopt;
}

Pulled<ChannelData> ChannelBank::next_channel() {
    // Reading comes before ingesting, so that pruning cannot take a channel that is ready.
    while (!channels_.empty() && timed_out(channels_.front())) {
        channels_.pop_front();
        ++counters_.channels_timed_out;
    }
    if (auto data = read()) return *std::move(data);
    DUSK_TRY(frame, previous_.next_frame());
    ingest(std::move(frame));
    return stop(StopReason::more);
}

bool ChannelAssembler::add(Frame frame) {
    const auto& origin = previous_.origin();
    const bool is_last = frame.is_last;
    if (frame.number == 0) {
        // An unfinished staging channel gives way.
        if (channel_) ++counters_.channels_dropped;
        channel_.emplace(frame.channel_id, origin, true);
    }
    if (!channel_ || !channel_->add_frame(std::move(frame))) {
        ++counters_.dropped_frames;
        return false;
    }
    if (channel_->size() > config_.max_rlp_bytes_per_channel(origin.time)) {
        channel_.reset();
        ++counters_.channels_dropped;
        return false;
    }
    return is_last;
}

Pulled<ChannelData> ChannelAssembler::next_channel() {
    const auto& origin = previous_.origin();
    if (channel_ &&
        channel_->is_timed_out(origin.number, config_.channel_timeout_at(origin.time))) {
        channel_.reset();
        ++counters_.channels_timed_out;
    }
    for (;;) {
        DUSK_TRY(frame, previous_.next_frame());
        if (!add(std::move(frame))) continue;
        DUSK_CHECK(channel_ && channel_->is_ready());
        auto data = channel_->take_data();
        channel_.reset();
        ++counters_.channels_read;
        return data;
    }
}

}  // namespace dusk::rollup
