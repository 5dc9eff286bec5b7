#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <dusk/node/rpc/call/replay.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/inspect/limits.hpp>
#include <dusk/node/rpc/inspect/parity_filter.hpp>
#include <dusk/node/rpc/trace/limits.hpp>

namespace dusk::eth {
namespace {

const Value* member(const Object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

bool matches(const TraceChoice& choice, const CallNode& node) {
    if (choice.from.empty() && choice.to.empty()) return true;
    const bool by_from = choice.from.contains(node.from);
    const bool by_to = choice.to.contains(node.to);
    if (choice.from.empty()) return by_to;
    if (choice.to.empty()) return by_from;
    return choice.matches_either ? by_from || by_to : by_from && by_to;
}

/// In the order of flat_calls().
void select(const CallNode& node, const TraceChoice& choice, Array& flat, std::size_t& next,
            Array& out) {
    if (next < flat.size() && matches(choice, node)) out.push_back(std::move(flat[next]));
    ++next;
    for (const auto& call : node.calls) select(*call, choice, flat, next, out);
}

Answer<std::set<Address>> addresses(const Object& object, std::string_view name,
                                    std::size_t index) {
    std::set<Address> out;
    const auto* in = member(object, name);
    if (in == nullptr) return out;
    if (!in->is_array()) return std::unexpected(params::invalid(index, "addresses are no array"));
    for (const auto& entry : in->get_array()) {
        const auto address = params::to_address(entry);
        if (!address) return std::unexpected(params::invalid(index, address.error()));
        out.insert(*address);
    }
    return out;
}

Answer<std::uint64_t> number(const Object& object, std::string_view name, std::uint64_t otherwise,
                             std::size_t index) {
    const auto* in = member(object, name);
    if (in == nullptr) return otherwise;
    if (in->is_int64() && in->get_int64() >= 0) return static_cast<std::uint64_t>(in->get_int64());
    const auto parsed = params::to_quantity64(*in);
    if (!parsed) return std::unexpected(params::invalid(index, parsed.error()));
    return *parsed;
}

Answer<std::uint64_t> block_number(const EthBackend& backend, const Object& object,
                                   std::string_view name, BlockTag otherwise, std::size_t index) {
    BlockId id{.block = otherwise};
    if (const auto* in = member(object, name)) {
        const auto parsed = parse_block_number(*in);
        if (!parsed) return std::unexpected(params::invalid(index, parsed.error()));
        id = *parsed;
    }
    if (const auto* wanted = std::get_if<std::uint64_t>(&id.block)) return *wanted;
    DUSK_TRY(ref, require_block(backend, id));
    return ref.number;
}

}  // namespace

Answer<bool> add_block_traces(EthBackend& backend, const BlockRef& ref, const TraceChoice& choice,
                              CallContext& context, const TraceSink& sink) {
    auto& out = sink.out;
    if (ref.number == 0) return true;
    DUSK_TRY(replay, Replay::open(backend, ref));
    const auto precompiles = replay->executor().rules().precompiles;
    while (replay->next() < replay->size()) {
        const auto index = replay->next();
        if (choice.only_txn && index > *choice.only_txn) break;
        if (choice.only_txn && index < *choice.only_txn) {
            DUSK_TRY_VOID(replay->step(nullptr, context.deadline));
            continue;
        }
        const auto& txn = replay->txn(index);
        CallTree tree(replay->executor().state());
        auto outcome = replay->step(&tree, context.deadline);
        // What is not picked is held for a while only.
        const bool picks = !choice.from.empty() || !choice.to.empty();
        if (!picks) sink.bytes += tree.bytes();
        if (tree.is_truncated() || sink.bytes > TRACE_BYTES_MAX)
            return std::unexpected(rpc::server_error("the trace is too long to keep"));
        if (!outcome) return std::unexpected(std::move(outcome.error()));
        const auto unreached = unreached_call(txn, replay->sender(index), *outcome);
        const auto& root = tree.root() == nullptr ? unreached : *tree.root();
        // Where calls are picked, all of them are laid out first so that places agree.
        auto flat = flat_calls(
            root, {.in_parity_words = true,
                   .with_precompiles = picks,
                   .precompiles = &precompiles,
                   .location = TxnLocation{ref.hash, ref.number, transaction_hash(txn), index}});
        if (!picks) {
            for (auto& entry : flat) out.push_back(std::move(entry));
            continue;
        }
        const auto before = out.size();
        std::size_t next = 0;
        select(root, choice, flat, next, out);
        if (out.size() > before) sink.bytes += tree.bytes();
    }
    return true;
}

Answer<TraceFilter> trace_filter_param(const EthBackend& backend, const rpc::Params& arguments,
                                       std::size_t index) {
    DUSK_TRY(object, params::json_object(arguments, index, "TraceFilter"));
    TraceFilter out;
    DUSK_TRY(first, block_number(backend, *object, "fromBlock", BlockTag::earliest, index));
    DUSK_TRY(last, block_number(backend, *object, "toBlock", BlockTag::latest, index));
    DUSK_TRY(from, addresses(*object, "fromAddress", index));
    DUSK_TRY(to, addresses(*object, "toAddress", index));
    DUSK_TRY(after, number(*object, "after", 0, index));
    DUSK_TRY(count, number(*object, "count", std::numeric_limits<std::uint64_t>::max(), index));
    out.from_block = first;
    out.to_block = std::min(last, backend.store().head().number);
    out.choice.from = std::move(from);
    out.choice.to = std::move(to);
    out.after = after;
    out.count = count;
    if (const auto* mode = member(*object, "mode"))
        out.choice.matches_either = mode->is_string() && mode->get_string() == "union";
    else
        out.choice.matches_either = true;  // op-reth's default
    if (first > last)
        return std::unexpected(
            rpc::invalid_params("invalid parameters: fromBlock cannot be greater than toBlock"));
    if (out.to_block >= first && out.to_block - first >= TRACE_FILTER_BLOCKS_MAX)
        return std::unexpected(rpc::invalid_params(fmt::format(
            "Block range too large; currently limited to {} blocks", TRACE_FILTER_BLOCKS_MAX)));
    return out;
}

Result run_trace_filter(EthBackend& backend, const TraceFilter& filter, CallContext& context) {
    Array out;
    std::size_t bytes = 0;
    for (auto number = filter.from_block; number <= filter.to_block; ++number) {
        if (context.expired()) return std::unexpected(trace_timeout_error());
        DUSK_TRY(ref, backend.canonical(number));
        if (!ref) break;
        DUSK_TRY_VOID(add_block_traces(backend, *ref, filter.choice, context, {out, bytes}));
        if (out.size() > TRACE_CALLS_MAX)
            return std::unexpected(rpc::server_error("the trace is too long to keep"));
        if (out.size() >= filter.after && out.size() - filter.after >= filter.count) break;
    }
    const auto skipped = std::min<std::uint64_t>(filter.after, out.size());
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(skipped));
    if (out.size() > filter.count) out.resize(static_cast<std::size_t>(filter.count));
    return Value(std::move(out));
}

}  // namespace dusk::eth
