// L1 over Ethereum's JSON-RPC. Every block is checked against its hash, transactions and receipts
// against the roots in it. Keeps what was read lately. A transport failure is retried a few times;
// riding out longer ones is the caller's work.
#pragma once

#include <string>

#include <dusk/node/sources/chains.hpp>
#include <dusk/node/sources/eth_json.hpp>
#include <dusk/node/sources/lru_cache.hpp>
#include <dusk/platform/rpc/client.hpp>

namespace dusk::sources {

struct L1ClientOptions {
    std::chrono::milliseconds timeout{10'000};
    unsigned retries = 2;
    std::size_t refs_max = 4096;
    std::size_t blocks_max = 32;
};

class L1Client final : public L1Chain {
public:
    explicit L1Client(const std::string& url, const L1ClientOptions& options = {});

    Outcome<rollup::L1BlockRef> ref(BlockLabel label) override;
    Outcome<rollup::L1BlockRef> ref_by_number(std::uint64_t number) override;
    Outcome<rollup::L1BlockRef> ref_by_hash(const Hash32& hash) override;
    Outcome<std::shared_ptr<const rollup::L1BlockData>> block(const Hash32& hash) override;

    Outcome<std::uint64_t> chain_id();

private:
    Outcome<rollup::L1BlockRef> ref_by(std::string_view method, boost::json::value selector);
    Outcome<void> fetch_unknown_types(RpcBlock& block);
    Outcome<std::vector<Receipt>> receipts(const RpcBlock& block);
    Outcome<std::vector<Receipt>> receipts_one_by_one(const RpcBlock& block);

    rpc::Client client_;
    LruCache<Hash32, rollup::L1BlockRef> refs_;
    LruCache<Hash32, std::shared_ptr<const rollup::L1BlockData>> blocks_;
};

}  // namespace dusk::sources
