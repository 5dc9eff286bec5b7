#include <algorithm>

#include <fmt/format.h>

#include <dusk/node/rpc/chain/block_receipts.hpp>
#include <dusk/node/rpc/inspect/limits.hpp>
#include <dusk/node/rpc/inspect/ots_search.hpp>
#include <dusk/node/rpc/json/txn_json.hpp>

namespace dusk::eth {
namespace {

bool names(const std::vector<Log>& logs, const Address& address) {
    const auto as_topic = to_hash32(to_u256(address));
    return std::ranges::any_of(logs, [&](const Log& log) {
        return log.address == address ||
               std::ranges::find(log.topics, as_topic) != log.topics.end();
    });
}

/// Adds a block's matches, newest first.
void add_matches(const BlockReceipts& receipts, const Address& address, Array& txns, Array& out) {
    const auto& block = receipts.block();
    for (auto i = receipts.size(); i-- > 0;) {
        const auto& txn = block.body.transactions[i];
        auto receipt = receipts.json(i);
        const auto& created = receipt["contractAddress"];
        const bool is_match = block.body.senders[i] == address || txn.to == address ||
                              created == hex(address) ||
                              names(receipts.receipts()[i].logs, address);
        if (!is_match) continue;
        receipt["timestamp"] = block.header.timestamp;
        txns.push_back(mined_txn_json(block, i, &receipts.receipts()[i]));
        out.push_back(std::move(receipt));
    }
}

}  // namespace

Result ots_search(EthBackend& backend, const OtsSearch& search, CallContext& context) {
    const auto head = backend.store().head().number;
    Array txns;
    Array receipts;
    const bool starts_at_end = search.block_number == 0;
    auto number = search.is_before
                      ? (starts_at_end ? head + 1 : std::min(search.block_number, head + 1))
                      : (starts_at_end ? 0 : search.block_number + 1);
    const auto is_at_end = [&] { return search.is_before ? number == 0 : number > head; };
    for (std::uint64_t looked = 0; txns.size() < search.page_size && !is_at_end(); ++looked) {
        if (looked >= OTS_SEARCH_BLOCKS_MAX || context.expired()) {
            // The client goes on from the last that it has.
            if (!txns.empty()) break;
            return std::unexpected(rpc::server_error(
                fmt::format("the search reached its limit of {} blocks", OTS_SEARCH_BLOCKS_MAX)));
        }
        if (search.is_before) --number;
        DUSK_TRY(ref, backend.canonical(number));
        if (!search.is_before) ++number;
        if (!ref) continue;
        DUSK_TRY(block, load_receipts(backend, ref->hash));
        Array found_txns;
        Array found_receipts;
        add_matches(block, search.address, found_txns, found_receipts);
        // Whole blocks, newest first.
        const auto place = [&](Array& list) {
            return search.is_before ? list.end() : list.begin();
        };
        txns.insert(place(txns), found_txns.begin(), found_txns.end());
        receipts.insert(place(receipts), found_receipts.begin(), found_receipts.end());
    }
    const bool is_first = search.is_before ? starts_at_end : is_at_end();
    const bool is_last = search.is_before ? is_at_end() : starts_at_end;
    return Object{{"txs", std::move(txns)},
                  {"receipts", std::move(receipts)},
                  {"firstPage", is_first},
                  {"lastPage", is_last}};
}

Answer<std::optional<BlockRef>> first_block_where(
    const EthBackend& backend, const std::function<bool(const StateView&)>& holds) {
    const auto holds_at = [&](std::uint64_t number) -> Answer<bool> {
        DUSK_TRY(ref, backend.canonical(number));
        if (!ref) return std::unexpected(rpc::server_error("header not found"));
        DUSK_TRY(view, backend.state_after(ref->hash));
        const bool result = holds(*view);
        if (!view->ok())
            return std::unexpected(rpc::internal_error("the block's state is not available"));
        return result;
    };
    auto high = backend.store().head().number;
    DUSK_TRY(holds_now, holds_at(high));
    if (!holds_now) return std::optional<BlockRef>{};
    auto low = backend.store().oldest_state();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        DUSK_TRY(held, holds_at(middle));
        if (held)
            high = middle;
        else
            low = middle + 1;
    }
    return backend.canonical(high);
}

}  // namespace dusk::eth
