// Frames: the pieces of a channel that fit into batcher transactions (OP specs,
// derivation.md#frame-format and #batcher-transaction-format). A frame's data is at most
// MAX_FRAME_LEN.
#pragma once

#include <expected>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/rollup/limits.hpp>

namespace dusk::rollup {

using ChannelId = FixedBytes<16>;

/// The first byte of a batcher transaction's data.
inline constexpr std::uint8_t DERIVATION_VERSION_0 = 0;

struct Frame {
    ChannelId channel_id;
    std::uint16_t number = 0;
    Bytes data;
    bool is_last = false;
    friend bool operator==(const Frame&, const Frame&) = default;
};

enum class [[nodiscard]] FrameError : std::uint8_t {
    empty,            ///< no data at all
    unknown_version,  ///< not version 0
    no_frames,
    truncated,
    too_long,  ///< more than MAX_FRAME_LEN bytes of data
    bad_is_last,
};

/// Appends the frame's encoding. Its data must fit MAX_FRAME_LEN.
void encode_frame(Bytes& out, const Frame& frame);
/// Takes one frame off the front of `in`.
std::expected<Frame, FrameError> take_frame(BytesView& in);

/// Data of a batcher transaction: the version byte and the frames.
Bytes encode_batcher_data(const std::vector<Frame>& frames);
/// All frames of a batcher transaction's data, or none of them.
std::expected<std::vector<Frame>, FrameError> parse_frames(BytesView data);

}  // namespace dusk::rollup
