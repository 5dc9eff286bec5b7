// L1Watcher: the newest L1 blocks by label, polled. Rides out an L1 that is away: what was known
// stays, and one line says so.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <dusk/node/sources/chains.hpp>

namespace dusk::driver {

struct L1Heads {
    std::optional<rollup::L1BlockRef> latest;
    std::optional<rollup::L1BlockRef> safe;
    std::optional<rollup::L1BlockRef> finalized;
};

/// poll() on one thread, the rest on any.
class L1Watcher {
public:
    explicit L1Watcher(sources::L1Chain& l1) : l1_(l1) {}

    /// Asks for the head and, where `labels`, for safe and finalized. True if anything changed.
    bool poll(bool labels);
    L1Heads heads() const;

private:
    bool poll_label(sources::BlockLabel label, std::optional<rollup::L1BlockRef> L1Heads::* member);
    void report(const sources::Outcome<rollup::L1BlockRef>& answer);

    sources::L1Chain& l1_;
    bool is_away_ = false;
    mutable std::mutex mutex_;
    L1Heads heads_;
};

}  // namespace dusk::driver
