#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/channel.hpp>

namespace dusk::rollup {

namespace {
std::uint64_t bank_size(const Bytes& data) { return data.size() + FRAME_BANK_OVERHEAD; }
}  // namespace

std::expected<void, ChannelError> Channel::add_frame(Frame frame) {
    if (frame.channel_id != id_) return std::unexpected(ChannelError::wrong_channel);
    if (frame.is_last && closed_) return std::unexpected(ChannelError::already_closed);
    if (frames_.contains(frame.number)) return std::unexpected(ChannelError::duplicate_frame);
    if (closed_ && frame.number >= end_number_) return std::unexpected(ChannelError::past_end);
    if (in_order_ && frame.number != frames_.size())
        return std::unexpected(ChannelError::out_of_order);

    if (frame.is_last) {
        closed_ = true;
        end_number_ = frame.number;
        if (end_number_ < highest_number_) {
            // Frames after the last are dropped. The size of every frame is taken off, also of
            // those that stay: that is how op-node and kona count, and pruning must go the same
            // way.
            for (const auto& [number, data] : frames_) size_ -= bank_size(data);
            frames_.erase(frames_.lower_bound(end_number_), frames_.end());
            highest_number_ = end_number_;
        }
    }
    highest_number_ = std::max(highest_number_, frame.number);
    size_ += bank_size(frame.data);
    frames_.emplace(frame.number, std::move(frame.data));
    return {};
}

bool Channel::is_ready() const noexcept {
    // Numbers are unique and at most end_number_, so that the count alone tells.
    return closed_ && frames_.size() == std::size_t{end_number_} + 1;
}

Bytes Channel::take_data() {
    DUSK_CHECK(is_ready());
    Bytes out;
    for (const auto& [number, data] : frames_) append(out, data);
    frames_.clear();
    return out;
}

}  // namespace dusk::rollup
