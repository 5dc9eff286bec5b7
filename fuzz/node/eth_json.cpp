// Blocks and receipts of an L1 server: what is accepted can be checked against its roots.
#include <tuple>

#include <boost/json/parse.hpp>

#include <dusk/node/sources/eth_json.hpp>

using namespace dusk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    boost::system::error_code error;
    const auto value = boost::json::parse(as_text({data, size}), error);
    if (error) return 0;
    if (const auto block = sources::block_from_json(value)) {
        std::ignore = sources::check_body(*block);
        std::ignore = sources::envelope_of(*block);
    }
    if (const auto receipts = sources::receipts_from_json(value))
        std::ignore = sources::check_receipts({}, *receipts);
    return 0;
}
