#include <utility>

#include <dusk/cli/arguments.hpp>

namespace dusk::cli {

std::vector<std::string> arguments_of(int argc, const char* const* argv) {
    std::vector<std::string> out;
    for (int i = argc - 1; i > 0; --i) {
        std::string argument = argv[i];
        if (argument.starts_with("--") && argument.find('=') + 1 == argument.size()) {
            out.emplace_back();
            argument.pop_back();
        }
        out.push_back(std::move(argument));
    }
    return out;
}

}  // namespace dusk::cli
