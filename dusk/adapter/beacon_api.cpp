#include <algorithm>
#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <dusk/adapter/beacon_api.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk::adapter {

namespace {

using boost::json::array;
using boost::json::object;
using http::Request;
using http::Response;

constexpr std::size_t INCLUSION_PROOF_DEPTH = 17;
constexpr std::size_t QUERY_VALUES_MAX = 128;

Response ok(object body) { return Response::json(boost::json::serialize(body)); }

Response failure(unsigned status, std::string_view message) {
    return Response::json(boost::json::serialize(object{{"code", status}, {"message", message}}),
                          status);
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return number;
}

/// All values of a query parameter: repeated, or separated by commas.
std::vector<std::string> query_values(const Request& request, std::string_view name) {
    std::vector<std::string> out;
    const std::string_view target = request.target;
    const auto mark = target.find('?');
    auto rest = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    while (!rest.empty() && out.size() < QUERY_VALUES_MAX) {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        const auto decoded = http::percent_decode(pair.substr(equals + 1), true);
        std::string_view values = decoded;
        while (!values.empty() && out.size() < QUERY_VALUES_MAX) {
            const auto value = values.substr(0, values.find(','));
            values.remove_prefix(std::min(values.size(), value.size() + 1));
            if (!value.empty()) out.emplace_back(value);
        }
    }
    return out;
}

object header_message(std::uint64_t slot, const ViewBlock& block) {
    return {{"slot", std::to_string(slot)},
            {"proposer_index", "0"},
            {"parent_root", to_hex(block.header.parent_beacon_block_root.value_or(Hash32{}))},
            {"state_root", to_hex(block.header.state_root)},
            {"body_root", to_hex(block.hash)}};
}

array zero_inclusion_proof() {
    array out;
    for (std::size_t i = 0; i < INCLUSION_PROOF_DEPTH; ++i) out.emplace_back(to_hex(Hash32{}));
    return out;
}

object sidecar_json(std::size_t index, const BlobSidecar& sidecar, const object& message) {
    return {{"index", std::to_string(index)},
            {"blob", to_hex(sidecar.blob)},
            {"kzg_commitment", to_hex(sidecar.commitment)},
            {"kzg_proof", to_hex(sidecar.proof)},
            {"signed_block_header",
             object{{"message", message}, {"signature", to_hex(FixedBytes<96>{})}}},
            {"kzg_commitment_inclusion_proof", zero_inclusion_proof()}};
}

std::vector<Hash32> hashes_of(const std::vector<BlockPtr>& blocks) {
    std::vector<Hash32> out;
    for (const auto& block : blocks)
        for (const auto& hash : settlement::ethview::blob_hashes(*block)) out.push_back(hash);
    return out;
}

Response missing_blob(const Hash32& hash) {
    return failure(404, fmt::format("NOT_FOUND: blob {} is not available", to_hex(hash)));
}

}  // namespace

std::vector<BlockPtr> BeaconApi::blocks_at(std::uint64_t timestamp) const {
    const auto heads = store_.heads();
    const auto first = store_.first_number();
    if (!heads || !first) return {};
    // Timestamps never fall: the first block at or after the time.
    auto low = *first;
    auto high = heads->latest + 1;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto block = store_.by_number(middle);
        if (!block) return {};
        if (block->header.timestamp < timestamp)
            low = middle + 1;
        else
            high = middle;
    }
    std::vector<BlockPtr> out;
    for (; low <= heads->latest; ++low) {
        auto block = store_.by_number(low);
        if (!block || block->header.timestamp != timestamp) break;
        out.push_back(std::move(block));
    }
    return out;
}

std::expected<std::vector<BlockPtr>, Response> BeaconApi::find_blocks(std::string_view id) const {
    const auto not_found = [&] {
        return std::unexpected(failure(404, fmt::format("NOT_FOUND: beacon block at slot {}", id)));
    };
    const auto heads = store_.heads();
    if (!heads) return not_found();
    if (id == "head" || id == "finalized" || id == "justified" || id == "genesis") {
        const auto number = id == "head"        ? heads->latest
                            : id == "finalized" ? heads->finalized
                            : id == "justified" ? heads->safe
                                                : store_.first_number().value_or(0);
        auto block = store_.by_number(number);
        if (!block) return not_found();
        return std::vector{std::move(block)};
    }
    const auto slot = parse_number(id);
    if (!slot) return std::unexpected(failure(400, fmt::format("BAD_REQUEST: block id {}", id)));
    auto blocks = blocks_at(config_.genesis_time + *slot);
    if (blocks.empty()) return not_found();
    return blocks;
}

Response BeaconApi::blob_sidecars(const Request& request) const {
    const auto blocks = find_blocks(request.param("block_id"));
    if (!blocks) return blocks.error();
    std::vector<std::uint64_t> wanted;
    for (const auto& text : query_values(request, "indices")) {
        const auto index = parse_number(text);
        if (!index) return failure(400, "BAD_REQUEST: invalid index " + text);
        wanted.push_back(*index);
    }
    const auto hashes = hashes_of(*blocks);
    const auto message = header_message(slot_of(*blocks->front()), *blocks->front());
    array data;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (!wanted.empty() && std::ranges::find(wanted, i) == wanted.end()) continue;
        const auto sidecar = store_.blob(hashes[i]);
        if (!sidecar) return missing_blob(hashes[i]);
        data.push_back(sidecar_json(i, *sidecar, message));
    }
    return ok({{"version", "deneb"},
               {"execution_optimistic", false},
               {"finalized", blocks->front()->header.number <= store_.heads()->finalized},
               {"data", std::move(data)}});
}

Response BeaconApi::blobs(const Request& request) const {
    const auto blocks = find_blocks(request.param("block_id"));
    if (!blocks) return blocks.error();
    std::vector<Hash32> wanted;
    for (const auto& text : query_values(request, "versioned_hashes")) {
        const auto hash = fixed_from_hex<32>(text);
        if (!hash) return failure(400, "BAD_REQUEST: invalid versioned hash " + text);
        wanted.push_back(*hash);
    }
    array data;
    for (const auto& hash : hashes_of(*blocks)) {
        if (!wanted.empty() && std::ranges::find(wanted, hash) == wanted.end()) continue;
        const auto sidecar = store_.blob(hash);
        if (!sidecar) return missing_blob(hash);
        data.emplace_back(to_hex(sidecar->blob));
    }
    return ok({{"execution_optimistic", false},
               {"finalized", blocks->front()->header.number <= store_.heads()->finalized},
               {"data", std::move(data)}});
}

Response BeaconApi::header(const Request& request) const {
    const auto blocks = find_blocks(request.param("block_id"));
    if (!blocks) return blocks.error();
    const auto& block = *blocks->back();
    return ok({{"execution_optimistic", false},
               {"finalized", block.header.number <= store_.heads()->finalized},
               {"data", object{{"root", to_hex(block.dusk_hash)},
                               {"canonical", true},
                               {"header", object{{"message", header_message(slot_of(block), block)},
                                                 {"signature", to_hex(FixedBytes<96>{})}}}}}});
}

Response BeaconApi::spec() const {
    return ok({{"data", object{{"SECONDS_PER_SLOT", "1"},
                               {"SLOTS_PER_EPOCH", "32"},
                               {"DENEB_FORK_EPOCH", "0"},
                               {"MAX_BLOBS_PER_BLOCK", std::to_string(config_.max_blobs_per_block)},
                               {"FIELD_ELEMENTS_PER_BLOB", "4096"},
                               {"GENESIS_DELAY", "0"},
                               {"MIN_GENESIS_TIME", std::to_string(config_.genesis_time)},
                               {"CONFIG_NAME", "duskds"}}}});
}

http::Router BeaconApi::routes() {
    http::Router router;
    using enum http::Method;
    router.add(get, "/eth/v1/beacon/genesis", [this](const Request&) {
        return ok({{"data", object{{"genesis_time", std::to_string(config_.genesis_time)},
                                   {"genesis_validators_root", to_hex(Hash32{})},
                                   {"genesis_fork_version", "0x00000000"}}}});
    });
    router.add(get, "/eth/v1/config/spec", [this](const Request&) { return spec(); });
    router.add(get, "/eth/v1/node/version", [this](const Request&) {
        return ok({{"data", object{{"version", config_.version}}}});
    });
    router.add(get, "/eth/v1/node/health", [](const Request&) { return Response{}; });
    router.add(get, "/eth/v1/node/syncing", [this](const Request&) {
        const auto heads = store_.heads();
        const auto block = heads ? store_.by_number(heads->latest) : nullptr;
        return ok({{"data", object{{"head_slot", std::to_string(block ? slot_of(*block) : 0)},
                                   {"sync_distance", "0"},
                                   {"is_syncing", false},
                                   {"is_optimistic", false},
                                   {"el_offline", false}}}});
    });
    router.add(get, "/eth/v1/beacon/headers/{block_id}",
               [this](const Request& request) { return header(request); });
    router.add(get, "/eth/v1/beacon/blob_sidecars/{block_id}",
               [this](const Request& request) { return blob_sidecars(request); });
    router.add(get, "/eth/v1/beacon/blobs/{block_id}",
               [this](const Request& request) { return blobs(request); });
    return router;
}

}  // namespace dusk::adapter
