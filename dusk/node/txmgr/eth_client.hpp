// What sending transactions asks of L1's JSON-RPC. Errors are texts; those of
// eth_sendRawTransaction are told apart by go-ethereum's words, which every implementation repeats
// (core/txpool/errors.go, core/error.go).
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/base/u256.hpp>
#include <dusk/node/txmgr/fees.hpp>
#include <dusk/platform/rpc/client.hpp>

namespace dusk::txmgr {

template <class T>
using ClientOutcome = std::expected<T, std::string>;

struct L1Head {
    Hash32 hash;
    std::uint64_t number = 0;
    std::uint64_t time = 0;
    u256 base_fee;
};

struct TxnReceipt {
    Hash32 txn_hash;
    Hash32 block_hash;
    std::uint64_t block_number = 0;
    bool success = false;
    std::uint64_t gas_used = 0;
    u256 effective_gas_price;
    std::uint64_t blob_gas_used = 0;
    u256 blob_gas_price;
};

enum class PublishErrorKind : std::uint8_t {
    nonce_too_low,
    replacement_underpriced,  ///< another transaction of this nonce is in the pool
    underpriced,
    already_reserved,  ///< the pool holds transactions of the account of the other kind (blobs or
                       ///< not)
    insufficient_funds,
    other,      ///< refused for another reason
    transport,  ///< no answer: it may have arrived or not
};
struct PublishError {
    PublishErrorKind kind = PublishErrorKind::other;
    std::string text;
};

/// The kind that a node's words mean; none: it has the transaction already.
std::optional<PublishErrorKind> publish_error_kind(std::string_view message);

class EthClient {
public:
    explicit EthClient(std::string_view url,
                       std::chrono::milliseconds timeout = std::chrono::milliseconds{10'000});

    ClientOutcome<std::uint64_t> chain_id();
    ClientOutcome<L1Head> head();
    /// The current prices, for a block after `head`.
    ClientOutcome<FeeQuote> quote(const L1Head& head);
    /// The nonce after the last transaction in the chain.
    ClientOutcome<std::uint64_t> nonce(const Address& account);
    ClientOutcome<u256> balance(const Address& account);
    ClientOutcome<std::uint64_t> estimate_gas(const Address& from, const Address& to,
                                              const u256& value, BytesView data);
    /// The receipts that exist, in the order of the hashes.
    ClientOutcome<std::vector<std::optional<TxnReceipt>>> receipts(std::span<const Hash32> hashes);
    std::expected<void, PublishError> publish(BytesView encoded);
    const std::string& url() const noexcept { return client_.url(); }

private:
    rpc::Client client_;
};

}  // namespace dusk::txmgr
