// What batcher transactions and L1 attributes carry: what is accepted encodes back to the very
// bytes.
#include <fuzz/rollup/rollup.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/frame_queue.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>

using namespace dusk;
using namespace dusk::rollup;

void dusk::fuzz::l1_attributes(BytesView input) {
    if (const auto attributes = decode_l1_attributes(input))
        DUSK_CHECK(equal(encode_l1_attributes(*attributes), input));
}

/// Pruning keeps frames in order.
void dusk::fuzz::frames(BytesView input) {
    const auto frames = parse_frames(input);
    if (!frames) return;
    DUSK_CHECK(equal(encode_batcher_data(*frames), input));
    std::deque<Frame> queue(frames->begin(), frames->end());
    prune_frames(queue);
    DUSK_CHECK(!queue.empty());
    for (std::size_t i = 1; i < queue.size(); ++i) {
        const auto& previous = queue[i - 1];
        const bool same = previous.channel_id == queue[i].channel_id;
        DUSK_CHECK(same ? queue[i].number == previous.number + 1 && !previous.is_last
                        : queue[i].number == 0 && previous.is_last);
    }
}
