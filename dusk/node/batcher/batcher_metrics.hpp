// The batcher's metrics, with op-batcher's names (op_batcher_default_…).
#pragma once

#include <dusk/node/batcher/channel_manager.hpp>
#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::batcher {

inline constexpr const char* METRICS_PREFIX = "op_batcher_default";

class BatcherMetrics {
public:
    BatcherMetrics();

    void up(bool running) const { up_.set(running ? 1 : 0); }
    void heads(const SyncStatus& status) const;
    void loaded(std::size_t blocks) const { blocks_added_.increment(static_cast<double>(blocks)); }
    void state(const ChannelManager& state) const;
    void submitted(const Submission& submission) const;
    void succeeded() const { success_.increment(); }
    void failed() const { failure_.increment(); }
    void reset(SyncResult reason) const;
    void balance(const u256& wei) const;
    void throttled(bool active) const { throttled_.set(active ? 1 : 0); }

private:
    metrics::Gauge up_;
    metrics::Gauge unsafe_;
    metrics::Gauge safe_;
    metrics::Gauge current_l1_;
    metrics::Counter blocks_added_;
    metrics::Gauge pending_blocks_;
    metrics::Gauge pending_bytes_;
    metrics::Gauge channels_;
    metrics::Counter submitted_;
    metrics::Counter success_;
    metrics::Counter failure_;
    metrics::Counter frames_;
    metrics::Counter output_bytes_;
    metrics::Gauge balance_;
    metrics::Gauge throttled_;
};

}  // namespace dusk::batcher
