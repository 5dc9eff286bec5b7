// The command line as the option parser wants it.
#pragma once

#include <string>
#include <vector>

namespace dusk::cli {

/// Last first, without the program's name. A flag with nothing behind its "=" has the empty value,
/// as with geth; the parser alone would take it for one without a value.
std::vector<std::string> arguments_of(int argc, const char* const* argv);

}  // namespace dusk::cli
