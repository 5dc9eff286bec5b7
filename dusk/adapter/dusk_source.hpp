// DuskSource: what the adapter asks of a DuskDS node. The HTTP client of the node answers it in
// production, tests with a chain in memory. Every function may block and may be called by many
// threads.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dusk/core/base/u256.hpp>
#include <dusk/settlement/ledger/block_record.hpp>

namespace dusk::adapter {

struct [[nodiscard]] SourceError {
    /// The node answered, and refused: trying the same again is of no use as things stand.
    bool is_refusal = false;
    std::string message{};
};
template <class T>
using Sourced = std::expected<T, SourceError>;

struct ChainStatus {
    std::uint64_t height = 0;
    Hash32 hash;
    /// The highest block that is at least attested, and the highest that is final.
    std::uint64_t safe_height = 0;
    std::uint64_t final_height = 0;
    friend bool operator==(const ChainStatus&, const ChainStatus&) = default;
};

struct AccountStatus {
    std::uint64_t nonce = 0;
    std::uint64_t balance_lux = 0;
};

struct StateProof {
    std::uint64_t nonce = 0;
    u256 balance;
    Hash32 code_hash;
    Hash32 storage_hash;
    std::vector<Bytes> account_proof{};
    struct Slot {
        Hash32 key;
        u256 value;
        std::vector<Bytes> proof{};
    };
    std::vector<Slot> slots{};
};

class DuskSource {
public:
    virtual ~DuskSource() = default;
    virtual Sourced<ChainStatus> status() = 0;
    /// None: there is no block at this height (any more).
    virtual Sourced<std::optional<settlement::BlockRecord>> record(std::uint64_t height) = 0;
    /// None: unknown or expired.
    virtual Sourced<std::optional<settlement::BlobSidecar>> blob(const Hash32& versioned_hash) = 0;
    /// A read-only contract call on the state after `height`, none: the tip. A refusal carries the
    /// fault's text.
    virtual Sourced<Bytes> query(const settlement::ContractId& contract, std::string_view method,
                                 BytesView args, std::optional<std::uint64_t> height = {}) = 0;
    virtual Sourced<AccountStatus> account(const settlement::AccountKey& key) = 0;
    virtual Sourced<void> propagate(BytesView protocol_bytes) = 0;
    /// Proofs against the state root of the block at `height`.
    virtual Sourced<StateProof> prove(std::uint64_t height, const settlement::ContractId& contract,
                                      const std::vector<Hash32>& slots) = 0;
};

}  // namespace dusk::adapter
