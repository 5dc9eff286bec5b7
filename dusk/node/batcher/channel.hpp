// One channel on its way to L1: open while blocks go in, then closed data, then frames, each
// submitted and confirmed.
#pragma once

#include <optional>
#include <vector>

#include <dusk/core/rollup/frame.hpp>
#include <dusk/node/batcher/channel_builder.hpp>

namespace dusk::batcher {

/// How frames travel: one in the calldata of a transaction, or one in each blob.
enum class DaKind : std::uint8_t { calldata, blobs };

class OutgoingChannel {
public:
    OutgoingChannel(const BuilderConfig& config, std::uint64_t opened_l1_number);

    const rollup::ChannelId& id() const noexcept { return id_; }
    std::uint64_t opened_l1_number() const noexcept { return opened_l1_number_; }
    const rollup::L2BlockRef& first() const { return *first_; }
    const rollup::L2BlockRef& last() const { return *last_; }
    bool empty() const noexcept { return !first_; }

    // Open.
    bool add(const L2Block& block);
    bool is_full() const noexcept { return builder_->is_full(); }
    bool is_closed() const noexcept { return !builder_; }
    void close();
    /// Data, compressed. Only when closed.
    std::size_t data_size() const noexcept { return data_.size(); }
    const Bytes& data() const noexcept { return data_; }
    /// Before compression.
    std::size_t raw_size() const noexcept { return builder_ ? builder_->raw_size() : raw_size_; }

    // Closed.
    std::optional<DaKind> kind() const noexcept { return kind_; }
    /// Cuts the data for this way of travelling.
    void cut(DaKind kind, std::size_t frame_size_max);
    bool has_unsent() const noexcept { return !kind_ || next_frame_ < frames_.size(); }
    bool was_submitted() const noexcept { return next_frame_ > 0; }
    std::size_t frame_count() const noexcept { return frames_.size(); }
    std::size_t next_frame() const noexcept { return next_frame_; }
    /// The next frames, at most `count`; they count as sent.
    std::vector<rollup::Frame> take(std::size_t count);

    void confirm(std::size_t first_frame, std::size_t count, std::uint64_t l1_number);
    bool is_confirmed() const noexcept { return confirmed_count_ == frames_.size() && kind_; }
    /// L1 blocks of the confirmed frames: first and last.
    std::optional<std::uint64_t> min_inclusion() const noexcept { return min_inclusion_; }
    std::uint64_t max_inclusion() const noexcept { return max_inclusion_; }

    /// Sends again from this frame on.
    void rewind(std::size_t frame);
    /// As if nothing had been sent: a new id, new frames.
    void restart();

private:
    rollup::ChannelId id_;
    std::uint64_t opened_l1_number_;
    std::optional<ChannelBuilder> builder_;  ///< while open
    std::optional<rollup::L2BlockRef> first_;
    std::optional<rollup::L2BlockRef> last_;
    Bytes data_;
    std::size_t raw_size_ = 0;
    std::optional<DaKind> kind_;
    std::vector<rollup::Frame> frames_;
    std::vector<bool> confirmed_;
    std::size_t confirmed_count_ = 0;
    std::size_t next_frame_ = 0;
    std::optional<std::uint64_t> min_inclusion_;
    std::uint64_t max_inclusion_ = 0;
};

}  // namespace dusk::batcher
