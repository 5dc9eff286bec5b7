// DevChain goes back: snapshots, and the start of the chain.
#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/dev/dev_chain_hold.hpp>

namespace dusk::dev {

std::uint64_t DevChain::snapshot() {
    const Hold hold(*this);
    const auto head = chain_.store().head();
    const auto id = ++snapshot_count_;
    snapshots_[id] = {head, amendments_.find(head.hash), time_.offset_s()};
    if (snapshots_.size() > SNAPSHOTS_MAX) snapshots_.erase(snapshots_.begin());
    return id;
}

DevChain::Done<> DevChain::go_to(const store::BlockRef& block, const Amendment& amendment) {
    // What the blocks held that go does not come back: the user asked to forget it.
    std::set<Hash32> forgotten;
    std::vector<Hash32> left;
    for (auto number = chain_.store().head().number; number > block.number; --number) {
        const auto hash = chain_.store().canonical_hash(number);
        if (!hash || !*hash) return std::unexpected("a block cannot be read");
        const auto body = chain_.store().body(**hash);
        if (!body || !*body) return std::unexpected("a block cannot be read");
        for (const auto& txn : (*body)->transactions)
            if (!txn.is_deposit()) forgotten.insert(transaction_hash(txn));
        left.push_back(**hash);
    }
    if (!chain_.set_forkchoice(block.hash, {}, {}))
        return std::unexpected("the chain cannot go back");
    DUSK_TRY_VOID(amendments_.put(block.hash, amendment));
    // The same block may be made again, and then nothing was changed after it yet.
    for (const auto& hash : left)
        if (amendments_.find(hash)) DUSK_TRY_VOID(amendments_.put(hash, nullptr));
    drop_pool_txns(forgotten);
    unsigned_.clear();
    time_.forget_next();
    settings_.next_is_over();
    return tell_pool();
}

DevChain::Done<bool> DevChain::revert(std::uint64_t id) {
    const Hold hold(*this);
    const auto found = snapshots_.find(id);
    if (found == snapshots_.end()) return false;
    const auto snapshot = found->second;
    DUSK_TRY_VOID(go_to(snapshot.head, snapshot.amendment));
    time_.set_offset_s(snapshot.time_offset_s);
    snapshots_.erase(found, snapshots_.end());
    return true;
}

DevChain::Done<store::BlockRef> DevChain::block_below(std::uint64_t depth) const {
    const auto head = chain_.store().head();
    if (depth > head.number) return std::unexpected("the chain has fewer blocks");
    const auto hash = chain_.store().canonical_hash(head.number - depth);
    if (!hash || !*hash) return std::unexpected("a block cannot be read");
    return store::BlockRef{**hash, head.number - depth};
}

DevChain::Done<std::unique_ptr<StateView>> DevChain::state_below(std::uint64_t depth) const {
    DUSK_TRY(block, block_below(depth));
    auto view = chain_.store().state_after(block.hash);
    if (!view) return std::unexpected(view.error().message);
    return amend(block.hash, *std::move(view));
}

DevChain::Done<> DevChain::rollback(std::uint64_t depth) {
    const Hold hold(*this);
    DUSK_TRY(block, block_below(depth));
    return go_to(block, amendments_.find(block.hash));
}

DevChain::Done<> DevChain::reorg(std::uint64_t depth, std::vector<std::vector<SentTxn>> txns) {
    const Hold hold(*this);
    if (depth > MINE_BLOCKS_MAX) return std::unexpected("too many blocks at once");
    const auto head = chain_.store().head();
    DUSK_TRY(block, block_below(depth));
    DUSK_TRY_VOID(go_to(block, amendments_.find(block.hash)));
    // Other blocks than those that were there, whatever the clock says.
    settings_.prev_randao = keccak256(head.hash);
    txns.resize(depth);
    for (auto& of_block : txns) {
        DUSK_TRY(plan, plan_block(0));
        plan.sent_txns = std::move(of_block);
        plan.leaves_pool = true;
        DUSK_TRY_VOID(make_block(plan));
    }
    return {};
}

DevChain::Done<> DevChain::reset() {
    const Hold hold(*this);
    DUSK_TRY_VOID(go_to(chain_.store().genesis_block(), nullptr));
    std::set<Hash32> waiting;
    const auto content = pool_.content();
    for (const auto& accounts : {content.pending, content.queued})
        for (const auto& [sender, txns] : accounts)
            for (const auto& txn : txns) waiting.insert(txn->hash);
    drop_pool_txns(waiting);
    snapshots_.clear();
    impersonated_.clear();
    impersonates_all_ = false;
    time_ = {};
    settings_ = {};
    return {};
}

}  // namespace dusk::dev
