// The batcher's state: L2 blocks that are not safe yet, the channels that carry them, and what of
// those is on its way to L1. No I/O: the batcher feeds it and sends what it hands out.
//
// Order is strict, as Holocene's derivation demands (OP specs, holocene/derivation.md#frame-queue):
// frames leave in the order of channels and numbers, and a channel whose order was broken begins
// anew under another id, with all channels behind it. Everything follows from the safe head:
// whenever the chains contradict the state, the state is dropped and built again from there.
// Limits: the caller bounds how many blocks are loaded.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <dusk/node/batcher/channel.hpp>
#include <dusk/node/batcher/config.hpp>
#include <dusk/node/batcher/sync_status.hpp>
#include <dusk/node/txmgr/fees.hpp>

namespace dusk::batcher {

/// One transaction's worth of frames.
struct Submission {
    std::uint64_t id = 0;
    DaKind kind = DaKind::blobs;
    std::vector<rollup::Frame> frames;
};

/// What has happened to the state at a look at the chains.
enum class SyncResult : std::uint8_t {
    in_step,
    wait,          ///< the rollup node went back or has no L1 yet: look again later
    l2_reorg,      ///< dropped: blocks are not those of the node's chain
    out_of_range,  ///< dropped: the safe head lies outside the blocks
    no_progress,   ///< dropped: a channel is on L1, derivation is past it, and it is not safe
};
std::string_view describe(SyncResult result) noexcept;
constexpr bool was_dropped(SyncResult result) noexcept { return result >= SyncResult::l2_reorg; }

class ChannelManager {
public:
    /// `config` outlives the manager.
    ChannelManager(const rollup::RollupConfig& config, const ChannelConfig& channel);

    // Blocks.
    /// Takes the chains' state in: forgets what is safe, or everything.
    SyncResult sync(const SyncStatus& status);
    /// The number of the block to load next.
    std::uint64_t next_block_number() const noexcept;
    /// False: the block does not follow the last one, and everything was dropped.
    bool add_block(L2Block block);
    /// Drops everything. What is on its way to L1 no longer counts.
    void clear();

    // Channels.
    /// Moves blocks into channels, closes channels that are due, restarts those that timed out.
    void build(const rollup::L1BlockRef& l1_head);
    /// Closes the open channel, as when somebody wants all data sent now.
    void close_open_channel();

    // Submissions.
    /// How the next frames want to travel; none: there is nothing to send.
    std::optional<DaKind> next_kind(const txmgr::FeeQuote& quote);
    /// Only after next_kind() told a kind.
    Submission take_submission();
    void confirmed(std::uint64_t id, std::uint64_t l1_number);
    void failed(std::uint64_t id);

    /// Bytes of blocks that no transaction carries yet.
    std::size_t backlog_size() const noexcept;
    bool has_unsent() const noexcept;
    std::size_t block_count() const noexcept { return blocks_.size(); }
    std::size_t blocks_size() const noexcept { return blocks_size_; }
    std::size_t channel_count() const noexcept { return channels_.size(); }
    const std::deque<OutgoingChannel>& channels() const noexcept { return channels_; }
    /// Whether frames that had been sent were given up since the last call.
    bool take_restarted() noexcept { return std::exchange(restarted_, false); }

private:
    struct InFlight {
        rollup::ChannelId channel;
        std::size_t first_frame = 0;
        std::size_t count = 0;
    };

    BuilderConfig builder_config(const rollup::L1BlockRef& l1_head) const;
    std::uint64_t deadline(const OutgoingChannel& channel, const rollup::L1BlockRef& l1_head) const;
    void open_channel(const rollup::L1BlockRef& l1_head);
    bool has_open_channel() const noexcept {
        return !channels_.empty() && !channels_.back().is_closed();
    }
    void restart_timed_out(const rollup::L1BlockRef& l1_head);
    void restart_from(std::size_t index);
    void forget_in_flight(const rollup::ChannelId& channel, std::size_t first_frame);
    std::optional<std::size_t> find(const rollup::ChannelId& id) const noexcept;
    std::optional<std::size_t> next_channel() const noexcept;
    SyncResult check(const SyncStatus& status) const;
    void prune(const rollup::L2BlockRef& safe);
    std::size_t frame_size_max(DaKind kind) const noexcept;
    DaKind choose_kind(const OutgoingChannel& channel, const txmgr::FeeQuote& quote) const;

    const rollup::RollupConfig& config_;
    ChannelConfig channel_config_;
    std::deque<L2Block> blocks_;  ///< after the safe head, consecutive
    std::size_t blocks_size_ = 0;
    std::size_t cursor_ = 0;  ///< blocks before it are in channels
    std::deque<OutgoingChannel> channels_;
    std::map<std::uint64_t, InFlight> in_flight_;
    std::uint64_t next_id_ = 0;
    std::uint64_t last_current_l1_ = 0;
    std::optional<rollup::L2BlockRef> safe_;
    bool restarted_ = false;
};

}  // namespace dusk::batcher
