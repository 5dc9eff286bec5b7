// An L1 for tests: a JSON-RPC server with one account's pool, blocks made on demand, and faults to
// order. It keeps nonces, the replacement rules and the two kinds of pool as go-ethereum does.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/platform/rpc/params.hpp>
#include <dusk/platform/rpc/server.hpp>

namespace dusk::txmgr::testing {

namespace json = boost::json;

/// A transaction as it was received, with its blobs.
struct ReceivedTxn {
    Transaction txn;
    Hash32 hash;
    std::vector<Bytes> blobs;
};

struct MinedTxn {
    ReceivedTxn received;
    std::uint64_t block_number = 0;
};

class FakeL1 {
public:
    static constexpr std::uint64_t CHAIN_ID = 900;

    FakeL1() { start(0); }

    std::string url() const { return server_->url(); }
    /// Ends the server, and starts one at the same port.
    void stop() { server_.reset(); }
    void restart(bool keep_pool = true) {
        if (!keep_pool) {
            const std::scoped_lock lock(mutex);
            pool.clear();
        }
        start(port_);
    }

    /// Mines what the pool has ready, at most `txns_max` transactions.
    void mine(std::size_t txns_max = 100) {
        const std::scoped_lock lock(mutex);
        ++head;
        for (auto& [sender, nonce] : nonces) {
            while (txns_max > 0 && pool.contains({sender, nonce})) {
                const auto txn = pool.extract({sender, nonce}).mapped();
                mined.push_back({txn, head});
                ++nonce;
                --txns_max;
            }
        }
    }
    void mine_empty(std::uint64_t count) {
        const std::scoped_lock lock(mutex);
        head += count;
    }
    /// Takes the last blocks back; their transactions return to the pool.
    void reorg(std::uint64_t depth) {
        const std::scoped_lock lock(mutex);
        head -= depth;
        ++branch;
        while (!mined.empty() && mined.back().block_number > head) {
            const auto txn = mined.back().received;
            const auto sender = *recover_sender(txn.txn, native_crypto());
            pool[{sender, txn.txn.nonce}] = txn;
            nonces[sender] = txn.txn.nonce;
            mined.pop_back();
        }
    }

    // State, for tests to read and turn.
    std::recursive_mutex mutex;
    std::uint64_t head = 100;
    std::uint64_t time_per_block = 2;
    std::uint64_t branch = 0;
    u256 base_fee{1'000'000'000};
    u256 tip{1'000'000'000};
    u256 blob_base_fee{1};
    u256 balance{0, 0, 1'000'000, 0};
    std::map<Address, std::uint64_t> nonces;
    std::map<std::pair<Address, std::uint64_t>, ReceivedTxn> pool;
    std::vector<MinedTxn> mined;
    std::vector<ReceivedTxn> received;  ///< all that was accepted, replaced ones included
    /// Answers the next calls of eth_sendRawTransaction; empty text: by the rules.
    std::function<std::string(const ReceivedTxn&)> fault;
    unsigned publish_calls = 0;

    static Hash32 block_hash(std::uint64_t number, std::uint64_t branch_number = 0) {
        Bytes seed;
        append_be(seed, number);
        append_be(seed, branch_number);
        return keccak256(seed);
    }
    std::uint64_t block_time(std::uint64_t number) const {
        return 1'000'000 + number * time_per_block;
    }

private:
    static ReceivedTxn decode(BytesView bytes) {
        ReceivedTxn out;
        if (bytes[0] != 3) {
            out.txn = *decode_transaction(bytes);
            out.hash = transaction_hash(out.txn);
            return out;
        }
        auto list = *rlp::ListReader::open(bytes.subspan(1));
        Bytes encoded{3};
        append(encoded, list.next()->encoded);
        out.txn = *decode_transaction(encoded);
        out.hash = transaction_hash(out.txn);
        auto blobs = *list.next_list();
        while (!blobs.at_end()) out.blobs.push_back(to_bytes(*blobs.next_string()));
        return out;
    }

    std::string accept(const ReceivedTxn& txn) {
        const auto sender = recover_sender(txn.txn, native_crypto());
        if (!sender) return "invalid sender";
        if (fault)
            if (auto text = fault(txn); !text.empty()) return text;
        if (txn.txn.nonce < nonces[*sender]) return "nonce too low: next nonce, tx nonce";
        const bool blob = txn.txn.type == TxnType::blob;
        auto cost = txn.txn.max_fee_per_gas * u256{txn.txn.gas_limit} + txn.txn.value +
                    txn.txn.max_fee_per_blob_gas * u256{txn.blobs.size() * 131'072};
        for (const auto& [place, other] : pool) {
            if (other.hash == txn.hash) return "already known";
            if ((other.txn.type == TxnType::blob) != blob && place.first == *sender)
                return "address already reserved";
            if (place.second != txn.txn.nonce)
                cost += other.txn.max_fee_per_gas * u256{other.txn.gas_limit};
        }
        if (cost > balance) return "insufficient funds for gas * price + value";
        if (const auto old = pool.find({*sender, txn.txn.nonce}); old != pool.end()) {
            const u256 percent{blob ? 200u : 110u};
            if (txn.txn.max_fee_per_gas * u256{100} < old->second.txn.max_fee_per_gas * percent ||
                txn.txn.max_priority_fee_per_gas * u256{100} <
                    old->second.txn.max_priority_fee_per_gas * percent)
                return "replacement transaction underpriced";
        }
        if (txn.txn.max_fee_per_gas < base_fee) return "max fee per gas less than block base fee";
        pool[{*sender, txn.txn.nonce}] = txn;
        received.push_back(txn);
        return {};
    }

    json::value block_json(std::uint64_t number) const {
        return json::object{{"hash", to_hex(block_hash(number, branch))},
                            {"number", to_hex_quantity(u256{number})},
                            {"timestamp", to_hex_quantity(u256{block_time(number)})},
                            {"baseFeePerGas", to_hex_quantity(base_fee)}};
    }
    json::value receipt_json(const Hash32& hash) const {
        const auto found =
            std::ranges::find(mined, hash, [](const MinedTxn& txn) { return txn.received.hash; });
        if (found == mined.end()) return nullptr;
        return json::object{{"transactionHash", to_hex(hash)},
                            {"blockHash", to_hex(block_hash(found->block_number, branch))},
                            {"blockNumber", to_hex_quantity(u256{found->block_number})},
                            {"status", "0x1"},
                            {"gasUsed", "0x5208"},
                            {"effectiveGasPrice", to_hex_quantity(base_fee + tip)}};
    }

    void start(std::uint16_t port) {
        rpc::MethodTable table;
        const auto add = [&](const char* name, auto answer) {
            table.add(name,
                      [this, answer](const rpc::Params& params, rpc::CallContext&) -> rpc::Result {
                          const std::scoped_lock lock(mutex);
                          return answer(params);
                      });
        };
        const auto quantity = [](const u256& value) { return json::value(to_hex_quantity(value)); };
        add("eth_chainId", [=](auto&) -> rpc::Result { return quantity(u256{CHAIN_ID}); });
        add("eth_blockNumber", [=, this](auto&) -> rpc::Result { return quantity(u256{head}); });
        add("eth_getBlockByNumber", [this](auto&) -> rpc::Result { return block_json(head); });
        add("eth_maxPriorityFeePerGas", [=, this](auto&) -> rpc::Result { return quantity(tip); });
        add("eth_blobBaseFee", [=, this](auto&) -> rpc::Result { return quantity(blob_base_fee); });
        add("eth_getBalance", [=, this](auto&) -> rpc::Result { return quantity(balance); });
        add("eth_estimateGas", [=](auto&) -> rpc::Result { return quantity(u256{50'000}); });
        add("eth_getTransactionCount", [=, this](auto& params) -> rpc::Result {
            return quantity(u256{nonces[*rpc::params::address(params, 0)]});
        });
        add("eth_getTransactionReceipt", [this](auto& params) -> rpc::Result {
            return receipt_json(*rpc::params::hash(params, 0));
        });
        add("eth_sendRawTransaction", [this](auto& params) -> rpc::Result {
            ++publish_calls;
            const auto txn = decode(*rpc::params::bytes(params, 0));
            if (auto text = accept(txn); !text.empty())
                return std::unexpected(rpc::server_error(std::move(text)));
            return json::value(to_hex(txn.hash));
        });
        auto server = rpc::serve({.port = port}, std::move(table));
        DUSK_CHECK(server.has_value());
        server_ = *std::move(server);
        port_ = server_->port();
    }

    std::uint16_t port_ = 0;
    std::unique_ptr<rpc::RpcServer> server_;
};

}  // namespace dusk::txmgr::testing
