// Batcher data that is accepted encodes back to itself, and pruning keeps frames in order.
#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/frame_queue.hpp>

using namespace dusk;
using namespace dusk::rollup;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto frames = parse_frames({data, size});
    if (!frames) return 0;
    DUSK_CHECK(equal(encode_batcher_data(*frames), {data, size}));
    std::deque<Frame> queue(frames->begin(), frames->end());
    prune_frames(queue);
    DUSK_CHECK(!queue.empty());
    for (std::size_t i = 1; i < queue.size(); ++i) {
        const auto& previous = queue[i - 1];
        const bool same = previous.channel_id == queue[i].channel_id;
        DUSK_CHECK(same ? queue[i].number == previous.number + 1 && !previous.is_last
                        : queue[i].number == 0 && previous.is_last);
    }
    return 0;
}
