#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/channel_reader.hpp>

namespace dusk::rollup {

Pulled<Batch> ChannelReader::next_batch() {
    const auto time = origin().time;
    if (!reader_) {
        DUSK_TRY(data, previous_.next_channel());
        auto reader = BatchReader::open(data, config_, time);
        if (!reader) {
            ++counters_.invalid_channels;
            return stop(StopReason::more);
        }
        reader_ = *std::move(reader);
    }
    const auto encoded = reader_->next();
    if (!encoded) {
        reader_.reset();
        return stop(StopReason::more);
    }
    auto batch = decode_batch(*encoded, config_, time);
    if (!batch) {
        ++counters_.invalid_batches;
        reader_.reset();
        return stop(StopReason::more);
    }
    ++counters_.batches;
    return *std::move(batch);
}

}  // namespace dusk::rollup
