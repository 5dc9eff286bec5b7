#include <dusk/core/codec/hex.hpp>
#include <dusk/node/driver/l1_watcher.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::driver {

using rollup::L1BlockRef;
using sources::BlockLabel;

namespace {
constexpr std::string_view COMPONENT = "l1";
}  // namespace

L1Heads L1Watcher::heads() const {
    const std::lock_guard lock{mutex_};
    return heads_;
}

bool L1Watcher::poll(bool labels) {
    bool changed = poll_label(BlockLabel::latest, &L1Heads::latest);
    if (labels) {
        changed |= poll_label(BlockLabel::safe, &L1Heads::safe);
        changed |= poll_label(BlockLabel::finalized, &L1Heads::finalized);
    }
    return changed;
}

bool L1Watcher::poll_label(BlockLabel label, std::optional<L1BlockRef> L1Heads::* member) {
    const auto answer = l1_.ref(label);
    if (label == BlockLabel::latest) report(answer);
    if (!answer) return false;
    const std::lock_guard lock{mutex_};
    auto& known = heads_.*member;
    if (known == *answer) return false;
    if (label == BlockLabel::latest) {
        const bool reorg = known && answer->number <= known->number;
        log::debug(COMPONENT, "{} head {} {} time {}", reorg ? "reorged" : "new", answer->number,
                   to_hex(answer->hash), answer->time);
    }
    known = *answer;
    return true;
}

void L1Watcher::report(const sources::Outcome<L1BlockRef>& answer) {
    if (!answer && !is_away_) log::warn(COMPONENT, "L1 does not answer: {}", answer.error().text);
    if (answer && is_away_) log::info(COMPONENT, "L1 is back at block {}", answer->number);
    is_away_ = !answer;
}

}  // namespace dusk::driver
