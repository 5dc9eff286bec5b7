#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/frame.hpp>

namespace dusk::rollup {

void encode_frame(Bytes& out, const Frame& frame) {
    DUSK_CHECK(frame.data.size() <= MAX_FRAME_LEN);
    append(out, frame.channel_id);
    append_be(out, frame.number);
    append_be(out, static_cast<std::uint32_t>(frame.data.size()));
    append(out, frame.data);
    out.push_back(frame.is_last ? 1 : 0);
}

std::expected<Frame, FrameError> take_frame(BytesView& in) {
    constexpr std::size_t header_size = 16 + 2 + 4;
    if (in.size() < header_size) return std::unexpected(FrameError::truncated);
    Frame frame;
    frame.channel_id = ChannelId::from(in);
    frame.number = load_be<std::uint16_t>(in.subspan(16));
    const auto length = load_be<std::uint32_t>(in.subspan(18));
    if (length > MAX_FRAME_LEN) return std::unexpected(FrameError::too_long);
    if (in.size() < header_size + length + 1) return std::unexpected(FrameError::truncated);
    frame.data = to_bytes(in.subspan(header_size, length));
    const auto is_last = in[header_size + length];
    if (is_last > 1) return std::unexpected(FrameError::bad_is_last);
    frame.is_last = is_last == 1;
    in = in.subspan(header_size + length + 1);
    return frame;
}

Bytes encode_batcher_data(const std::vector<Frame>& frames) {
    Bytes out{DERIVATION_VERSION_0};
    for (const auto& frame : frames) encode_frame(out, frame);
    return out;
}

std::expected<std::vector<Frame>, FrameError> parse_frames(BytesView data) {
    if (data.empty()) return std::unexpected(FrameError::empty);
    if (data[0] != DERIVATION_VERSION_0) return std::unexpected(FrameError::unknown_version);
    auto rest = data.subspan(1);
    if (rest.empty()) return std::unexpected(FrameError::no_frames);
    std::vector<Frame> frames;
    while (!rest.empty()) {
        DUSK_TRY(frame, take_frame(rest));
        frames.push_back(std::move(frame));
    }
    return frames;
}

}  // namespace dusk::rollup
