// Answers of a beacon node.
#include <tuple>

#include <dusk/core/base/check.hpp>
#include <dusk/node/sources/beacon_client.hpp>

using namespace dusk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto body = as_text({data, size});
    std::ignore = sources::genesis_time_from_json(body);
    if (const auto seconds = sources::seconds_per_slot_from_json(body)) DUSK_CHECK(*seconds > 0);
    std::ignore = sources::blobs_from_json(body);
    std::ignore = sources::sidecar_blobs_from_json(body);
    return 0;
}
