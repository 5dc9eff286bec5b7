#include <dusk/cli/evm_flags.hpp>
#include <dusk/cli/l2_flags.hpp>
#include <dusk/cli/rpc_options.hpp>

namespace dusk::cli {
namespace {

void add_listen_flags(CLI::App& command, L2Flags& flags) {
    command.add_option("--http.addr", flags.listen.http_host, "Address of the JSON-RPC server")
        ->capture_default_str();
    command
        .add_option("--http.port", flags.listen.http_port, "Port of the JSON-RPC server; 0: any")
        ->capture_default_str();
    command
        .add_option("--http.corsdomain", flags.listen.http_cors,
                    "Origins of web pages that may call")
        ->delimiter(',');
    command
        .add_option("--http.api", flags.http_api, "Namespaces offered; of a developer's chain: all")
        ->delimiter(',')
        ->capture_default_str();
    command
        .add_option("--http.vhosts", flags.listen.http_vhosts,
                    "Host names that requests may name; *: any")
        ->delimiter(',')
        ->capture_default_str();
}

void add_pool_flags(CLI::App& command, L2Flags& flags) {
    command
        .add_option("--txpool.globalslots", flags.pool.global_slots,
                    "Executable transactions of all senders")
        ->capture_default_str();
    command
        .add_option("--txpool.accountslots", flags.pool.account_slots,
                    "Executable transactions that a sender has for sure")
        ->capture_default_str();
    command
        .add_option("--txpool.globalqueue", flags.pool.global_queue,
                    "Transactions behind a nonce gap, of all senders")
        ->capture_default_str();
    command
        .add_option("--txpool.accountqueue", flags.pool.account_queue,
                    "Transactions behind a nonce gap, of one sender")
        ->capture_default_str();
    command
        .add_option("--txpool.journal", flags.journal,
                    "Empty: the pool is forgotten at the end. The journal is in the database, "
                    "whatever the name")
        ->capture_default_str();
    command
        .add_option("--txpool.rejournal", flags.pool.rejournal_s,
                    "Seconds between two cleanings of the journal")
        ->capture_default_str();
    command.add_flag("--txpool.nolocals", flags.no_locals,
                     "As --txpool.journal with an empty name");
    command
        .add_option("--txpool.pricelimit", flags.pool.price_limit_wei, "Least priority fee (wei)")
        ->capture_default_str();
    command
        .add_option("--txpool.pricebump", flags.pool.price_bump_percent,
                    "Percent by which a replacement must pay more")
        ->capture_default_str();
    command
        .add_option("--txpool.lifetime", flags.pool.lifetime_s,
                    "Seconds a transaction may wait behind a nonce gap")
        ->capture_default_str();
}

}  // namespace

void add_l2_flags(CLI::App& command, L2Flags& flags) {
    add_listen_flags(command, flags);
    add_store_flags(command, flags.store);
    add_evm_flags(command);
    add_rpc_flags(command, flags.rpc);
    add_rpc_option_flags(command, flags.rpc_options);
    command.add_flag("--execution.parallel", flags.execution.parallel,
                     "Execute the transactions of an imported block at once");
    command
        .add_option("--execution.threads", flags.execution.threads,
                    "Threads that help to import a block, beside the one that has it")
        ->capture_default_str()
        ->check(CLI::Range(0, 64));
    add_pool_flags(command, flags);
    add_log_flags(command, flags.log);
    add_metrics_flags(command, flags.metrics, 6060);
}

L2NodeOptions node_options(std::string_view role, const L2Flags& flags,
                           const store::StoreOptions& store) {
    L2NodeOptions options{.role = role,
                          .datadir = flags.datadir,
                          .store = store,
                          .pool = flags.pool,
                          .execution = flags.execution};
    options.pool.journal = !flags.no_locals && !flags.journal.empty();
    return options;
}

}  // namespace dusk::cli
