#include <algorithm>
#include <charconv>
#include <map>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/sources/beacon_client.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::sources {

namespace json = boost::json;
using rollup::IndexedBlobHash;
using rollup::L1BlockRef;

namespace {

constexpr std::size_t RESPONSE_SIZE_MAX = 64 * 1024 * 1024;
constexpr std::chrono::milliseconds TIMEOUT{10'000};

Decoded<json::value> parse_data(std::string_view body) {
    boost::system::error_code error;
    auto root = json::parse(body, error);
    if (error) return std::unexpected("answer is no JSON");
    auto* object = root.if_object();
    auto* data = object == nullptr ? nullptr : object->if_contains("data");
    if (data == nullptr) return std::unexpected("answer without data");
    return std::move(*data);
}

/// The beacon API writes numbers as decimal text.
Decoded<std::uint64_t> decimal_member(std::string_view body, std::string_view name) {
    DUSK_TRY(data, parse_data(body));
    FieldReader in{data, "data"};
    const auto text = in.required<std::string>(name);
    std::uint64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (in.ok() && (code != std::errc{} || end != text.data() + text.size()))
        in.fail(name, "expected a decimal number");
    if (!in.ok()) return std::unexpected(in.error());
    return value;
}

Decoded<Bytes> blob_from(const json::value& value) {
    DUSK_TRY(blob, decode_json(value, std::type_identity<Bytes>{}));
    if (blob.size() != kzg::BLOB_SIZE) return std::unexpected("blob of a wrong size");
    return blob;
}

Outcome<std::string> get(http::HttpClient& client, const std::string& path) {
    const auto answer = client.get(path, {{"Accept", "application/json"}});
    if (!answer) return fail(FailureKind::temporary, answer.error().message);
    if (answer->status == 404) return fail(FailureKind::not_found, "not found");
    if (answer->status != 200)
        return fail(FailureKind::temporary, fmt::format("status {}", answer->status));
    return answer->body;
}

std::string blobs_path(std::uint64_t slot, std::span<const IndexedBlobHash> wanted) {
    auto path = fmt::format("/eth/v1/beacon/blobs/{}", slot);
    char separator = '?';
    for (const auto& blob : wanted) {
        path += fmt::format("{}versioned_hashes={}", separator, to_hex(blob.hash));
        separator = '&';
    }
    return path;
}

std::string sidecars_path(std::uint64_t slot, std::span<const IndexedBlobHash> wanted) {
    auto path = fmt::format("/eth/v1/beacon/blob_sidecars/{}", slot);
    char separator = '?';
    for (const auto& blob : wanted) {
        path += fmt::format("{}indices={}", separator, blob.index);
        separator = '&';
    }
    return path;
}

Outcome<std::vector<Bytes>> matched(Decoded<std::vector<Bytes>> blobs,
                                    std::span<const IndexedBlobHash> wanted) {
    if (!blobs) return fail(FailureKind::temporary, blobs.error());
    const bool nothing = blobs->empty();
    auto out = match_blobs(*std::move(blobs), wanted);
    if (out) return *std::move(out);
    // An empty answer is how some nodes say that blobs are expired.
    if (nothing) return fail(FailureKind::not_found, "no blobs");
    return fail(FailureKind::temporary, "other blobs than those asked for");
}

}  // namespace

std::optional<std::uint64_t> BeaconClock::slot_at(std::uint64_t time) const noexcept {
    if (time < genesis_time || seconds_per_slot == 0) return std::nullopt;
    return (time - genesis_time) / seconds_per_slot;
}

Decoded<std::uint64_t> genesis_time_from_json(std::string_view body) {
    return decimal_member(body, "genesis_time");
}

Decoded<std::uint64_t> seconds_per_slot_from_json(std::string_view body) {
    DUSK_TRY(seconds, decimal_member(body, "SECONDS_PER_SLOT"));
    if (seconds == 0) return std::unexpected("SECONDS_PER_SLOT is 0");
    return seconds;
}

Decoded<std::vector<Bytes>> blobs_from_json(std::string_view body) {
    DUSK_TRY(data, parse_data(body));
    const auto* list = data.if_array();
    if (list == nullptr) return std::unexpected("data is no list");
    std::vector<Bytes> out;
    for (const auto& element : *list) {
        DUSK_TRY(blob, blob_from(element));
        out.push_back(std::move(blob));
    }
    return out;
}

Decoded<std::vector<Bytes>> sidecar_blobs_from_json(std::string_view body) {
    DUSK_TRY(data, parse_data(body));
    const auto* list = data.if_array();
    if (list == nullptr) return std::unexpected("data is no list");
    std::vector<Bytes> out;
    for (const auto& element : *list) {
        const auto* object = element.if_object();
        const auto* blob_json = object == nullptr ? nullptr : object->if_contains("blob");
        if (blob_json == nullptr) return std::unexpected("sidecar without blob");
        DUSK_TRY(blob, blob_from(*blob_json));
        out.push_back(std::move(blob));
    }
    return out;
}

std::optional<std::vector<Bytes>> match_blobs(std::vector<Bytes> blobs,
                                              std::span<const IndexedBlobHash> wanted) {
    std::map<Hash32, std::size_t> by_hash;
    for (std::size_t i = 0; i < blobs.size(); ++i)
        if (const auto commitment = kzg::blob_to_commitment(blobs[i]))
            by_hash.emplace(kzg::versioned_hash(*commitment), i);
    std::vector<Bytes> out;
    out.reserve(wanted.size());
    for (const auto& want : wanted) {
        const auto found = by_hash.find(want.hash);
        if (found == by_hash.end()) return std::nullopt;
        out.push_back(blobs[found->second]);
    }
    return out;
}

BeaconClient::BeaconClient(const std::vector<std::string>& urls) {
    DUSK_CHECK(!urls.empty());
    for (auto url : urls) {
        // A trailing slash would double the one that paths begin with.
        while (url.ends_with('/')) url.pop_back();
        http::HttpClient client{url, {.timeout = TIMEOUT, .response_size_max = RESPONSE_SIZE_MAX}};
        endpoints_.push_back({std::move(url), std::move(client)});
    }
}

Outcome<BeaconClock> BeaconClient::clock_of(Endpoint& endpoint) {
    DUSK_TRY(genesis, get(endpoint.client, "/eth/v1/beacon/genesis"));
    DUSK_TRY(spec, get(endpoint.client, "/eth/v1/config/spec"));
    const auto time = genesis_time_from_json(genesis);
    if (!time) return fail(FailureKind::temporary, "beacon genesis: " + time.error());
    const auto seconds = seconds_per_slot_from_json(spec);
    if (!seconds) return fail(FailureKind::temporary, "beacon spec: " + seconds.error());
    return BeaconClock{*time, *seconds};
}

Outcome<BeaconClock> BeaconClient::clock() {
    {
        const std::lock_guard lock{mutex_};
        if (clock_) return *clock_;
    }
    std::string errors;
    for (auto& endpoint : endpoints_) {
        const auto found = clock_of(endpoint);
        if (found) {
            const std::lock_guard lock{mutex_};
            clock_ = *found;
            return *found;
        }
        errors += fmt::format(" {}: {};", endpoint.url, found.error().text);
    }
    return fail(FailureKind::temporary, "no beacon API answers:" + errors);
}

Outcome<std::vector<Bytes>> BeaconClient::blobs_of(Endpoint& endpoint, std::uint64_t slot,
                                                   std::span<const IndexedBlobHash> wanted) {
    if (const auto body = get(endpoint.client, blobs_path(slot, wanted))) {
        auto out = matched(blobs_from_json(*body), wanted);
        if (out) return out;
    }
    // Older nodes know the sidecars only.
    DUSK_TRY(body, get(endpoint.client, sidecars_path(slot, wanted)));
    return matched(sidecar_blobs_from_json(body), wanted);
}

Outcome<std::vector<Bytes>> BeaconClient::blobs(const L1BlockRef& block,
                                                std::span<const IndexedBlobHash> wanted) {
    if (wanted.empty()) return std::vector<Bytes>{};
    DUSK_TRY(beacon_clock, clock());
    const auto slot = beacon_clock.slot_at(block.time);
    if (!slot) return fail(FailureKind::critical, "L1 block with blobs before beacon genesis");
    bool nobody_has_it = true;
    std::string errors;
    for (auto& endpoint : endpoints_) {
        auto found = blobs_of(endpoint, *slot, wanted);
        if (found) return found;
        nobody_has_it = nobody_has_it && found.error().kind == FailureKind::not_found;
        errors += fmt::format(" {}: {};", endpoint.url, found.error().text);
    }
    return fail(nobody_has_it ? FailureKind::not_found : FailureKind::temporary,
                fmt::format("no beacon API has the {} blobs of L1 block {}:{}", wanted.size(),
                            block.number, errors));
}

}  // namespace dusk::sources
