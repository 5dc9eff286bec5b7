#include <gtest/gtest.h>

#include <dusk/core/rollup/channel.hpp>
#include <dusk/core/rollup/frame.hpp>
#include <dusk/core/rollup/frame_queue.hpp>
#include <dusk/core/rollup/testing.hpp>

namespace dusk::rollup {
namespace {

Frame frame(std::uint8_t channel, std::uint16_t number, bool is_last = false, Bytes data = {7}) {
    Frame out;
    out.channel_id[0] = channel;
    out.number = number;
    out.data = std::move(data);
    out.is_last = is_last;
    return out;
}

TEST(frame, round_trips_with_others_in_one_transaction) {
    const std::vector<Frame> frames{frame(1, 0, false, {}), frame(1, 65535, true, Bytes(300, 5)),
                                    frame(2, 3)};
    EXPECT_EQ(parse_frames(encode_batcher_data(frames)), frames);
}

TEST(frame, refuses_every_truncation) {
    const auto data = encode_batcher_data({frame(1, 0, true, {1, 2, 3})});
    for (std::size_t size = 0; size < data.size(); ++size)
        EXPECT_FALSE(parse_frames(BytesView{data}.first(size))) << size;
}

TEST(frame, names_what_is_wrong) {
    const auto error = [](const Bytes& data) { return parse_frames(data).error(); };
    auto data = encode_batcher_data({frame(1, 0, true)});
    EXPECT_EQ(error({}), FrameError::empty);
    EXPECT_EQ(error({0}), FrameError::no_frames);
    EXPECT_EQ(error({1, 0}), FrameError::unknown_version);
    EXPECT_EQ(error({0, 1}), FrameError::truncated);
    auto bad_last = data;
    bad_last.back() = 2;
    EXPECT_EQ(error(bad_last), FrameError::bad_is_last);
    auto too_long = data;
    store_be(too_long.data() + 19, MAX_FRAME_LEN + 1);
    EXPECT_EQ(error(too_long), FrameError::too_long);
    data.push_back(9);
    EXPECT_EQ(error(data), FrameError::truncated);
}

TEST(frame, takes_data_of_the_largest_size) {
    const std::vector<Frame> frames{frame(1, 0, true, Bytes(MAX_FRAME_LEN, 1))};
    EXPECT_EQ(parse_frames(encode_batcher_data(frames)), frames);
}

TEST(channel, is_ready_when_all_frames_came_in_any_order) {
    const auto id = frame(1, 0).channel_id;
    Channel channel{id, {}, false};
    EXPECT_TRUE(channel.add_frame(frame(1, 2, true, {3})));
    EXPECT_TRUE(channel.add_frame(frame(1, 0, false, {1})));
    EXPECT_FALSE(channel.is_ready());
    EXPECT_EQ(channel.add_frame(frame(1, 0)).error(), ChannelError::duplicate_frame);
    EXPECT_EQ(channel.add_frame(frame(1, 3)).error(), ChannelError::past_end);
    EXPECT_EQ(channel.add_frame(frame(1, 1, true)).error(), ChannelError::already_closed);
    EXPECT_EQ(channel.add_frame(frame(2, 1)).error(), ChannelError::wrong_channel);
    EXPECT_TRUE(channel.add_frame(frame(1, 1, false, {2})));
    EXPECT_TRUE(channel.is_ready());
    EXPECT_EQ(channel.size(), 3 * 201u);
    EXPECT_EQ(channel.take_data(), (Bytes{1, 2, 3}));
}

TEST(channel, drops_frames_after_the_last) {
    Channel channel{frame(1, 0).channel_id, {}, false};
    EXPECT_TRUE(channel.add_frame(frame(1, 5)));
    EXPECT_TRUE(channel.add_frame(frame(1, 0, false, {1})));
    EXPECT_TRUE(channel.add_frame(frame(1, 1, true, {2})));
    EXPECT_TRUE(channel.is_ready());
    EXPECT_EQ(channel.take_data(), (Bytes{1, 2}));
}

TEST(channel, wants_the_next_frame_with_holocene) {
    Channel channel{frame(1, 0).channel_id, {}, true};
    EXPECT_EQ(channel.add_frame(frame(1, 1)).error(), ChannelError::out_of_order);
    EXPECT_TRUE(channel.add_frame(frame(1, 0)));
    EXPECT_EQ(channel.add_frame(frame(1, 2)).error(), ChannelError::out_of_order);
    EXPECT_TRUE(channel.add_frame(frame(1, 1, true)));
    EXPECT_TRUE(channel.is_ready());
}

TEST(channel, times_out_after_its_blocks_have_passed) {
    const Channel channel{{}, {.hash = {}, .number = 10, .parent_hash = {}, .time = 0}, false};
    EXPECT_FALSE(channel.is_timed_out(16, 6));
    EXPECT_TRUE(channel.is_timed_out(17, 6));
}

struct PruneCase {
    const char* name;
    std::vector<Frame> in;
    std::vector<Frame> out;
};

// OP holocene/derivation.md#frame-queue.
TEST(frame_queue, prunes_what_is_out_of_order) {
    const auto a0 = frame(1, 0);
    const auto a1 = frame(1, 1);
    const auto a1_last = frame(1, 1, true);
    const auto a2 = frame(1, 2);
    const auto b0 = frame(2, 0);
    const auto b0_last = frame(2, 0, true);
    const auto b1 = frame(2, 1);
    const PruneCase cases[] = {
        {"empty", {}, {}},
        {"in order", {a0, a1_last, b0, b1}, {a0, a1_last, b0, b1}},
        {"continues a channel", {a1, a2}, {a1, a2}},
        {"gap", {a0, a2}, {a0}},
        {"duplicate", {a0, a0, a1}, {a0, a1}},
        {"after the last", {a1_last, a2, b0}, {a1_last, b0}},
        {"other channel, not first", {a0, b1, a1}, {a0, a1}},
        {"first frame over an unfinished channel", {a0, a1, b0}, {b0}},
        {"unfinished one alone goes", {b0_last, a0, a1, b0}, {b0_last}},
        {"unfinished one before a third", {a1_last, b0, frame(3, 0)}, {a1_last, frame(3, 0)}},
        {"reopened at once", {b0_last, b0}, {b0_last}},
    };
    for (const auto& test : cases) {
        std::deque<Frame> frames(test.in.begin(), test.in.end());
        prune_frames(frames);
        EXPECT_EQ(std::vector<Frame>(frames.begin(), frames.end()), test.out) << test.name;
    }
}

}  // namespace
}  // namespace dusk::rollup
