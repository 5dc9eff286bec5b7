#include <dusk/cli/environment.hpp>

namespace dusk::cli {

void add_environment(CLI::App& command, std::string_view prefix,
                     const std::map<std::string, std::string>& others) {
    for (auto* option : command.get_options()) {
        const auto& names = option->get_lnames();
        if (names.empty() || names.front() == "help") continue;
        const auto other = others.find(names.front());
        auto name = other != others.end() ? other->second : names.front();
        for (auto& c : name) {
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
            if (c == '-' || c == '.') c = '_';
        }
        option->envname(std::string(prefix) + "_" + name);
    }
}

}  // namespace dusk::cli
