// The L1's Beacon API, as far as OP nodes read it (beacon-APIs; op-node's l1_beacon_client): one
// slot a second from `genesis_time`, so that every block has its own. Blobs come from the adapter's
// archive. A slot without block, and a block whose blobs are not in the archive, are 404: never an
// empty answer that could pass for a block without blobs. Sidecars carry the commitment and the
// blob proof; the header in them is well-formed but there is no beacon block behind it, hence its
// inclusion proof is zeros and its signature empty.
#pragma once

#include <dusk/adapter/view_store.hpp>
#include <dusk/platform/http/router.hpp>

namespace dusk::adapter {

struct BeaconApiConfig {
    std::uint64_t genesis_time = 0;
    std::uint64_t max_blobs_per_block = 9;
    std::string version = "duskevm-adapter";
};

class BeaconApi {
public:
    BeaconApi(BeaconApiConfig config, ViewStore& store)
        : config_(std::move(config)), store_(store) {}

    /// The handlers keep a reference to this.
    http::Router routes();

private:
    http::Response blob_sidecars(const http::Request& request) const;
    http::Response blobs(const http::Request& request) const;
    http::Response header(const http::Request& request) const;
    http::Response spec() const;
    /// Blocks with the timestamp of a slot; "head", "finalized", "justified", "genesis" or a
    /// number.
    std::expected<std::vector<BlockPtr>, http::Response> find_blocks(std::string_view id) const;
    std::vector<BlockPtr> blocks_at(std::uint64_t timestamp) const;
    std::uint64_t slot_of(const ViewBlock& block) const {
        return block.header.timestamp - config_.genesis_time;
    }

    BeaconApiConfig config_;
    ViewStore& store_;
};

}  // namespace dusk::adapter
