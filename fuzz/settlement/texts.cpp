// What DuskDS's HTTP interface is asked in: GraphQL queries, RUES paths, keys as text.
#include <tuple>

#include <boost/json.hpp>
#include <fuzz/settlement/settlement.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/settlement/api/graphql_parser.hpp>
#include <dusk/settlement/api/rues.hpp>
#include <dusk/settlement/ledger/base58.hpp>

using namespace dusk;

/// A path that parses has a component and a topic, and no entity that is empty.
void dusk::fuzz::rues_path(BytesView input) {
    const auto path = settlement::api::parse_rues_path(as_text(input));
    if (!path) return;
    DUSK_CHECK(!path->component.empty());
    DUSK_CHECK(!path->topic.empty());
    DUSK_CHECK(!path->entity || !path->entity->empty());
}

void dusk::fuzz::graphql(BytesView input) {
    std::ignore = settlement::api::parse_graphql(as_text(input), boost::json::object{{"a", 1}});
}

/// Leading zeros count, so that every text has one meaning.
void dusk::fuzz::base58(BytesView input) {
    const auto text = as_text(input);
    if (const auto bytes = settlement::from_base58(text))
        DUSK_CHECK(settlement::to_base58(*bytes) == text);
    if (const auto key = settlement::account_from_base58(text))
        DUSK_CHECK(settlement::account_from_base58(settlement::to_base58(key->view())) == key);
}
