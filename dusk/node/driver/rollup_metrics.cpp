#include <dusk/node/driver/rollup_metrics.hpp>

namespace dusk::driver {

namespace {
const std::string PREFIX = "op_node_default_";
}  // namespace

RollupMetrics::RollupMetrics(metrics::Registry& registry, const std::string& version)
    : registry_(registry) {
    registry_
        .gauge(PREFIX + "info", "Pseudo-metric tracking version and config info",
               {{"version", version}})
        .set(1);
    registry_.gauge(PREFIX + "up", "1 if the op node has finished starting up").set(1);
}

void RollupMetrics::record(std::string_view layer, std::string_view type, std::uint64_t number,
                           std::uint64_t time) {
    const metrics::Labels labels{{"layer", std::string{layer}}, {"type", std::string{type}}};
    registry_
        .gauge(PREFIX + "refs_number",
               "Gauge representing the different L1/L2 reference block "
               "numbers",
               labels)
        .set(static_cast<double>(number));
    registry_
        .gauge(PREFIX + "refs_time",
               "Gauge representing the different L1/L2 reference block "
               "timestamps",
               labels)
        .set(static_cast<double>(time));
}

void RollupMetrics::record_l2(std::string_view type, const rollup::L2BlockRef& ref) {
    record("l2", type, ref.number, ref.time);
    record("l1_origin", type, ref.l1_origin.number, 0);
    registry_
        .gauge(PREFIX + "refs_seqnr",
               "Gauge representing the different L2 reference sequence "
               "numbers",
               {{"type", std::string{type}}})
        .set(static_cast<double>(ref.sequence_number));
}

void RollupMetrics::count(const std::string& name, const std::string& help, std::uint64_t now,
                          std::uint64_t& before) {
    const auto counter = registry_.counter(PREFIX + name, help);
    if (now > before) counter.increment(static_cast<double>(now - before));
    before = now;
}

void RollupMetrics::update(const RollupNode& node) {
    const auto status = node.status();
    record("l1", "l1_head", status.head_l1.number, status.head_l1.time);
    record("l1", "l1_safe", status.safe_l1.number, status.safe_l1.time);
    record("l1", "l1_finalized", status.finalized_l1.number, status.finalized_l1.time);
    record("l1", "l1_derived", status.current_l1.number, status.current_l1.time);
    record_l2("l2_unsafe", status.unsafe_l2);
    record_l2("l2_pending_safe", status.pending_safe_l2);
    record_l2("l2_safe", status.safe_l2);
    record_l2("l2_finalized", status.finalized_l2);
    count("pipeline_resets_total", "Count of derivation pipeline resets", node.resets(), resets_);
    count("derivation_errors_total", "Count of derivation errors", node.derivation_errors(),
          derivation_errors_);
    if (const auto* sequencer = node.sequencer()) {
        count("sequencing_errors_total", "Count of sequencing errors", sequencer->errors(),
              sequencing_errors_);
        registry_.gauge(PREFIX + "sequencer_active", "1 if the sequencer is active")
            .set(sequencer->active() ? 1 : 0);
    }
}

}  // namespace dusk::driver
