// Conditions of eth_sendRawTransactionConditional: a transaction is wanted only while accounts,
// slots, block number and time are as its sender says (op-geth: core/types TransactionConditional).
// Limit: CONDITIONAL_COST_MAX accounts and slots.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <variant>

#include <dusk/node/pool/txn_pool.hpp>
#include <dusk/node/rpc/chain/chain_reader.hpp>
#include <dusk/node/rpc/events/event_hub.hpp>

namespace dusk::eth {

inline constexpr std::size_t CONDITIONAL_COST_MAX = 1'000;
inline constexpr int CODE_CONDITIONAL_REJECTED = -32003;
inline constexpr int CODE_CONDITIONAL_COST = -32005;

struct TxnConditional {
    using Slots = std::map<Hash32, Hash32>;
    /// A storage root, or slots with their values.
    std::map<Address, std::variant<Hash32, Slots>> known_accounts;
    std::optional<std::uint64_t> block_number_min;
    std::optional<std::uint64_t> block_number_max;
    std::optional<std::uint64_t> timestamp_min;
    std::optional<std::uint64_t> timestamp_max;

    static Answer<TxnConditional> parse(const rpc::Params& arguments, std::size_t index);
    std::size_t cost() const;
};

/// Why the conditions do not hold after block `head`; none: they do.
Answer<std::optional<std::string>> broken_condition(const ChainReader& chain,
                                                    const TxnConditional& conditional,
                                                    const BlockRef& head);

/// The conditions of transactions in the pool: those whose conditions fail at a new head leave it.
class ConditionalBook {
public:
    /// All outlive the book.
    ConditionalBook(const ChainReader& chain, pool::TxnPool& pool, EventHub& events);
    ~ConditionalBook();
    ConditionalBook(const ConditionalBook&) = delete;
    ConditionalBook& operator=(const ConditionalBook&) = delete;

    void add(const Hash32& txn_hash, TxnConditional conditional);

private:
    void head_moved();

    const ChainReader& chain_;
    pool::TxnPool& pool_;
    EventHub& events_;
    std::mutex mutex_;
    std::map<Hash32, TxnConditional> conditionals_;
    EventHub::Ticket ticket_ = 0;
};

}  // namespace dusk::eth
