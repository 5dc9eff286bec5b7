#include <dusk/cli/store_flags.hpp>

namespace dusk::cli {

void add_store_flags(CLI::App& command, StoreFlags& flags) {
    command
        .add_option("--cache", flags.cache_mb,
                    "Megabytes of memory for the database's caches and write buffers")
        ->capture_default_str()
        ->check(CLI::Range(std::size_t{16}, std::size_t{1} << 20));
    command.add_flag("--archive", flags.archive, "Keep the state of every block");
    command.add_option("--gcmode", flags.gcmode, "archive: as --archive; full: prune old states")
        ->capture_default_str()
        ->check(CLI::IsMember({"full", "archive"}));
    command
        .add_option("--history.state", flags.history_state,
                    "Blocks behind the head whose state is kept; 0: all")
        ->capture_default_str();
}

store::StoreOptions store_options(const StoreFlags& flags) {
    return {.cache_mb = flags.cache_mb,
            .archive = flags.archive || flags.gcmode == "archive" || flags.history_state == 0,
            .history_blocks = flags.history_state};
}

}  // namespace dusk::cli
