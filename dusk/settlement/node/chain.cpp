#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/node/chain.hpp>
#include <dusk/settlement/node/genesis.hpp>
#include <dusk/settlement/state/trie_state.hpp>

namespace dusk::settlement {
namespace {

constexpr std::string_view GENESIS_HASH = "genesis";

std::string text(const kv::Error& error) { return "ledger: " + error.message; }

}  // namespace

Chain::Chain(ChainConfig config)
    : config_(std::move(config)),
      bls_(native_bls()),
      contracts_(make_genesis_contracts(config_.genesis, bls_)) {}

std::expected<std::unique_ptr<Chain>, std::string> Chain::open(ChainConfig config) {
    std::unique_ptr<Chain> chain(new Chain(std::move(config)));
    auto store = LedgerStore::open(chain->config_.path);
    if (!store) return std::unexpected(text(store.error()));
    chain->store_ = *std::move(store);
    DUSK_TRY_VOID(chain->init_genesis());
    DUSK_TRY_VOID(chain->load_tip());
    return chain;
}

/// Writes block 0 into an empty store; refuses a store of another network.
std::expected<void, std::string> Chain::init_genesis() {
    BlockCommit commit;
    for (const auto& contract : contracts_)
        for (const auto& [slot, value] : contract.genesis_storage)
            if (!value.empty()) commit.changes.push_back({contract.id, slot, {}, value});
    std::ranges::sort(commit.changes, [](const auto& a, const auto& b) {
        return std::tie(a.contract, a.slot) < std::tie(b.contract, b.slot);
    });
    auto trie = update_state_root(EMPTY_TRIE_ROOT, contracts_, commit.changes, *store_);
    if (!trie) return std::unexpected(std::string("genesis state cannot be built"));
    commit.record.block = genesis_block(config_.genesis, trie->root);
    const auto hash = commit.record.block.header.hash;
    if (const auto known = store_->meta(GENESIS_HASH)) {
        if (!equal(*known, hash))
            return std::unexpected(std::string("the ledger belongs to another genesis"));
        return {};
    }
    commit.nodes = std::move(trie->nodes);
    commit.record.label = {Finality::final, 0};
    if (auto written = store_->commit(commit); !written)
        return std::unexpected(text(written.error()));
    if (auto written = store_->set_meta(GENESIS_HASH, hash); !written)
        return std::unexpected(text(written.error()));
    return {};
}

std::expected<void, std::string> Chain::load_tip() {
    const auto height = store_->tip_height();
    const auto record = height ? store_->record(*height) : std::nullopt;
    if (!record) return std::unexpected(std::string("the ledger has no tip"));
    Tip tip{.header = record->block.header,
            .prev_seed = {},
            .provisioners = provisioners_at(store_->state(), *height + 1),
            .prev_provisioners = {}};
    if (*height > 0) {
        const auto prev = store_->record(*height - 1);
        if (!prev) return std::unexpected(std::string("the ledger lacks the tip's parent"));
        tip.prev_seed = prev->block.header.seed;
        tip.prev_provisioners =
            provisioners_at(TrieState(prev->block.header.state_hash, *store_), *height);
    }
    const std::lock_guard lock(tip_mutex_);
    tip_ = std::move(tip);
    executed_.reset();
    return {};
}

Tip Chain::tip() const {
    const std::lock_guard lock(tip_mutex_);
    return tip_;
}

Provisioners Chain::provisioners_at(const StateSource& state, std::uint64_t height) const {
    Session session(state, contracts_, native_crypto(),
                    {.block_height = height, .chain_id = config_.genesis.chain_id});
    const auto receipt = session.call(STAKE_CONTRACT, "stakes", {}, UNLIMITED_GAS);
    Provisioners out;
    if (!receipt.outcome) return out;
    const auto entries = decode_stakes(*receipt.outcome);
    if (!entries) return out;
    for (const auto& entry : *entries)
        if (entry.amount && entry.amount->value > 0)
            out.push_back({entry.account, entry.amount->value, entry.amount->eligibility});
    std::ranges::sort(out, {}, &Provisioner::key);
    return out;
}

HeaderContext Chain::header_context(const Tip& tip, std::uint64_t now_s) const {
    return {.prev = tip.header,
            .prev_prev_seed = tip.prev_seed,
            .provisioners = tip.provisioners,
            .prev_provisioners = tip.prev_provisioners,
            .dusk_key = config_.genesis.dusk_key,
            .min_block_time_s = config_.min_block_time_s,
            .now_s = now_s,
            .bls = native_bls()};
}

SessionContext Chain::session_context(const Header& header) const {
    return {.block_height = header.height,
            .block_timestamp_s = header.timestamp_s,
            .chain_id = config_.genesis.chain_id};
}

TransitionInputs Chain::transition_inputs(const Header& header, std::vector<Voter> voters,
                                          std::vector<Fault> faults) const {
    return {.gas_limit = header.gas_limit,
            .generator = header.generator,
            .dusk_key = config_.genesis.dusk_key,
            .voters = std::move(voters),
            .failed_iterations = header.failed_iterations,
            .faults = std::move(faults)};
}

std::expected<Chain::Executed, std::string> Chain::execute(const Block& block,
                                                           std::vector<Voter> voters) const {
    const auto state = store_->state();
    Session session(state, contracts_, native_crypto(), session_context(block.header));
    BlockExecutor executor(session,
                           transition_inputs(block.header, std::move(voters), block.faults));
    DUSK_TRY_VOID(executor.begin());
    for (const auto& tx : block.txs)
        if (auto added = executor.add(tx); !added)
            return std::unexpected("transaction refused: " + added.error().reason);
    DUSK_TRY(transition, executor.finish());
    auto trie = update_state_root(tip().header.state_hash, contracts_, transition.changes, *store_);
    if (!trie || !state.ok()) return std::unexpected(std::string("state could not be read"));
    return Executed{block.header.hash, std::move(transition), *std::move(trie)};
}

/// Roots, sizes and blobs: what needs no state.
std::expected<void, std::string> Chain::check_body(const Block& block) const {
    if (block.txs.size() > MAX_NUMBER_OF_TRANSACTIONS)
        return std::unexpected(std::string("too many transactions"));
    // Evidence is dormant in DuskDS: the reference never includes any (section 6).
    if (!block.faults.empty()) return std::unexpected(std::string("faults are not accepted"));
    if (encode_block(block).size() > MAX_BLOCK_SIZE)
        return std::unexpected(std::string("block over 1 MiB"));
    if (block.header.tx_root != tx_root_of(block))
        return std::unexpected(std::string("wrong transaction root"));
    if (block.header.fault_root != fault_root_of(block))
        return std::unexpected(std::string("wrong fault root"));
    return {};
}

std::expected<void, Rejection> Chain::verify_candidate(const Block& block, std::uint64_t now_s) {
    const auto tip = this->tip();
    const auto facts = verify_header(block.header, header_context(tip, now_s), false);
    if (!facts)
        return std::unexpected(
            Rejection{demands_vote(facts.error()), std::string(describe(facts.error()))});
    const auto reject = [](std::string reason) {
        return std::unexpected(Rejection{true, std::move(reason)});
    };
    if (auto sound = check_body(block); !sound) return reject(sound.error());
    auto executed = execute(block, facts->cert_voters);
    if (!executed) return reject(executed.error());
    if (executed->trie.root != block.header.state_hash) return reject("wrong state root");
    if (executed->transition.bloom != block.header.event_bloom) return reject("wrong event bloom");
    for (const auto& tx : block.txs)
        if (auto sidecars = verified_sidecars(tx); !sidecars) return reject(sidecars.error());
    executed_ = *std::move(executed);
    return {};
}

std::expected<Accepted, std::string> Chain::accept(const Block& block, std::uint64_t now_s,
                                                   std::vector<Hash32> leave_mempool) {
    auto tip = this->tip();
    const auto facts = verify_header(block.header, header_context(tip, now_s), true);
    if (!facts) return std::unexpected(std::string(describe(facts.error())));
    if (!executed_ || executed_->block_hash != block.header.hash) {
        // The attestation is not part of what was verified; the rest must be.
        auto verified = verify_candidate(block, now_s);
        if (!verified) return std::unexpected(verified.error().reason);
    }
    Accepted accepted;
    accepted.record = {.block = strip_sidecars(block),
                       .outcomes = std::move(executed_->transition.outcomes),
                       .block_events = std::move(executed_->transition.block_events),
                       .label = {}};
    auto finality = roll_finality(since_final(), block.header.height, facts->missing_attestations);
    accepted.record.label = finality.label;
    accepted.relabelled = std::move(finality.changed);

    BlockCommit commit{.record = accepted.record,
                       .sidecars = {},
                       .changes = std::move(executed_->transition.changes),
                       .nodes = std::move(executed_->trie.nodes),
                       .relabelled = accepted.relabelled,
                       .expire_blobs_to = {},
                       .leave_mempool = std::move(leave_mempool)};
    executed_.reset();
    for (const auto& tx : block.txs)
        if (const auto* blobs = blobs_of(tx.payload.data))
            for (const auto& blob : *blobs)
                if (blob.sidecar) commit.sidecars.push_back(blob.sidecar);
    std::uint64_t final_height = store_->final_height();
    for (const auto& labelled : accepted.relabelled)
        if (labelled.label.kind == Finality::final)
            final_height = std::max(final_height, labelled.height);
    if (config_.blob_expire_after > 0 && final_height >= config_.blob_expire_after)
        commit.expire_blobs_to = final_height - config_.blob_expire_after;
    if (auto written = store_->commit(commit); !written)
        return std::unexpected(text(written.error()));

    Tip next{.header = block.header,
             .prev_seed = tip.header.seed,
             .provisioners = provisioners_at(store_->state(), block.header.height + 1),
             .prev_provisioners = std::move(tip.provisioners)};
    const std::lock_guard lock(tip_mutex_);
    tip_ = std::move(next);
    return accepted;
}

std::vector<LabelledBlock> Chain::since_final() const {
    std::vector<LabelledBlock> out;
    const auto tip = store_->tip_height().value_or(0);
    for (auto height = store_->final_height(); height <= tip; ++height)
        out.push_back({height, store_->label(height)});
    return out;
}

std::expected<std::vector<BlockRecord>, std::string> Chain::revert_to(std::uint64_t height) {
    const auto tip = store_->tip_height().value_or(0);
    if (height >= tip) return std::unexpected(std::string("nothing to revert"));
    std::vector<BlockRecord> gone;
    for (auto at = tip; at > height; --at) {
        auto record = store_->record(at);
        if (!record) return std::unexpected(std::string("the ledger lacks a block"));
        record->block = store_->with_sidecars(record->block);
        gone.push_back(*std::move(record));
    }
    // The last block that was final already when `height` was the tip (finality.hpp).
    auto base = height;
    auto label = store_->label(base);
    while (label.kind != Finality::final || base + label.count > height)
        label = store_->label(--base);
    std::vector<std::uint8_t> missing;
    for (auto at = base + 1; at <= height; ++at)
        missing.push_back(missing_attestations(store_->record(at)->block.header));
    auto labels = replay_finality(base, base + label.count, missing);
    labels.push_back({base, label});
    if (auto written = store_->revert_to(height, labels); !written)
        return std::unexpected(text(written.error()));
    DUSK_TRY_VOID(load_tip());
    return gone;
}

Chain::Query Chain::query(std::uint64_t ahead) const {
    Query out;
    out.state = std::make_unique<StoredState>(store_->state());
    const auto header = tip().header;
    out.session = std::make_unique<Session>(
        *out.state, contracts_, native_crypto(),
        SessionContext{.block_height = header.height + ahead,
                       .block_timestamp_s = header.timestamp_s + ahead * config_.min_block_time_s,
                       .chain_id = config_.genesis.chain_id});
    return out;
}

MoonlightAccount Chain::account(const AccountKey& key) const {
    return decode_account(store_->state().load(TRANSFER_CONTRACT, account_slot(key)));
}

std::expected<std::vector<std::shared_ptr<const BlobSidecar>>, std::string> verified_sidecars(
    const Tx& tx) {
    std::vector<std::shared_ptr<const BlobSidecar>> out;
    const auto* blobs = blobs_of(tx.payload.data);
    if (!blobs) return out;
    for (const auto& blob : *blobs) {
        if (!blob.sidecar) return std::unexpected(std::string("blob without sidecar"));
        if (versioned_hash(blob.sidecar->commitment) != blob.versioned_hash)
            return std::unexpected(std::string("blob hash does not match its commitment"));
        const auto proven = kzg::verify_blob_proof(blob.sidecar->blob, blob.sidecar->commitment,
                                                   blob.sidecar->proof);
        if (!proven || !*proven) return std::unexpected(std::string("invalid KZG proof of blob"));
        out.push_back(blob.sidecar);
    }
    return out;
}

}  // namespace dusk::settlement
