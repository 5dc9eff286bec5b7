// Building a block (spec/duskds-consensus.md section 7.4).
#include <deque>
#include <map>

#include <dusk/platform/crypto/dusk_bls.hpp>
#include <dusk/platform/crypto/provider.hpp>
#include <dusk/settlement/node/chain.hpp>

namespace dusk::settlement {
namespace {

using Waiting = std::shared_ptr<const MempoolEntry>;

/// Envelope of a transaction in a block: version, type, length.
constexpr std::size_t ENVELOPE_SIZE = 12;

/// Transactions in the order to try them: a nonce that is not ready waits for the one before it.
class Queue {
public:
    explicit Queue(const std::vector<Waiting>& waiting) : ready_(waiting.begin(), waiting.end()) {}
    bool empty() const { return ready_.empty(); }
    Waiting pop() {
        auto next = std::move(ready_.front());
        ready_.pop_front();
        return next;
    }
    void park(Waiting entry) {
        const auto& p = entry->tx.payload;
        parked_.emplace(std::pair(p.sender, p.nonce), std::move(entry));
    }
    void executed(const Tx& tx) {
        const auto next = parked_.find({tx.payload.sender, tx.payload.nonce + 1});
        if (next == parked_.end()) return;
        ready_.push_front(std::move(next->second));
        parked_.erase(next);
    }

private:
    std::deque<Waiting> ready_;
    std::map<std::pair<AccountKey, std::uint64_t>, Waiting> parked_;
};

}  // namespace

std::expected<BuiltBlock, std::string> Chain::build(const BuildRequest& request,
                                                    const BlsSigner& signer) const {
    const auto tip = this->tip();
    BuiltBlock built;
    auto& header = built.block.header;
    header.height = tip.header.height + 1;
    header.timestamp_s = std::max(tip.header.timestamp_s + config_.min_block_time_s, request.now_s);
    header.prev_block_hash = tip.header.hash;
    header.seed = signer.sign_multisig(tip.header.seed);
    header.generator = signer.public_key();
    header.gas_limit = config_.block_gas_limit;
    header.iteration = request.iteration;
    header.prev_block_cert = tip.header.att;
    header.failed_iterations = request.failed_iterations;

    std::vector<Voter> voters;
    if (tip.header.height > 0 && !tip.header.is_emergency()) {
        auto verified = verify_success({.header = consensus_header_of(tip.header),
                                        .seed = tip.prev_seed,
                                        .provisioners = tip.prev_provisioners,
                                        .bls = native_bls()},
                                       tip.header.hash, tip.header.att);
        if (!verified) return std::unexpected(std::string("the tip's attestation does not hold"));
        voters = *std::move(verified);
    }
    const auto state = store_->state();
    Session session(state, contracts_, native_crypto(), session_context(header));
    BlockExecutor executor(session, transition_inputs(header, std::move(voters), {}));
    DUSK_TRY_VOID(executor.begin());

    // Both counts of the body take four bytes.
    std::size_t room = MAX_BLOCK_SIZE - candidate_header_size(header) - 8;
    Queue queue(request.waiting);
    while (!queue.empty() && built.block.txs.size() < MAX_NUMBER_OF_TRANSACTIONS) {
        if (request.out_of_time && request.out_of_time()) break;
        auto entry = queue.pop();
        if (entry->size + ENVELOPE_SIZE > room) continue;
        const auto added = executor.add(entry->tx);
        if (added) {
            room -= entry->size + ENVELOPE_SIZE;
            built.block.txs.push_back(entry->tx);
            queue.executed(entry->tx);
        } else if (added.error().kind == RefusalKind::nonce_not_ready) {
            queue.park(std::move(entry));
        } else if (added.error().kind == RefusalKind::unspendable) {
            built.discarded.emplace_back(entry->id, added.error().reason);
        }
    }
    DUSK_TRY(transition, executor.finish());
    const auto trie =
        update_state_root(tip.header.state_hash, contracts_, transition.changes, *store_);
    if (!trie || !state.ok()) return std::unexpected(std::string("state could not be read"));
    header.state_hash = trie->root;
    header.event_bloom = transition.bloom;
    header.tx_root = tx_root_of(built.block);
    header.fault_root = fault_root_of(built.block);
    return built;
}

}  // namespace dusk::settlement
