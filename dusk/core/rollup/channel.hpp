// Channel: frames of one id gathered until all are there (OP specs, derivation.md#channel-bank).
// Memory: the bytes of the frames it accepts; who owns channels bounds the sum.
#pragma once

#include <expected>
#include <map>

#include <dusk/core/rollup/block_ids.hpp>
#include <dusk/core/rollup/frame.hpp>

namespace dusk::rollup {

enum class [[nodiscard]] ChannelError : std::uint8_t {
    wrong_channel,
    already_closed,  ///< a second last frame
    duplicate_frame,
    past_end,      ///< at or after the last frame of a closed channel
    out_of_order,  ///< Holocene: not the next frame
};

class Channel {
public:
    /// `in_order`: frames must come as 0, 1, 2 … (Holocene).
    Channel(const ChannelId& id, const L1BlockRef& open_block, bool in_order) noexcept
        : id_(id), open_block_(open_block), in_order_(in_order) {}

    std::expected<void, ChannelError> add_frame(Frame frame);

    const ChannelId& id() const noexcept { return id_; }
    std::uint64_t open_block_number() const noexcept { return open_block_.number; }
    /// What counts against the size limits: the data and 200 bytes for each frame.
    std::uint64_t size() const noexcept { return size_; }
    bool is_ready() const noexcept;
    /// Whether the channel may no longer grow or be read at L1 block `number`.
    bool is_timed_out(std::uint64_t l1_number, std::uint64_t timeout) const noexcept {
        return open_block_.number + timeout < l1_number;
    }
    /// The data of all frames. Only of a ready channel.
    Bytes take_data();

private:
    ChannelId id_;
    L1BlockRef open_block_;
    bool in_order_;
    bool closed_ = false;
    std::uint16_t highest_number_ = 0;
    std::uint16_t end_number_ = 0;
    std::uint64_t size_ = 0;
    std::map<std::uint16_t, Bytes> frames_;
};

}  // namespace dusk::rollup
