// The GraphQL query language as far as DuskDS's schema needs it: one query operation with fields,
// aliases, arguments and variables (spec: GraphQL October 2021, section 2). Fragments, directives
// and mutations are refused. Limits: 256 KiB of text, depth 12, 1000 fields.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace dusk::settlement::api {

struct GraphqlField {
    std::string alias;  ///< the name where the query gives none
    std::string name;
    std::map<std::string, boost::json::value> arguments;  ///< variables already put in
    std::vector<GraphqlField> fields;
};

/// The fields of the operation, or what is wrong with the text.
std::expected<std::vector<GraphqlField>, std::string> parse_graphql(
    std::string_view text, const boost::json::object& variables);

}  // namespace dusk::settlement::api
