#include <fmt/format.h>

#include <dusk/node/rpc/call/simulate_request.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;

const Value* member(const Object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

Answer<SimulatedBlock> read_block(const Value& in, std::size_t index, std::uint64_t chain_id) {
    if (!in.is_object())
        return std::unexpected(params::invalid(index, "a block state call is no object"));
    const auto& object = in.get_object();
    SimulatedBlock out;
    if (const auto* overrides = member(object, "blockOverrides")) {
        auto parsed = parse_block_overrides(*overrides);
        if (!parsed) return std::unexpected(params::invalid(index, parsed.error()));
        out.overrides = *std::move(parsed);
    }
    if (const auto* overrides = member(object, "stateOverrides")) {
        auto parsed = parse_state_overrides(*overrides);
        if (!parsed) return std::unexpected(params::invalid(index, parsed.error()));
        out.state = *std::move(parsed);
    }
    const auto* calls = member(object, "calls");
    if (calls == nullptr) return out;
    if (!calls->is_array()) return std::unexpected(params::invalid(index, "calls are no array"));
    for (const auto& call : calls->get_array()) {
        DUSK_TRY(request, parse_call_request(call, index, chain_id));
        out.calls.push_back(std::move(request));
    }
    return out;
}

rpc::Error too_many_blocks() { return {CODE_SIMULATED_TOO_MUCH, "too many blocks"}; }

}  // namespace

Answer<SimulateRequest> simulate_request_param(const rpc::Params& arguments, std::size_t index,
                                               std::uint64_t chain_id) {
    DUSK_TRY(object, params::json_object(arguments, index, "ethapi.simOpts"));
    const auto* blocks = member(*object, "blockStateCalls");
    if (blocks != nullptr && !blocks->is_array())
        return std::unexpected(params::invalid(index, "blockStateCalls are no array"));
    if (blocks == nullptr || blocks->get_array().empty())
        return std::unexpected(rpc::invalid_params("empty input"));
    if (blocks->get_array().size() > SIMULATED_BLOCKS_MAX)
        return std::unexpected(too_many_blocks());
    SimulateRequest out;
    for (const auto& block : blocks->get_array()) {
        DUSK_TRY(parsed, read_block(block, index, chain_id));
        out.blocks.push_back(std::move(parsed));
    }
    out.traces_transfers = flag(*object, "traceTransfers");
    out.is_validated = flag(*object, "validation");
    out.wants_full_txns = flag(*object, "returnFullTransactions");
    return out;
}

Answer<std::vector<SimulatedBlock>> lay_out(std::vector<SimulatedBlock> blocks,
                                            const Header& base) {
    std::vector<SimulatedBlock> out;
    auto number = base.number;
    auto time = base.timestamp;
    for (auto& block : blocks) {
        const auto wanted = block.overrides.number.value_or(number + 1);
        if (wanted <= number)
            return std::unexpected(rpc::Error{
                CODE_SIMULATED_BLOCK_NUMBER,
                fmt::format("block numbers must be in order: {} <= {}", wanted, number)});
        if (wanted - base.number > SIMULATED_BLOCKS_MAX) return std::unexpected(too_many_blocks());
        while (++number < wanted) {
            time += SIMULATED_BLOCK_TIME_S;
            out.emplace_back();
            out.back().overrides.number = number;
            out.back().overrides.time = time;
        }
        const auto wanted_time = block.overrides.time.value_or(time + SIMULATED_BLOCK_TIME_S);
        if (wanted_time <= time)
            return std::unexpected(rpc::Error{
                CODE_SIMULATED_BLOCK_TIME,
                fmt::format("block timestamps must be in order: {} <= {}", wanted_time, time)});
        time = wanted_time;
        block.overrides.number = number;
        block.overrides.time = time;
        out.push_back(std::move(block));
    }
    return out;
}

}  // namespace dusk::eth
