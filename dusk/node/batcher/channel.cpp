#include <algorithm>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/channel_out.hpp>
#include <dusk/node/batcher/channel.hpp>
#include <dusk/platform/crypto/random.hpp>

namespace dusk::batcher {

OutgoingChannel::OutgoingChannel(const BuilderConfig& config, std::uint64_t opened_l1_number)
    : id_(random_bytes<16>()), opened_l1_number_(opened_l1_number), builder_(config) {}

bool OutgoingChannel::add(const L2Block& block) {
    if (!builder_->add(block)) return false;
    if (!first_) first_ = block.ref;
    last_ = block.ref;
    return true;
}

void OutgoingChannel::close() {
    DUSK_CHECK(builder_ && !builder_->empty());
    data_ = builder_->finish();
    raw_size_ = builder_->raw_size();
    builder_.reset();
}

void OutgoingChannel::cut(DaKind kind, std::size_t frame_size_max) {
    auto frames = rollup::split_into_frames(id_, data_, frame_size_max);
    // One block more than the target at most, in frames of MIN_L1_TXN_SIZE at least: far below
    // 65536.
    DUSK_CHECK(frames.has_value());
    frames_ = *std::move(frames);
    confirmed_.assign(frames_.size(), false);
    kind_ = kind;
}

std::vector<rollup::Frame> OutgoingChannel::take(std::size_t count) {
    const auto end = std::min(frames_.size(), next_frame_ + count);
    std::vector<rollup::Frame> out(frames_.begin() + static_cast<std::ptrdiff_t>(next_frame_),
                                   frames_.begin() + static_cast<std::ptrdiff_t>(end));
    next_frame_ = end;
    return out;
}

void OutgoingChannel::confirm(std::size_t first_frame, std::size_t count, std::uint64_t l1_number) {
    for (auto i = first_frame; i < first_frame + count; ++i) {
        if (confirmed_[i]) continue;
        confirmed_[i] = true;
        ++confirmed_count_;
    }
    min_inclusion_ = std::min(min_inclusion_.value_or(l1_number), l1_number);
    max_inclusion_ = std::max(max_inclusion_, l1_number);
}

void OutgoingChannel::rewind(std::size_t frame) {
    if (frame == 0) {
        restart();
        return;
    }
    for (auto i = frame; i < frames_.size(); ++i) {
        if (!confirmed_[i]) continue;
        confirmed_[i] = false;
        --confirmed_count_;
    }
    next_frame_ = std::min(next_frame_, frame);
}

void OutgoingChannel::restart() {
    id_ = random_bytes<16>();
    kind_.reset();
    frames_.clear();
    confirmed_.clear();
    confirmed_count_ = 0;
    next_frame_ = 0;
    min_inclusion_.reset();
    max_inclusion_ = 0;
}

}  // namespace dusk::batcher
