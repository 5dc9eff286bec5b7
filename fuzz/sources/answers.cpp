// What servers answer to the rollup node: an L1 server's blocks and receipts, the Engine API's
// objects, a beacon node's. What is accepted survives being written and read again.
#include <tuple>

#include <boost/json/parse.hpp>
#include <fuzz/sources/sources.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/node/sources/beacon_client.hpp>
#include <dusk/node/sources/engine_client.hpp>
#include <dusk/node/sources/eth_json.hpp>
#include <dusk/node/sources/payload_json.hpp>

using namespace dusk;

namespace {

void check_beacon(std::string_view body) {
    std::ignore = sources::genesis_time_from_json(body);
    if (const auto seconds = sources::seconds_per_slot_from_json(body)) DUSK_CHECK(*seconds > 0);
    std::ignore = sources::blobs_from_json(body);
    std::ignore = sources::sidecar_blobs_from_json(body);
}

void check_l1(const boost::json::value& value) {
    if (const auto block = sources::block_from_json(value)) {
        std::ignore = sources::check_body(*block);
        std::ignore = sources::envelope_of(*block);
    }
    if (const auto receipts = sources::receipts_from_json(value))
        std::ignore = sources::check_receipts({}, *receipts);
}

void check_engine(const boost::json::value& value) {
    if (const auto envelope = sources::envelope_from_json(value)) {
        DUSK_CHECK(sources::envelope_from_json(sources::to_json(*envelope)) == *envelope);
        std::ignore = sources::payload_block(*envelope);
    }
    if (const auto attributes = sources::attributes_from_json(value))
        DUSK_CHECK(sources::attributes_from_json(sources::to_json(*attributes)) == *attributes);
    if (const auto answer = sources::forkchoice_answer_from_json(value))
        DUSK_CHECK(sources::forkchoice_answer_from_json(sources::to_json(*answer)) == *answer);
    if (const auto status = sources::status_from_json(value))
        DUSK_CHECK(sources::status_from_json(sources::to_json(*status)) == *status);
    std::ignore = sources::storage_root_from_proof(value, {}, {});
}

}  // namespace

void dusk::fuzz::answers(BytesView input) {
    const auto body = as_text(input);
    check_beacon(body);
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    if (error) return;
    check_l1(value);
    check_engine(value);
}
