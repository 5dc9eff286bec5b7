// Short texts: hex, GraphQL queries, RUES paths. The first byte chooses.
#include <tuple>

#include <boost/json.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/settlement/api/graphql_parser.hpp>
#include <dusk/settlement/api/rues.hpp>

using namespace dusk;

namespace {

/// What is read as hex is written back as the same digits.
void check_hex(std::string_view text) {
    if (const auto bytes = from_hex(text)) DUSK_CHECK(from_hex(to_hex(*bytes)) == *bytes);
    const auto value = quantity_from_hex(text);
    if (!value) return;
    const auto again = to_hex_quantity(*value);
    DUSK_CHECK(again.size() == text.size());
    DUSK_CHECK(quantity_from_hex(again) == *value);
}

/// A path that parses has a component and a topic, and no entity that is empty.
void check_rues(std::string_view text) {
    const auto path = settlement::api::parse_rues_path(text);
    if (!path) return;
    DUSK_CHECK(!path->component.empty());
    DUSK_CHECK(!path->topic.empty());
    DUSK_CHECK(!path->entity || !path->entity->empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto text = as_text({data + 1, size - 1});
    switch (data[0] % 3) {
        case 0:
            check_hex(text);
            break;
        case 1:
            std::ignore = settlement::api::parse_graphql(text, boost::json::object{{"a", 1}});
            break;
        default:
            check_rues(text);
    }
    return 0;
}
