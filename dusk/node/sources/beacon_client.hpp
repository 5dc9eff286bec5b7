// Blobs of L1 from beacon nodes, by slot (beacon-APIs: getBlobs, getBlobSidecars, getGenesis,
// getSpec). Several endpoints stand in for each other: one that fails, has not everything, or
// answers with other content is passed over for the next. Nothing is returned whose commitment does
// not hash to the versioned hash asked for.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <dusk/node/sources/chains.hpp>
#include <dusk/platform/http/client.hpp>

namespace dusk::sources {

struct BeaconClock {
    std::uint64_t genesis_time = 0;
    std::uint64_t seconds_per_slot = 0;

    /// None before genesis.
    std::optional<std::uint64_t> slot_at(std::uint64_t time) const noexcept;
    friend bool operator==(const BeaconClock&, const BeaconClock&) = default;
};

// Bodies of answers.
Decoded<std::uint64_t> genesis_time_from_json(std::string_view body);
Decoded<std::uint64_t> seconds_per_slot_from_json(std::string_view body);
/// The blobs in /eth/v1/beacon/blobs/{slot}.
Decoded<std::vector<Bytes>> blobs_from_json(std::string_view body);
/// The blobs in /eth/v1/beacon/blob_sidecars/{slot}; commitments are not looked at, they are
/// recomputed.
Decoded<std::vector<Bytes>> sidecar_blobs_from_json(std::string_view body);
/// The blobs whose commitments have these versioned hashes, in the order of `wanted`. None if one
/// is missing.
std::optional<std::vector<Bytes>> match_blobs(std::vector<Bytes> blobs,
                                              std::span<const rollup::IndexedBlobHash> wanted);

class BeaconClient final : public BlobSource {
public:
    /// In order of preference; at least one.
    explicit BeaconClient(const std::vector<std::string>& urls);

    Outcome<std::vector<Bytes>> blobs(const rollup::L1BlockRef& block,
                                      std::span<const rollup::IndexedBlobHash> wanted) override;
    Outcome<BeaconClock> clock();

private:
    struct Endpoint {
        std::string url;
        http::HttpClient client;
    };

    Outcome<std::vector<Bytes>> blobs_of(Endpoint& endpoint, std::uint64_t slot,
                                         std::span<const rollup::IndexedBlobHash> wanted);
    Outcome<BeaconClock> clock_of(Endpoint& endpoint);

    std::vector<Endpoint> endpoints_;
    std::mutex mutex_;
    std::optional<BeaconClock> clock_;
};

}  // namespace dusk::sources
