// duskevm db: the execution node's database while the node is stopped: stats, prune, export,
// import.
#include <fmt/format.h>

#include <dusk/cli/commands.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/cli/store_flags.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/dump.hpp>
#include <dusk/platform/config/files.hpp>

namespace dusk::cli {
namespace {

constexpr std::string_view ROLE = "db";

struct Settings {
    std::string datadir;
    std::string folder;
    StoreFlags store;
};

std::string chain_folder(const Settings& settings) { return settings.datadir + "/chaindata"; }

std::string megabytes(std::uint64_t bytes) {
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::unique_ptr<store::ChainStore> open(const Settings& settings, bool read_only) {
    auto options = store_options(settings.store);
    options.read_only = read_only;
    options.background = false;
    return value_or_fail(ROLE, store::ChainStore::open_existing(chain_folder(settings), options));
}

void print_stats(const store::ChainStore& store) {
    const auto print = [](std::string_view name, const store::BlockRef& ref) {
        fmt::print("{:<16}{} {}\n", name, ref.number, to_hex(ref.hash));
    };
    print("genesis", store.genesis_block());
    print("head", store.head());
    print("safe", store.safe());
    print("finalized", store.finalized());
    fmt::print("{:<16}{}\n\n", "oldest state", store.oldest_state());
    fmt::print("{:<16}{:>14}{:>14}\n", "table", "keys (about)", "on disk");
    std::uint64_t total = 0;
    for (const auto& family : store.database().stats().families) {
        fmt::print("{:<16}{:>14}{:>14}\n", family.name, family.keys, megabytes(family.disk_bytes));
        total += family.disk_bytes;
    }
    fmt::print("{:<16}{:>14}{:>14}\n", "all", "", megabytes(total));
}

void stats(const Settings& settings) { print_stats(*open(settings, true)); }

void prune(const Settings& settings) {
    const auto lock = value_or_fail(ROLE, config::FolderLock::acquire(settings.datadir));
    const auto store = open(settings, false);
    const auto before = store->database().size_bytes();
    value_or_fail(ROLE, store->prune());
    fmt::print("states from block {} on; {} were {}\n", store->oldest_state(),
               megabytes(store->database().size_bytes()), megabytes(before));
}

void report(const store::DumpSummary& summary) {
    fmt::print(stderr, "{} blocks\n", summary.blocks);
}

void print_summary(const store::DumpSummary& summary) {
    fmt::print("{} blocks, {} accounts, {} slots, {}\nhead {} {}\nstate root {}\n", summary.blocks,
               summary.accounts, summary.slots, megabytes(summary.bytes), summary.head.number,
               to_hex(summary.head.hash), to_hex(summary.state_root));
}

void export_chain(const Settings& settings) {
    const auto store = open(settings, true);
    print_summary(value_or_fail(ROLE, store::export_chain(*store, settings.folder, report)));
}

void import_chain(const Settings& settings) {
    value_or_fail(ROLE, config::make_folder(settings.datadir));
    const auto lock = value_or_fail(ROLE, config::FolderLock::acquire(settings.datadir));
    print_summary(value_or_fail(ROLE, store::import_chain(settings.folder, chain_folder(settings),
                                                          store_options(settings.store), report)));
}

}  // namespace

void add_db_command(CLI::App& app) {
    auto* db = app.add_subcommand("db", "Look after the database of a stopped execution node");
    db->require_subcommand(1);
    const auto add = [db](const char* name, const char* what, void (*run)(const Settings&)) {
        auto* command = db->add_subcommand(name, what);
        const auto settings = std::make_shared<Settings>();
        command->add_option("--datadir", settings->datadir, "Folder of the chain")->required();
        add_store_flags(*command, settings->store);
        command->callback([settings, run] { run(*settings); });
        return std::pair{command, settings};
    };
    add("stats", "Print blocks, tables and sizes", stats);
    add("prune", "Free the space of states outside the window, now", prune);
    const auto [dump, dump_settings] =
        add("export", "Write the chain and its newest state into files", export_chain);
    dump->add_option("folder", dump_settings->folder, "Empty folder for the files")->required();
    const auto [load, load_settings] =
        add("import", "Make a chain of such files; checksums and roots are verified", import_chain);
    load->add_option("folder", load_settings->folder, "Folder of the files")->required();
}

}  // namespace dusk::cli
