// A client of a DuskDS node over its HTTP interface (spec/duskds-http.md section 9). Blocking and
// thread-safe. Errors are texts: what the node answered, or why it could not be reached.
#pragma once

#include <chrono>

#include <dusk/platform/http/client.hpp>
#include <dusk/settlement/ledger/block_record.hpp>

namespace dusk::settlement {

template <class T>
using ClientResult = std::expected<T, std::string>;

struct AccountStatus {
    std::uint64_t balance = 0;  ///< LUX
    std::uint64_t nonce = 0;
    /// The nonce to use next; counts what waits in the mempool.
    std::uint64_t next_nonce = 0;
};

struct TxStatus {
    std::uint64_t block_height = 0;
    Hash32 block_hash;
    std::uint64_t gas_spent = 0;
    std::optional<std::string> err;
};

struct ChainHeads {
    std::uint64_t tip_height = 0;
    Hash32 tip_hash;
    std::uint64_t final_height = 0;
    Hash32 final_hash;
};

class DuskClient {
public:
    explicit DuskClient(std::string_view url, http::ClientOptions options = {})
        : http_(url, options) {}

    ClientResult<std::uint8_t> chain_id();
    ClientResult<AccountStatus> account_status(const AccountKey& account);
    ClientResult<std::uint64_t> contract_balance(const ContractId& contract);
    ClientResult<ChainHeads> heads();
    /// None where there is no such block.
    ClientResult<std::optional<BlockRecord>> block_record(std::uint64_t height);
    ClientResult<std::optional<TxStatus>> tx_status(const Hash32& id);
    /// `commitment || proof || blob`, if the node has it.
    ClientResult<std::optional<Bytes>> sidecar(const Hash32& versioned_hash);
    /// A read-only call on the tip's state, or on that after `height`.
    ClientResult<Bytes> query(const ContractId& contract, std::string_view method, BytesView args,
                              std::optional<std::uint64_t> height = {});

    /// Gives the transaction's id once the node has it.
    ClientResult<Hash32> propagate(const Tx& tx);
    /// Until the transaction is in a block; an error when `timeout` has passed.
    ClientResult<TxStatus> wait_for_tx(const Hash32& id, std::chrono::milliseconds timeout);

private:
    ClientResult<http::Response> post(std::string_view path, std::string body,
                                      const http::Headers& headers = {});
    /// The body of a 200 answer.
    ClientResult<std::string> post_ok(std::string_view path, std::string body,
                                      const http::Headers& headers = {});

    http::HttpClient http_;
};

}  // namespace dusk::settlement
