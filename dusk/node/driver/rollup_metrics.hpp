// The rollup node's metrics under op-node's names (op-node/metrics/metrics.go), so that its
// dashboards and alerts fit.
#pragma once

#include <dusk/node/driver/rollup_node.hpp>
#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::driver {

class RollupMetrics {
public:
    RollupMetrics(metrics::Registry& registry, const std::string& version);

    /// Takes over what the node says of itself now.
    void update(const RollupNode& node);

private:
    void record(std::string_view layer, std::string_view type, std::uint64_t number,
                std::uint64_t time);
    void record_l2(std::string_view type, const rollup::L2BlockRef& ref);
    void count(const std::string& name, const std::string& help, std::uint64_t now,
               std::uint64_t& before);

    metrics::Registry& registry_;
    std::uint64_t resets_ = 0;
    std::uint64_t derivation_errors_ = 0;
    std::uint64_t sequencing_errors_ = 0;
};

}  // namespace dusk::driver
