#include <optional>
#include <vector>

#include <fuzz/t8n/seal.hpp>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/memory_chain.hpp>
#include <dusk/conformance/networks.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::fuzz {
namespace {

using namespace conformance;
namespace json = boost::json;

class Sealer final : public evm::BlockHashSource {
public:
    Sealer(ChainConfig config, const json::value& pre) : config_(std::move(config)) {
        state_root_ = memory_.advance(as_state_diff(pre));
    }

    Hash32 block_hash(std::uint64_t number) const override {
        return number < hashes_.size() ? hashes_[number] : Hash32{};
    }
    const Hash32& state_root() const { return state_root_; }
    const Hash32& head_hash() const { return hashes_.back(); }
    void append(const Header& header) {
        head_ = header;
        hashes_.push_back(header_hash(header));
    }

    /// The header that the block's body makes of it; none if it or a transaction fails the rules.
    std::optional<Header> execute(const Block& block) {
        if (!validate_header(config_, head_, block.header)) return std::nullopt;
        const auto env = block_env(block.header);
        BlockExecutor executor{config_, env, memory_.state, native_crypto(), *this};
        if (executor.rules().is_op()) return std::nullopt;
        executor.begin();
        for (const auto& txn : block.transactions) {
            const auto sender = recover_sender(txn, native_crypto());
            if (!sender || !executor.execute(txn, *sender)) return std::nullopt;
        }
        const auto withdrawals = block.withdrawals.value_or(std::vector<Withdrawal>{});
        const auto result = executor.finish(withdrawals);
        if (!result) return std::nullopt;
        state_root_ = memory_.advance(result->diff);
        return seal_header(executor.rules(), env, *result,
                           {.state_root = state_root_,
                            .transactions_root = {},
                            .receipts_root = {},
                            .extra_data = block.header.extra_data,
                            .transactions = block.transactions,
                            .withdrawals = withdrawals,
                            .message_passer_root = {}});
    }

private:
    ChainConfig config_;
    Header head_;
    MemoryChain memory_;
    Hash32 state_root_;
    std::vector<Hash32> hashes_;
};

void seal_case(json::object& test, std::uint64_t gas_limit) {
    const json::value whole = test;
    auto config =
        network_config(std::string_view(get(whole, "network").as_string()), find(whole, "config"));
    auto genesis = decode_block(as_bytes_field(get(whole, "genesisRLP")));
    if (!config || rules_at(*config, 0).revision < evm::Revision::paris || !genesis) return;
    Sealer sealer{*std::move(config), get(whole, "pre")};
    genesis->header.state_root = sealer.state_root();
    genesis->header.gas_limit = gas_limit;
    sealer.append(genesis->header);
    test["genesisRLP"] = to_hex(encode_block(*genesis));
    for (auto& entry : test["blocks"].as_array()) {
        test["lastblockhash"] = to_hex(sealer.head_hash());
        auto& encoded = entry.as_object()["rlp"];
        auto block = decode_block(as_bytes_field(encoded));
        if (!block) return;
        block->header.parent_hash = sealer.head_hash();
        block->header.gas_limit = gas_limit;
        block->header.transactions_root = transactions_root(block->transactions);
        encoded = to_hex(encode_block(*block));
        const auto header = sealer.execute(*block);
        if (!header) return;
        block->header = *header;
        encoded = to_hex(encode_block(*block));
        sealer.append(*header);
    }
    test["lastblockhash"] = to_hex(sealer.head_hash());
}

}  // namespace

void seal_blockchain_tests(json::value& tests, std::uint64_t gas_limit) {
    auto* cases = tests.if_object();
    if (cases == nullptr) return;
    for (auto& test : *cases) {
        try {
            if (auto* parts = test.value().if_object()) seal_case(*parts, gas_limit);
        } catch (const std::exception&) {
            // No case at all: the program says so.
        }
    }
}

}  // namespace dusk::fuzz
