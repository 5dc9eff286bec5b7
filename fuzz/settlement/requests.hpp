// A request as the subjects of HTTP interfaces read it from an input: the method by its first
// letter, the target, fields of the head one a line, an empty line, the body:
//   P/on/node/info\nRusk-Version: 1.6\n\nbody
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/platform/http/router.hpp>

namespace dusk::fuzz {

/// "@b2" in an input is the third text of 'b', or the one that is as far past the end.
using RequestStock = std::map<char, std::vector<std::string>>;

/// Routes the request, and runs its handler to the end.
void answer_request(const http::Router& router, BytesView input, const RequestStock& stock);

}  // namespace dusk::fuzz
