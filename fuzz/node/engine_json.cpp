// Objects of the Engine API: what is accepted survives being written and read again.
#include <tuple>

#include <boost/json/parse.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/node/sources/engine_client.hpp>
#include <dusk/node/sources/payload_json.hpp>

using namespace dusk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    boost::system::error_code error;
    const auto value = boost::json::parse(as_text({data, size}), error);
    if (error) return 0;
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
    return 0;
}
