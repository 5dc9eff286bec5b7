// TestChain: a small OP chain in memory for tests of the RPC: a funded key, a few contracts, blocks
// out of signed transactions, each with an L1 attributes deposit.
#pragma once

#include <string>
#include <string_view>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/chain/chain.hpp>
#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/rpc/methods.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>

namespace dusk::eth {

inline constexpr std::uint64_t TEST_CHAIN_ID = 31744;
inline constexpr std::uint64_t TEST_TIME = 1'700'000'000;
inline const u256 ETHER{1'000'000'000'000'000'000};

constexpr Address test_address(std::uint8_t low) {
    Address out;
    out[0] = 0xc0;
    out[19] = low;
    return out;
}
/// Emits LOG1 with topic 0x…aa and its calldata's first word, and keeps that word in slot 0.
inline constexpr Address LOGGER = test_address(1);
/// Reverts with Error("no").
inline constexpr Address REVERTER = test_address(2);
/// Gives back slot 0.
inline constexpr Address READER = test_address(3);
/// Runs the designated INVALID.
inline constexpr Address BROKEN = test_address(4);
/// Calls LOGGER with its own calldata's first word.
inline constexpr Address CALLER = test_address(5);

Bytes logger_code();
Bytes reader_code();

class TestChain {
public:
    explicit TestChain(RpcOptions options = {});
    ~TestChain();

    /// A signed transaction of the funded key, with the next nonce.
    Transaction sign(Transaction txn);
    Transaction call(const Address& to, Bytes data = {}, u256 value = 0);
    /// Signs anew what has its nonce.
    Transaction resign(Transaction txn);
    /// The key's own delegation to `target` (EIP-7702).
    Authorization authorize(const Address& target, std::uint64_t nonce);
    /// The next nonce is free again.
    void rewind_nonce(std::uint64_t nonce) { nonce_ = nonce; }

    /// A block on `parent`, stored; the head does not move.
    BlockRef build_on(const BlockRef& parent, std::vector<Transaction> txns,
                      std::uint64_t time_step = 2);
    /// A block on the head that becomes the head.
    BlockRef add_block(std::vector<Transaction> txns = {});

    /// The whole answer as JSON text, without "jsonrpc" and "id".
    std::string ask(std::string_view method, std::string_view params = "[]",
                    rpc::SubscriptionHost* host = nullptr);
    /// The result's JSON.
    Value result(std::string_view method, std::string_view params = "[]");
    /// "code message data"
    std::string error(std::string_view method, std::string_view params = "[]");

    EthereumKey key;
    ChainConfig config;
    std::unique_ptr<store::ChainStore> store;
    engine::Chain chain;
    std::uint64_t now_s = TEST_TIME;
    pool::TxnPool pool;
    EthBackend backend;
    rpc::MethodTable table;

private:
    std::uint64_t nonce_ = 0;
};

/// JSON text of a transaction, for parameters.
std::string raw_param(const Transaction& txn);

}  // namespace dusk::eth
