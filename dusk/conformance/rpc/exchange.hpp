// One file of execution-apis' tests: requests and the answers that are expected, in turn, and what
// makes an answer the expected one.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

namespace dusk::conformance {

struct Exchange {
    std::string request;
    boost::json::value answer;
};

struct ExchangeFile {
    std::vector<Exchange> exchanges;
    /// Only the form of the answers counts.
    bool is_speconly = false;
};

/// Throws FixtureError.
ExchangeFile read_exchanges(const std::string& path);

/// What is wrong with `have`; empty: nothing. Results are compared as JSON, errors by their code.
/// Where only the form counts: kinds of values, names of members, hex or not.
std::string mismatch(const boost::json::value& want, const boost::json::value& have,
                     bool by_form_only);

}  // namespace dusk::conformance
