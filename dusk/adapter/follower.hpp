// Follower: keeps the view store in step with a DuskDS node. It asks again while the node is away,
// and takes back blocks that the node has replaced (an L1 reorg to the adapter's clients).
#pragma once

#include <functional>

#include <dusk/adapter/dusk_source.hpp>
#include <dusk/adapter/view_store.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk::adapter {

struct FollowerConfig {
    settlement::ethview::ViewConfig view{};
    /// The first block of the view.
    std::uint64_t first_height = 0;
};

struct FollowerListener {
    std::function<void(const BlockPtr&)> on_added{};
    /// Newest first.
    std::function<void(const BlockPtr&)> on_removed{};
};

class Follower {
public:
    Follower(FollowerConfig config, DuskSource& source, ViewStore& store,
             const CryptoProvider& crypto, FollowerListener listener = {})
        : config_(std::move(config)),
          source_(source),
          store_(store),
          crypto_(crypto),
          listener_(std::move(listener)) {}

    /// Follows up to `blocks_max` blocks. True: there is more to follow.
    Sourced<bool> step(std::size_t blocks_max = 64);

private:
    Sourced<void> rewind_to_common(const ChainStatus& status);
    Sourced<bool> follow_one(std::uint64_t height);
    Sourced<std::vector<BlobSidecar>> fetch_blobs(const ViewBlock& block);
    void revert_to(std::uint64_t height);

    FollowerConfig config_;
    DuskSource& source_;
    ViewStore& store_;
    const CryptoProvider& crypto_;
    FollowerListener listener_;
};

}  // namespace dusk::adapter
