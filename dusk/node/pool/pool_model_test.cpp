// The pool against a plain model: a list of transactions and the rules, without any index. Random
// operations, and after each the same contents, counts, order and nonces.
#include <algorithm>
#include <random>

#include <tests/support/pool_fixture.hpp>

namespace dusk::pool {
namespace {

constexpr std::uint8_t SENDERS = 6;
constexpr std::uint64_t LIFETIME_S = 500;

struct ModelTxn {
    Offer offer;
    Hash32 hash;
    std::uint64_t sequence = 0;
    std::uint64_t added_s = 0;

    u256 cost() const { return u256{offer.max_fee} * u256{offer.gas_limit} + u256{offer.value}; }
    std::uint64_t tip_at(std::uint64_t base_fee) const {
        return offer.max_fee < base_fee ? 0 : std::min(offer.tip, offer.max_fee - base_fee);
    }
};

struct ModelState {
    std::uint64_t nonce = 0;
    std::uint64_t balance = 0;
};

class Model {
public:
    explicit Model(const PoolLimits& limits) : limits_(limits) {}

    std::array<ModelState, SENDERS + 1> states;
    std::uint64_t base_fee = 1;
    std::vector<ModelTxn> txns;

    std::uint64_t gap(std::uint8_t sender) const {
        auto nonce = states[sender].nonce;
        while (at(sender, nonce)) ++nonce;
        return nonce;
    }
    bool is_pending(const ModelTxn& txn) const { return txn.offer.nonce < gap(txn.offer.sender); }
    std::size_t pending() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(txns, [&](const auto& txn) { return is_pending(txn); }));
    }
    std::size_t pending(std::uint8_t sender) const {
        return static_cast<std::size_t>(gap(sender) - states[sender].nonce);
    }
    std::size_t queued(std::uint8_t sender) const {
        return static_cast<std::size_t>(std::ranges::count_if(
                   txns, [&](const auto& txn) { return txn.offer.sender == sender; })) -
               pending(sender);
    }

    bool add(const ModelTxn& txn) {
        const auto& offer = txn.offer;
        if (std::ranges::find(txns, txn.hash, &ModelTxn::hash) != txns.end()) return false;
        const auto& state = states[offer.sender];
        if (offer.gas_limit < 21'000 || offer.tip > offer.max_fee ||
            offer.tip < limits_.price_limit_wei || offer.nonce < state.nonce)
            return false;
        const auto old = at(offer.sender, offer.nonce);
        if (old &&
            !(is_bump(old->offer.tip, offer.tip) && is_bump(old->offer.max_fee, offer.max_fee)))
            return false;
        auto need = txn.cost();
        if (need > u256{state.balance}) return false;
        for (const auto& other : txns)
            if (other.offer.sender == offer.sender && is_pending(other) &&
                other.offer.nonce != offer.nonce)
                need += other.cost();
        if (need > u256{state.balance}) return false;
        if (old)
            drop(old->hash);
        else if (!make_room(txn))
            return false;
        txns.push_back(txn);
        trim_pending();
        return std::ranges::find(txns, txn.hash, &ModelTxn::hash) != txns.end();
    }
    void drop(const Hash32& hash) {
        std::erase_if(txns, [&](const auto& txn) { return txn.hash == hash; });
    }
    /// Of those in `moved` what became invalid goes, and what waits in excess.
    void new_head(const std::vector<std::uint8_t>& moved) {
        std::erase_if(txns, [&](const auto& txn) {
            const auto& state = states[txn.offer.sender];
            return txn.offer.nonce < state.nonce || txn.cost() > u256{state.balance};
        });
        for (const auto sender : moved)
            while (queued(sender) > limits_.account_queue) drop(last(sender)->hash);
    }
    void expire(std::uint64_t now_s) {
        std::vector<Hash32> old;
        for (const auto& txn : txns)
            if (!is_pending(txn) && txn.added_s + limits_.lifetime_s < now_s)
                old.push_back(txn.hash);
        for (const auto& hash : old) drop(hash);
    }
    std::vector<Hash32> best() const {
        std::vector<Hash32> order;
        std::array<std::uint64_t, SENDERS + 1> next{};
        for (std::uint8_t sender = 1; sender <= SENDERS; ++sender)
            next[sender] = states[sender].nonce;
        for (;;) {
            std::optional<ModelTxn> pick;
            for (std::uint8_t sender = 1; sender <= SENDERS; ++sender) {
                const auto txn = at(sender, next[sender]);
                if (!txn || txn->offer.max_fee < base_fee) continue;
                const auto key = [&](const ModelTxn& t) {
                    return std::pair{t.tip_at(base_fee), ~t.sequence};
                };
                if (!pick || key(*txn) > key(*pick)) pick = txn;
            }
            if (!pick) return order;
            order.push_back(pick->hash);
            ++next[pick->offer.sender];
        }
    }

private:
    std::optional<ModelTxn> at(std::uint8_t sender, std::uint64_t nonce) const {
        for (const auto& txn : txns)
            if (txn.offer.sender == sender && txn.offer.nonce == nonce) return txn;
        return std::nullopt;
    }
    std::optional<ModelTxn> last(std::uint8_t sender) const {
        std::optional<ModelTxn> found;
        for (const auto& txn : txns)
            if (txn.offer.sender == sender && (!found || txn.offer.nonce > found->offer.nonce))
                found = txn;
        return found;
    }
    bool is_bump(std::uint64_t before, std::uint64_t after) const {
        return after > before && after >= before * (100 + limits_.price_bump_percent) / 100;
    }
    bool make_room(const ModelTxn& txn) {
        const auto sender = txn.offer.sender;
        const bool is_queued = txn.offer.nonce > gap(sender);
        if (is_queued) {
            if (txns.size() - pending() >= limits_.global_queue) return false;
            if (queued(sender) >= limits_.account_queue) {
                if (last(sender)->offer.nonce < txn.offer.nonce) return false;
                drop(last(sender)->hash);
            }
        } else if (pending() >= limits_.global_slots && pending(sender) >= limits_.account_slots) {
            return false;
        }
        while (txns.size() >= limits_.global_slots + limits_.global_queue) {
            const auto cheapest = *std::ranges::min_element(txns, {}, [&](const auto& t) {
                return std::pair{t.tip_at(base_fee), ~t.sequence};
            });
            if (txn.tip_at(base_fee) <= cheapest.tip_at(base_fee)) return false;
            if (is_queued && is_pending(cheapest)) return false;
            drop(cheapest.hash);
        }
        return true;
    }
    void trim_pending() {
        while (pending() > limits_.global_slots) {
            std::pair<std::size_t, Address> most;
            std::uint8_t loser = 0;
            for (std::uint8_t sender = 1; sender <= SENDERS; ++sender) {
                const std::pair present{pending(sender), key(sender).address()};
                if (present.first > limits_.account_slots && present > most) {
                    most = present;
                    loser = sender;
                }
            }
            if (loser == 0) return;
            drop(at(loser, gap(loser) - 1)->hash);
        }
    }

    const PoolLimits limits_;
};

class PoolModelTest : public TxnPoolTest {
protected:
    PoolModelTest()
        : TxnPoolTest({.global_slots = 14,
                       .account_slots = 3,
                       .global_queue = 6,
                       .account_queue = 3,
                       .lifetime_s = LIFETIME_S}),
          model(limits) {
        for (std::uint8_t i = 1; i <= SENDERS; ++i) model.states[i] = {0, 1'000'000'000};
        new_head({});
    }

    std::uint64_t below(std::uint64_t limit) { return random() % limit; }

    void offer() {
        Offer offer{.sender = static_cast<std::uint8_t>(1 + below(SENDERS))};
        offer.nonce = model.gap(offer.sender) + (below(2) ? 0 : below(5));
        if (below(4) == 0) offer.nonce -= std::min(offer.nonce, below(4));
        offer.tip = below(40);
        offer.max_fee = offer.tip + below(100);
        if (below(30) == 0) offer.max_fee = offer.tip - std::min<std::uint64_t>(offer.tip, 1);
        offer.gas_limit = 20'990 + (below(20) == 0 ? 0 : 10);
        offer.value = below(5) == 0 ? below(1'000'000'000) : 0;
        const auto encoded = encode(offer);
        const bool added = model.add({offer, keccak256(encoded), sequence, now_s});
        const auto result = pool->add(encoded);
        ASSERT_EQ(result.has_value(), added) << (result ? "" : result.error().message);
        sequence += 1;
    }

    void new_head(const std::optional<std::vector<Address>>& changed) {
        for (std::uint8_t i = 1; i <= SENDERS; ++i)
            set_account(i, model.states[i].nonce, model.states[i].balance);
        auto next = head();
        next.next_base_fee = model.base_fee;
        pool->reset(next, {}, changed);
    }

    void move_head() {
        std::vector<Address> changed;
        std::vector<std::uint8_t> moved;
        const bool all = below(3) == 0;
        for (std::uint8_t i = 1; i <= SENDERS; ++i) {
            const bool moves = below(2) == 0;
            if (all || moves) moved.push_back(i);
            if (!moves) continue;
            changed.push_back(key(i).address());
            auto& state = model.states[i];
            state.nonce = below(8) == 0 ? below(state.nonce + 1)
                                        : state.nonce + below(model.gap(i) - state.nonce + 2);
            if (below(4) == 0) state.balance = below(1'000'000'000);
        }
        model.base_fee = 1 + below(60);
        const bool expires = now_s >= looked_at_s + 60;
        if (expires) looked_at_s = now_s;
        model.new_head(moved);
        if (expires) model.expire(now_s);
        new_head(all ? std::nullopt : std::optional{changed});
    }

    void restart() {
        const auto txns = std::exchange(model.txns, {});
        pool = make_pool();
        new_head({});
        ASSERT_TRUE(pool->load());
        sequence = 0;
        auto ordered = txns;
        std::ranges::sort(ordered, {}, &ModelTxn::sequence);
        for (const auto& txn : ordered) {
            model.add(txn);
            sequence = txn.sequence + 1;
        }
        looked_at_s = now_s;
    }

    void compare() {
        const auto counts = pool->counts();
        ASSERT_EQ(counts.pending, model.pending());
        ASSERT_EQ(counts.pending + counts.queued, model.txns.size());
        for (const auto& txn : model.txns) ASSERT_NE(pool->find(txn.hash), nullptr);
        std::size_t listed = 0;
        const auto content = pool->content();
        for (const auto& [sender, txns] : content.pending) listed += txns.size();
        ASSERT_EQ(listed, counts.pending);
        for (std::uint8_t i = 1; i <= SENDERS; ++i)
            ASSERT_EQ(pool->next_nonce(key(i).address()), model.gap(i));
        auto best = pool->best(model.base_fee);
        for (const auto& hash : model.best()) {
            const auto txn = best.next();
            ASSERT_NE(txn, nullptr);
            ASSERT_EQ(txn->hash, hash);
        }
        ASSERT_EQ(best.next(), nullptr);
    }

    std::mt19937_64 random{11};
    Model model;
    std::uint64_t sequence = 0;
    std::uint64_t looked_at_s = 1'000'000;
};

TEST_F(PoolModelTest, random_operations_agree) {
    for (int step = 0; step < 4'000; ++step) {
        SCOPED_TRACE(step);
        now_s += below(5);
        switch (below(30)) {
            case 0:
            case 1:
                move_head();
                break;
            case 2:
                if (!model.txns.empty()) {
                    const auto hash = model.txns[below(model.txns.size())].hash;
                    model.drop(hash);
                    pool->remove(hash);
                }
                break;
            case 3:
                if (below(10) == 0) restart();
                break;
            default:
                offer();
        }
        if (HasFatalFailure()) return;
        compare();
        if (HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace dusk::pool
