#include <algorithm>

#include <dusk/node/driver/finalizer.hpp>

namespace dusk::driver {

void Finalizer::on_safe(const rollup::L2BlockRef& l2, const rollup::L1BlockRef& derived_from) {
    if (!derived_.empty() && derived_.back().derived_from.hash == derived_from.hash) {
        derived_.back().l2 = l2;
        return;
    }
    derived_.push_back({l2, derived_from});
    if (derived_.size() > FINALITY_MEMORY_MAX) derived_.pop_front();
}

void Finalizer::on_l1_finalized(const rollup::L1BlockRef& finalized) {
    if (!l1_finalized_ || finalized.number > l1_finalized_->number) l1_finalized_ = finalized;
}

std::optional<Finalizer::Candidate> Finalizer::candidate() const {
    if (!l1_finalized_) return std::nullopt;
    const auto after =
        std::ranges::upper_bound(derived_, l1_finalized_->number, {},
                                 [](const Candidate& entry) { return entry.derived_from.number; });
    if (after == derived_.begin()) return std::nullopt;
    return *std::prev(after);
}

void Finalizer::done(const Candidate& candidate) {
    while (!derived_.empty() &&
           derived_.front().derived_from.number <= candidate.derived_from.number) {
        // More blocks may yet be derived from the same L1 block: the entry stays while it is last.
        if (derived_.size() == 1) return;
        derived_.pop_front();
    }
}

}  // namespace dusk::driver
