#include <iterator>

#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/frame_queue.hpp>

namespace dusk::rollup {

// OP holocene/derivation.md#frame-queue, as a walk over neighbours: `kept` holds frames in order.
void prune_frames(std::deque<Frame>& frames) {
    std::deque<Frame> kept;
    for (auto& frame : frames) {
        if (kept.empty()) {
            kept.push_back(std::move(frame));
            continue;
        }
        if (frame.channel_id == kept.back().channel_id) {
            const auto& last = kept.back();
            if (!last.is_last && frame.number == last.number + 1) kept.push_back(std::move(frame));
            continue;
        }
        if (frame.number != 0) continue;
        // A new channel: what stands before it of an unfinished one goes.
        while (!kept.empty() && !kept.back().is_last) kept.pop_back();
        // What is left may be a closed channel of the same id: op-node and kona then drop the
        // frame.
        const bool reopens = !kept.empty() && kept.back().channel_id == frame.channel_id;
        if (!reopens) kept.push_back(std::move(frame));
    }
    frames = std::move(kept);
}

Pulled<Frame> FrameQueue::next_frame() {
    if (frames_.empty()) {
        DUSK_TRY(data, previous_.next_data());
        auto frames = parse_frames(data);
        if (!frames) {
            ++counters_.invalid_batcher_data;
            return stop(StopReason::more);
        }
        counters_.frames += frames->size();
        frames_.assign(std::make_move_iterator(frames->begin()),
                       std::make_move_iterator(frames->end()));
        if (config_.is_active(OpFork::holocene, origin().time)) {
            prune_frames(frames_);
            counters_.dropped_frames += frames->size() - frames_.size();
        }
    }
    // Pruning keeps at least one frame.
    auto frame = std::move(frames_.front());
    frames_.pop_front();
    return frame;
}

}  // namespace dusk::rollup
