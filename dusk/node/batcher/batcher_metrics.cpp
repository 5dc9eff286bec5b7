#include <dusk/node/batcher/batcher_metrics.hpp>

namespace dusk::batcher {

namespace {

const std::string PREFIX = std::string{METRICS_PREFIX} + "_";

metrics::Gauge gauge(const char* name, const char* help, const metrics::Labels& labels = {}) {
    return metrics::registry().gauge(PREFIX + name, help, labels);
}
metrics::Counter counter(const char* name, const char* help, const metrics::Labels& labels = {}) {
    return metrics::registry().counter(PREFIX + name, help, labels);
}

constexpr const char* REFS = "refs_number";
constexpr const char* REFS_HELP = "Numbers of the blocks that the rollup node names";
constexpr const char* TXNS = "batcher_tx_total";
constexpr const char* TXNS_HELP = "Batcher transactions by what became of them";

}  // namespace

BatcherMetrics::BatcherMetrics()
    : up_(gauge("up", "1 while batches are submitted")),
      unsafe_(gauge(REFS, REFS_HELP, {{"layer", "l2"}, {"type", "unsafe"}})),
      safe_(gauge(REFS, REFS_HELP, {{"layer", "l2"}, {"type", "safe"}})),
      current_l1_(gauge(REFS, REFS_HELP, {{"layer", "l1"}, {"type", "current"}})),
      blocks_added_(counter("blocks_added_total", "L2 blocks loaded")),
      pending_blocks_(gauge("pending_blocks_count", "L2 blocks that are not safe")),
      pending_bytes_(gauge("pending_blocks_bytes_current", "Bytes that no transaction carries")),
      channels_(gauge("channels_count", "Channels that are not safe")),
      submitted_(counter(TXNS, TXNS_HELP, {{"stage", "submitted"}})),
      success_(counter(TXNS, TXNS_HELP, {{"stage", "success"}})),
      failure_(counter(TXNS, TXNS_HELP, {{"stage", "failed"}})),
      frames_(counter("frames_submitted_total", "Frames sent to L1")),
      output_bytes_(counter("channel_output_bytes_total", "Bytes of frames sent to L1")),
      balance_(gauge("balance", "Balance of the batcher, in ether")),
      throttled_(gauge("throttling_active", "1 while the sequencer is asked for small blocks")) {}

void BatcherMetrics::heads(const SyncStatus& status) const {
    unsafe_.set(static_cast<double>(status.unsafe_l2.number));
    safe_.set(static_cast<double>(status.safe_l2.number));
    current_l1_.set(static_cast<double>(status.current_l1.number));
}

void BatcherMetrics::state(const ChannelManager& state) const {
    pending_blocks_.set(static_cast<double>(state.block_count()));
    pending_bytes_.set(static_cast<double>(state.backlog_size()));
    channels_.set(static_cast<double>(state.channel_count()));
}

void BatcherMetrics::submitted(const Submission& submission) const {
    submitted_.increment();
    frames_.increment(static_cast<double>(submission.frames.size()));
    for (const auto& frame : submission.frames)
        output_bytes_.increment(static_cast<double>(frame.data.size()));
}

void BatcherMetrics::reset(SyncResult reason) const {
    counter("state_reset_total", "Times that the state was built again from the safe head",
            {{"reason", std::string{describe(reason)}}})
        .increment();
}

void BatcherMetrics::balance(const u256& wei) const {
    // Milliether are exact in 64 bits up to 10^16 ether.
    constexpr std::uint64_t WEI_PER_MILLIETHER = 1'000'000'000'000'000;
    balance_.set(static_cast<double>((wei / u256{WEI_PER_MILLIETHER}).saturated64()) / 1000);
}

}  // namespace dusk::batcher
