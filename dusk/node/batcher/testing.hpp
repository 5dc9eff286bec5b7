// The other nodes of a batcher for tests: an L2 chain that an execution node serves, and a rollup
// node that derives it from the fake L1's transactions by Holocene's rules on order.
#pragma once

#include <boost/json/array.hpp>

#include <dusk/core/rollup/batch.hpp>
#include <dusk/core/rollup/blob_encoding.hpp>
#include <dusk/core/rollup/channel.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/core/rollup/testing.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/node/txmgr/testing.hpp>

namespace dusk::batcher::testing {

namespace json = boost::json;
using rollup::L2BlockRef;
using txmgr::testing::FakeL1;

struct FakeBlock {
    L2BlockRef ref;
    Block block;
    std::vector<Bytes> transactions;  ///< all, encoded
};

inline json::object txn_json(const Transaction& txn) {
    const auto quantity = [](std::uint64_t value) { return to_hex_quantity(u256{value}); };
    json::object out{{"type", quantity(static_cast<std::uint64_t>(txn.type))},
                     {"hash", to_hex(transaction_hash(txn))},
                     {"gas", quantity(txn.gas_limit)},
                     {"value", to_hex_quantity(txn.value)},
                     {"input", to_hex(txn.data)},
                     {"nonce", quantity(txn.nonce)},
                     {"to", txn.to ? json::value(to_hex(*txn.to)) : json::value(nullptr)}};
    if (txn.is_deposit()) {
        out["sourceHash"] = to_hex(txn.source_hash);
        out["from"] = to_hex(txn.from);
        return out;
    }
    out["maxFeePerGas"] = to_hex_quantity(txn.max_fee_per_gas);
    out["maxPriorityFeePerGas"] = to_hex_quantity(txn.max_priority_fee_per_gas);
    out["chainId"] = quantity(*txn.chain_id);
    out["accessList"] = json::array{};
    out["yParity"] = txn.signature.odd_y ? "0x1" : "0x0";
    out["v"] = out["yParity"];
    out["r"] = to_hex_quantity(txn.signature.r);
    out["s"] = to_hex_quantity(txn.signature.s);
    return out;
}

inline json::object block_json(const FakeBlock& block) {
    const auto quantity = [](std::uint64_t value) { return to_hex_quantity(u256{value}); };
    const auto& header = block.block.header;
    json::array txns;
    for (const auto& txn : block.block.transactions) txns.push_back(txn_json(txn));
    return {{"hash", to_hex(block.ref.hash)},
            {"parentHash", to_hex(header.parent_hash)},
            {"sha3Uncles", to_hex(header.ommers_hash)},
            {"miner", to_hex(header.coinbase)},
            {"stateRoot", to_hex(header.state_root)},
            {"transactionsRoot", to_hex(header.transactions_root)},
            {"receiptsRoot", to_hex(header.receipts_root)},
            {"logsBloom", to_hex(header.logs_bloom)},
            {"difficulty", to_hex_quantity(header.difficulty)},
            {"number", quantity(header.number)},
            {"gasLimit", quantity(header.gas_limit)},
            {"gasUsed", quantity(header.gas_used)},
            {"timestamp", quantity(header.timestamp)},
            {"extraData", to_hex(header.extra_data)},
            {"mixHash", to_hex(header.prev_randao)},
            {"nonce", to_hex(header.nonce)},
            {"baseFeePerGas", to_hex_quantity(*header.base_fee_per_gas)},
            {"withdrawalsRoot", to_hex(*header.withdrawals_root)},
            {"withdrawals", json::array{}},
            {"transactions", std::move(txns)}};
}

/// A sequencer's chain and the two nodes that tell about it.
class FakeL2 {
public:
    explicit FakeL2(FakeL1& l1, std::uint64_t channel_timeout = 50)
        : config(rollup::testing::config_through(OpFork::jovian)), l1_(l1) {
        config.seq_window_size = 1'000'000;
        config.channel_timeout = channel_timeout;
        config.genesis.l1.number = 50;
        const Header genesis = header_after(nullptr);
        config.genesis.l2 = {header_hash(genesis), 0};
        FakeBlock first{.ref = {.hash = config.genesis.l2.hash, .time = config.genesis.l2_time},
                        .block = {.header = genesis, .transactions = {}, .ommers = {}},
                        .transactions = {}};
        chain.push_back(std::move(first));
        start();
    }

    std::string rollup_url() const { return rollup_->url(); }
    std::string execution_url() const { return execution_->url(); }

    /// Sequences a block with `txns` transactions of `data_size` random bytes each.
    void sequence(std::size_t txns = 1, std::size_t data_size = 20) {
        const std::scoped_lock lock(mutex);
        const auto& parent = chain.back();
        FakeBlock next;
        const auto origin = std::uint64_t{50} + chain.size() / 5;
        const auto sequence_number =
            parent.ref.l1_origin.number == origin ? parent.ref.sequence_number + 1 : 0;
        rollup::L1BlockInfo info;
        info.ref = {.hash = FakeL1::block_hash(origin), .number = origin, .time = 1};
        auto deposit =
            rollup::l1_attributes_deposit(config, config.genesis.system_config, sequence_number,
                                          info, parent.ref.time + config.block_time);
        next.block.transactions.push_back(*std::move(deposit));
        for (std::size_t i = 0; i < txns; ++i) {
            Transaction txn;
            txn.type = TxnType::dynamic_fee;
            txn.chain_id = config.l2_chain_id;
            txn.nonce = chain.size() * 1000 + i;
            txn.gas_limit = 21'000;
            txn.max_fee_per_gas = u256{1'000'000'000};
            txn.to = rollup::testing::address_of(7);
            txn.data = random_.bytes(data_size);
            txn.signature = {.r = to_u256(random_.fixed<32>()) >> 1,
                             .s = to_u256(random_.fixed<32>()) >> 2,
                             .odd_y = random_.below(2) == 1};
            next.block.transactions.push_back(std::move(txn));
        }
        for (const auto& txn : next.block.transactions)
            next.transactions.push_back(encode_transaction(txn));
        next.block.header = header_after(&parent);
        next.block.header.transactions_root = ordered_trie_root(next.transactions);
        next.ref = {.hash = header_hash(next.block.header),
                    .number = parent.ref.number + 1,
                    .parent_hash = parent.ref.hash,
                    .time = next.block.header.timestamp,
                    .l1_origin = {FakeL1::block_hash(origin), origin},
                    .sequence_number = sequence_number};
        chain.push_back(std::move(next));
    }
    void sequence_many(std::size_t blocks, std::size_t txns = 1, std::size_t data_size = 20) {
        for (std::size_t i = 0; i < blocks; ++i) sequence(txns, data_size);
    }
    /// Takes the last blocks back; those sequenced after differ.
    void reorg(std::size_t depth) {
        const std::scoped_lock lock(mutex);
        chain.resize(chain.size() - depth);
        safe = std::min<std::uint64_t>(safe, chain.size() - 1);
    }

    /// Reads what L1 has up to its head. Safe blocks are compared with the chain.
    void derive() {
        const std::scoped_lock lock(mutex, l1_.mutex);
        for (; next_txn_ < l1_.mined.size(); ++next_txn_) {
            const auto& mined = l1_.mined[next_txn_];
            if (mined.received.txn.to != config.batch_inbox_address) continue;
            std::vector<Bytes> datas;
            for (const auto& blob : mined.received.blobs)
                datas.push_back(*rollup::decode_blob(blob));
            if (datas.empty()) datas.push_back(mined.received.txn.data);
            for (const auto& data : datas)
                for (auto& frame : *rollup::parse_frames(data))
                    take_frame(std::move(frame), mined.block_number);
        }
        current_l1 = l1_.head;
    }
    /// As a node that begins again: everything is derived anew.
    void rewind_safe(std::uint64_t number) {
        const std::scoped_lock lock(mutex);
        safe = number;
    }

    rollup::RollupConfig config;
    std::recursive_mutex mutex;
    std::vector<FakeBlock> chain;
    std::uint64_t safe = 0;
    std::uint64_t current_l1 = 0;
    std::size_t channels_read = 0;
    std::size_t span_batches = 0;
    std::size_t singular_batches = 0;
    std::size_t foreign_batches = 0;  ///< batches that do not fit the chain
    std::pair<std::uint64_t, std::uint64_t> max_da_size{};
    std::uint64_t block_calls = 0;

private:
    Header header_after(const FakeBlock* parent) {
        Header header;
        header.ommers_hash = EMPTY_OMMERS_HASH;
        header.base_fee_per_gas = u256{1};
        header.gas_limit = 60'000'000;
        header.withdrawals_root = random_.fixed<32>();  // of the message passer
        header.state_root = random_.fixed<32>();
        header.transactions_root = ordered_trie_root({});
        header.timestamp = parent ? parent->ref.time + config.block_time : config.genesis.l2_time;
        if (parent) {
            header.number = parent->ref.number + 1;
            header.parent_hash = parent->ref.hash;
        }
        return header;
    }

    // OP specs, holocene/derivation.md#frame-queue: in order, one channel at a time.
    void take_frame(rollup::Frame frame, std::uint64_t l1_number) {
        if (frame.number == 0)
            channel_.emplace(frame.channel_id, rollup::L1BlockRef{.number = l1_number}, true);
        if (!channel_ || channel_->id() != frame.channel_id ||
            channel_->is_timed_out(l1_number, config.channel_timeout_at(l1_.block_time(l1_number))))
            return;
        if (!channel_->add_frame(std::move(frame)) || !channel_->is_ready()) return;
        ++channels_read;
        const auto data = channel_->take_data();
        channel_.reset();
        auto reader = rollup::BatchReader::open(data, config, l1_.block_time(l1_number));
        DUSK_CHECK(reader.has_value());
        while (const auto encoded = reader->next()) {
            const auto batch = rollup::decode_batch(*encoded, config, l1_.block_time(l1_number));
            DUSK_CHECK(batch.has_value());
            if (!take_batch(*batch)) {
                ++foreign_batches;
                return;  // Holocene: an invalid batch ends its channel
            }
        }
    }

    bool take_batch(const rollup::Batch& batch) {
        if (const auto* one = std::get_if<rollup::SingularBatch>(&batch)) {
            ++singular_batches;
            return take_block(one->timestamp, one->epoch_number, one->transactions,
                              &one->parent_hash);
        }
        ++span_batches;
        const auto& span = std::get<rollup::SpanBatch>(batch);
        const auto index = (span.start_timestamp() - config.genesis.l2_time) / config.block_time;
        if (index == 0 || index > chain.size() || index > safe + 1 ||
            !span.check_parent(chain[index - 1].ref.hash))
            return false;
        for (const auto& block : span.blocks)
            if (!take_block(block.timestamp, block.epoch_number, block.transactions, nullptr))
                return false;
        return true;
    }

    bool take_block(std::uint64_t time, std::uint64_t epoch, const std::vector<Bytes>& txns,
                    const Hash32* parent_hash) {
        const auto index = (time - config.genesis.l2_time) / config.block_time;
        if (index >= chain.size() || index > safe + 1) return false;
        const auto& block = chain[index];
        if (parent_hash && *parent_hash != block.ref.parent_hash) return false;
        if (epoch != block.ref.l1_origin.number ||
            !std::equal(txns.begin(), txns.end(), block.transactions.begin() + 1,
                        block.transactions.end()))
            return false;
        safe = std::max(safe, index);
        return true;
    }

    json::object ref_json(const L2BlockRef& ref) const {
        return {
            {"hash", to_hex(ref.hash)},
            {"number", ref.number},
            {"parentHash", to_hex(ref.parent_hash)},
            {"timestamp", ref.time},
            {"l1origin", {{"hash", to_hex(ref.l1_origin.hash)}, {"number", ref.l1_origin.number}}},
            {"sequenceNumber", ref.sequence_number}};
    }
    json::object l1_json(std::uint64_t number) const {
        return {{"hash", to_hex(FakeL1::block_hash(number))},
                {"number", number},
                {"parentHash", to_hex(FakeL1::block_hash(number - 1))},
                {"timestamp", l1_.block_time(number)}};
    }

    void start() {
        rpc::MethodTable rollup_table;
        rollup_table.add("optimism_rollupConfig",
                         [this](const rpc::Params&, rpc::CallContext&) -> rpc::Result {
                             return genesis::rollup_config_json(config);
                         });
        rollup_table.add("optimism_syncStatus",
                         [this](const rpc::Params&, rpc::CallContext&) -> rpc::Result {
                             const std::scoped_lock lock(mutex);
                             return json::object{{"current_l1", l1_json(current_l1)},
                                                 {"head_l1", l1_json(l1_.head)},
                                                 {"unsafe_l2", ref_json(chain.back().ref)},
                                                 {"safe_l2", ref_json(chain[safe].ref)}};
                         });
        rpc::MethodTable execution_table;
        execution_table.add("eth_getBlockByNumber",
                            [this](const rpc::Params& params, rpc::CallContext&) -> rpc::Result {
                                const std::scoped_lock lock(mutex);
                                ++block_calls;
                                const auto number = *rpc::params::quantity64(params, 0);
                                if (number >= chain.size()) return nullptr;
                                return block_json(chain[number]);
                            });
        execution_table.add("miner_setMaxDASize",
                            [this](const rpc::Params& params, rpc::CallContext&) -> rpc::Result {
                                const std::scoped_lock lock(mutex);
                                max_da_size = {*rpc::params::quantity64(params, 0),
                                               *rpc::params::quantity64(params, 1)};
                                return true;
                            });
        rollup_ = *rpc::serve({}, std::move(rollup_table));
        execution_ = *rpc::serve({}, std::move(execution_table));
    }

    FakeL1& l1_;
    rollup::testing::Random random_{1};
    std::size_t next_txn_ = 0;
    std::optional<rollup::Channel> channel_;
    std::unique_ptr<rpc::RpcServer> rollup_;
    std::unique_ptr<rpc::RpcServer> execution_;
};

}  // namespace dusk::batcher::testing
