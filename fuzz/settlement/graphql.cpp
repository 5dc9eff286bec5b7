// The GraphQL parser ends on every text.
#include <boost/json.hpp>

#include <dusk/core/base/bytes.hpp>
#include <dusk/settlement/api/graphql_parser.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const boost::json::object variables{{"a", 1}};
    std::ignore = dusk::settlement::api::parse_graphql(dusk::as_text({data, size}), variables);
    return 0;
}
