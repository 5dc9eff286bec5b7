// The chain of one node: the ledger with the rules that extend it. It builds blocks, verifies
// candidates, accepts and takes back blocks. One thread writes; const functions are safe from any
// thread.
#pragma once

#include <atomic>
#include <mutex>

#include <dusk/core/crypto/bls_provider.hpp>
#include <dusk/settlement/consensus/header_check.hpp>
#include <dusk/settlement/contracts/registry.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>
#include <dusk/settlement/node/caching_bls.hpp>
#include <dusk/settlement/node/ledger_store.hpp>
#include <dusk/settlement/state/transition.hpp>

namespace dusk::settlement {

struct ChainConfig {
    std::string path;  ///< of the ledger; empty: in memory
    GenesisConfig genesis;
    std::uint64_t min_block_time_s = MINIMUM_BLOCK_TIME_S;
    /// Blocks after which blobs are deleted; 0: never.
    std::uint64_t blob_expire_after = 86'400;
    std::uint64_t block_gas_limit = BLOCK_GAS_LIMIT;
};

/// What the next round stands on.
struct Tip {
    Header header;
    Seed prev_seed;
    Provisioners provisioners;
    /// Of the state before the tip.
    Provisioners prev_provisioners;
};

struct BuildRequest {
    std::uint8_t iteration = 0;
    FailedIterations failed_iterations;
    std::uint64_t now_s = 0;
    /// By descending price.
    std::vector<std::shared_ptr<const MempoolEntry>> waiting;
    /// True once building should stop.
    std::function<bool()> out_of_time;
};

struct BuiltBlock {
    Block block;  ///< hash and signature unset
    /// Transactions that cannot be included, now or later.
    std::vector<std::pair<Hash32, std::string>> discarded;
};

struct Rejection {
    /// Whether an Invalid vote is due (spec/duskds-consensus.md section 2.2).
    bool demands_vote = true;
    std::string reason;
};

/// Blocks with what they did, as accepted or taken back.
struct Accepted {
    BlockRecord record;
    std::vector<LabelledBlock> relabelled;
};

class Chain {
public:
    static std::expected<std::unique_ptr<Chain>, std::string> open(ChainConfig config);

    /// A copy: the tip moves on.
    Tip tip() const;
    const LedgerStore& store() const noexcept { return *store_; }
    LedgerStore& store() noexcept { return *store_; }
    const ChainConfig& config() const noexcept { return config_; }
    const ContractSet& contracts() const noexcept { return contracts_; }
    /// Signatures and keys found good here are not checked again in blocks.
    const BlsProvider& bls() const noexcept { return bls_; }

    std::expected<BuiltBlock, std::string> build(const BuildRequest& request,
                                                 const BlsSigner& signer) const;
    /// Header, body, blobs and transition of a candidate on the tip. Remembers what it executed.
    std::expected<void, Rejection> verify_candidate(const Block& block, std::uint64_t now_s);
    /// Accepts a block with its attestation. `leave_mempool`: ids that go in the same batch.
    std::expected<Accepted, std::string> accept(const Block& block, std::uint64_t now_s,
                                                std::vector<Hash32> leave_mempool);
    /// Takes back blocks above `height`; gives them newest first, sidecars attached.
    std::expected<std::vector<BlockRecord>, std::string> revert_to(std::uint64_t height);

    /// A read-only session on the tip's state, in the circumstances of block tip + `ahead`.
    struct Query {
        std::unique_ptr<StoredState> state;
        std::unique_ptr<Session> session;
    };
    Query query(std::uint64_t ahead = 0) const;
    MoonlightAccount account(const AccountKey& key) const;

private:
    struct Executed {
        Hash32 block_hash;
        Transition transition;
        TrieUpdate trie;
    };
    struct BlobCheck;

    explicit Chain(ChainConfig config);
    std::expected<void, std::string> init_genesis();
    std::expected<void, std::string> load_tip();
    Provisioners provisioners_at(const StateSource& state, std::uint64_t height) const;
    HeaderContext header_context(const Tip& tip, std::uint64_t now_s) const;
    SessionContext session_context(const Header& header) const;
    TransitionInputs transition_inputs(const Header& header, std::vector<Voter> voters,
                                       std::vector<Fault> faults) const;
    std::expected<Executed, std::string> execute(const Block& block,
                                                 std::vector<Voter> voters) const;
    std::expected<void, std::string> check_body(const Block& block) const;
    std::vector<LabelledBlock> since_final() const;

    ChainConfig config_;
    CachingBls bls_;
    ContractSet contracts_;
    std::unique_ptr<LedgerStore> store_;
    mutable std::mutex tip_mutex_;
    Tip tip_;
    std::optional<Executed> executed_;
};

/// The sidecars of a transaction, in order; none if one is missing or does not prove its hash.
std::expected<std::vector<std::shared_ptr<const BlobSidecar>>, std::string> verified_sidecars(
    const Tx& tx);

}  // namespace dusk::settlement
