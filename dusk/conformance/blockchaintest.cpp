#include <dusk/conformance/blockchaintest.hpp>
#include <dusk/conformance/exceptions.hpp>
#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/memory_chain.hpp>
#include <dusk/conformance/networks.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/node/parallel/block_processor.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;

/// What became of a block.
struct Import {
    /// Present: the block was refused.
    std::optional<BlockError> error;
    bool is_undecodable = false;

    static Import undecodable() { return {.error = {}, .is_undecodable = true}; }
    bool is_refused() const { return error || is_undecodable; }
    bool is_covered_by(std::string_view names) const {
        return is_undecodable ? covers_undecodable(names) : covers(names, *error);
    }
    std::string reason() const {
        if (is_undecodable) return "block does not decode";
        std::string out{to_string(error->fault)};
        if (error->header) out += ": " + std::string{to_string(*error->header)};
        if (error->txn)
            out +=
                " " + std::to_string(error->txn_index) + ": " + std::string{to_string(*error->txn)};
        return out;
    }
};

/// A chain that grows block by block.
class Chain final : public evm::BlockHashSource {
public:
    /// `processor` executes the blocks; null: execute_block() does.
    Chain(ChainConfig config, const json::value& test, parallel::BlockProcessor* processor)
        : processor_(processor),
          config_(std::move(config)),
          genesis_(decode_block(as_bytes_field(get(test, "genesisRLP")))) {
        if (!genesis_) throw FixtureError("genesis does not decode");
        head_ = genesis_->header;
        hashes_.push_back(header_hash(head_));
        if (memory_.advance(as_state_diff(get(test, "pre"))) != head_.state_root)
            throw FixtureError("state root of the genesis differs");
    }

    Hash32 block_hash(std::uint64_t number) const override {
        return number < hashes_.size() ? hashes_[number] : Hash32{};
    }
    const Hash32& head_hash() const { return hashes_.back(); }

    /// Takes the block as the new head, unless it is refused.
    Import import(BytesView encoded) {
        const auto block = decode_block(encoded);
        if (!block) return Import::undecodable();
        const BlockSources sources{.state = memory_.state,
                                   .nodes = memory_.nodes,
                                   .hashes = *this,
                                   .crypto = native_crypto(),
                                   .interpreter = native_interpreter()};
        const auto executed = execute(*block, sources);
        if (!executed) return Import{executed.error()};
        memory_.advance(executed->result.diff);
        head_ = block->header;
        hashes_.push_back(header_hash(head_));
        return {};
    }

private:
    std::expected<ExecutedBlock, BlockError> execute(const Block& block,
                                                     const BlockSources& sources) {
        std::vector<Address> senders;
        for (const auto& txn : block.transactions)
            if (const auto sender = recover_sender(txn, sources.crypto)) senders.push_back(*sender);
        // Without all senders the block is refused at the first that has none, or before.
        if (processor_ == nullptr || senders.size() < block.transactions.size())
            return execute_block(config_, head_, block, sources);
        return processor_->execute(config_, head_, block, sources, senders);
    }

    parallel::BlockProcessor* processor_;
    ChainConfig config_;
    std::expected<Block, BlockDecodeError> genesis_;
    Header head_;
    MemoryChain memory_;
    std::vector<Hash32> hashes_;
};

/// What is wrong with the case, or nothing.
std::string run_blocks(Chain& chain, const json::value& test) {
    std::size_t index = 0;
    for (const auto& block : get(test, "blocks").as_array()) {
        const auto imported = chain.import(as_bytes_field(get(block, "rlp")));
        const auto* expected = find(block, "expectException");
        const auto place = "block " + std::to_string(index++) + ": ";
        if (expected == nullptr) {
            if (imported.is_refused()) return place + imported.reason();
            continue;
        }
        if (!imported.is_refused()) return place + "an invalid block was accepted";
        if (!imported.is_covered_by(expected->as_string()))
            return place + "refused for another reason: " + imported.reason();
    }
    if (chain.head_hash() != as_hash(get(test, "lastblockhash"))) return "another head";
    return {};
}

/// One for each thread that runs files: starting threads for each case would take longer.
parallel::BlockProcessor* processor_of_thread(const RunOptions& options) {
    if (!options.parallel) return nullptr;
    thread_local parallel::BlockProcessor processor({.threads = 3, .parallel = true});
    return &processor;
}

void run_case(const std::string& id, const json::value& test, const RunOptions& options,
              Report& report) {
    const std::string network{get(test, "network").as_string()};
    auto config = network_config(network, find(test, "config"));
    if (!config) return report.skip("unknown network " + network);
    if (rules_at(*config, 0).revision < evm::Revision::paris)
        return report.skip("network before Paris (proof of work): " + network);
    Chain chain{*std::move(config), test, processor_of_thread(options)};
    const auto wrong = run_blocks(chain, test);
    if (wrong.empty()) return report.pass();
    report.fail(id, wrong);
}

void run_file(const std::string& path, const RunOptions& options, Report& report) {
    const auto file = read_json(path);
    for (const auto& [key, test] : file.as_object()) {
        const std::string id{key};
        if (!is_selected(options, id)) continue;
        if (!options.fork.empty() && get(test, "network").as_string() != options.fork) continue;
        try {
            run_case(id, test, options, report);
        } catch (const std::exception& error) {
            report.fail(id, error.what());
        }
    }
}

}  // namespace

Report check_blockchaintests(const std::vector<std::string>& paths, const RunOptions& options) {
    return run_all(
        fixture_files(paths), options.threads,
        [&](const std::string& path, Report& report) { run_file(path, options, report); });
}

int run_blockchaintest(const std::vector<std::string>& paths, const RunOptions& options) {
    return print_report(check_blockchaintests(paths, options), options);
}

}  // namespace dusk::conformance
