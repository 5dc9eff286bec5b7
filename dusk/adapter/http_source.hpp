// DuskSource over a DuskDS node's HTTP interface (spec/duskds-http.md; settlement/api for the raw
// block and proof endpoints).
#pragma once

#include <mutex>

#include <boost/json/value.hpp>

#include <dusk/adapter/dusk_source.hpp>
#include <dusk/platform/http/client.hpp>

namespace dusk::adapter {

class HttpDuskSource final : public DuskSource {
public:
    explicit HttpDuskSource(std::string_view url) : http_(url) {}

    /// The network's DuskDS chain id.
    Sourced<std::uint8_t> chain_id();

    Sourced<ChainStatus> status() override;
    Sourced<std::optional<settlement::BlockRecord>> record(std::uint64_t height) override;
    Sourced<std::optional<settlement::BlobSidecar>> blob(const Hash32& versioned_hash) override;
    Sourced<Bytes> query(const settlement::ContractId& contract, std::string_view method,
                         BytesView args, std::optional<std::uint64_t> height) override;
    Sourced<AccountStatus> account(const settlement::AccountKey& key) override;
    Sourced<void> propagate(BytesView protocol_bytes) override;
    Sourced<StateProof> prove(std::uint64_t height, const settlement::ContractId& contract,
                              const std::vector<Hash32>& slots) override;

private:
    Sourced<http::Response> post(std::string_view path, std::string body, http::Headers headers);
    Sourced<boost::json::value> post_json(std::string_view path, std::string body);
    Sourced<std::uint64_t> find_safe(const ChainStatus& status);

    http::HttpClient http_;
    std::mutex mutex_;
    /// Labels change with blocks only: the last answer, by the heads it was for.
    ChainStatus last_status_;
};

}  // namespace dusk::adapter
