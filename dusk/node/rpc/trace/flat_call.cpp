#include <dusk/node/rpc/trace/flat_call.hpp>

namespace dusk::eth {
namespace {

constexpr std::string_view call_type(evm::CallKind kind) {
    switch (kind) {
        case evm::CallKind::callcode:
            return "callcode";
        case evm::CallKind::delegatecall:
            return "delegatecall";
        case evm::CallKind::staticcall:
            return "staticcall";
        case evm::CallKind::create:
            return "create";
        case evm::CallKind::create2:
            return "create2";
        case evm::CallKind::call:
            break;
    }
    return "call";
}

class Flattener {
public:
    explicit Flattener(const FlatCallOptions& options) : options_(options) {}

    void add(const CallNode& node, Array address) {
        std::vector<const CallNode*> shown;
        for (const auto& call : node.calls)
            if (is_shown(*call)) shown.push_back(call.get());
        out_.push_back(entry(node, shown.size(), address));
        for (std::size_t i = 0; i < shown.size(); ++i) {
            auto below = address;
            below.push_back(i);
            add(*shown[i], std::move(below));
        }
    }
    Array take() { return std::move(out_); }

private:
    bool is_shown(const CallNode& call) const {
        if (call.is_selfdestruct || options_.with_precompiles || options_.precompiles == nullptr)
            return true;
        const bool may_hide =
            call.kind == evm::CallKind::call || call.kind == evm::CallKind::staticcall;
        return !may_hide || !evm::is_precompile(*options_.precompiles, call.to);
    }

    Object entry(const CallNode& node, std::size_t subtraces, const Array& address) const {
        Object out{{"action", action(node)},
                   {"result", nullptr},
                   {"subtraces", subtraces},
                   {"traceAddress", address},
                   {"type", type_of(node)}};
        const bool is_success = node.status == evm::Status::success;
        if (!node.is_selfdestruct) {
            if (!is_success)
                out["error"] = options_.in_parity_words ? parity_error(node)
                                                        : fault_text(node.status, node.place);
            // What a revert gives back is worth telling.
            if (is_success || node.status == evm::Status::revert)
                out["result"] = result(node, is_success);
            else
                out.erase("result");
        }
        if (const auto& location = options_.location) {
            out["blockHash"] = hex(location->block_hash);
            out["blockNumber"] = location->block_number;
            out["transactionHash"] = hex(location->txn_hash);
            out["transactionPosition"] = location->index;
        }
        return out;
    }

    static std::string_view type_of(const CallNode& node) {
        if (node.is_selfdestruct) return "suicide";
        return evm::is_create(node.kind) ? "create" : "call";
    }

    static Object action(const CallNode& node) {
        if (node.is_selfdestruct)
            return {{"address", hex(node.from)},
                    {"refundAddress", hex(node.to)},
                    {"balance", quantity(node.value)}};
        if (evm::is_create(node.kind))
            return {{"creationMethod", call_type(node.kind)},
                    {"from", hex(node.from)},
                    {"gas", quantity(node.gas)},
                    {"init", hex(node.input)},
                    {"value", quantity(node.value)}};
        return {{"callType", call_type(node.kind)},
                {"from", hex(node.from)},
                {"gas", quantity(node.gas)},
                {"input", hex(node.input)},
                {"to", hex(node.to)},
                {"value", quantity(node.value)}};
    }

    static Object result(const CallNode& node, bool is_success) {
        if (evm::is_create(node.kind) && is_success)
            return {{"address", hex(node.to)},
                    {"code", hex(node.output)},
                    {"gasUsed", quantity(node.gas_used)}};
        return {{"gasUsed", quantity(node.gas_used)}, {"output", hex(node.output)}};
    }

    const FlatCallOptions& options_;
    Array out_;
};

}  // namespace

Array flat_calls(const CallNode& root, const FlatCallOptions& options) {
    Flattener flattener(options);
    flattener.add(root, {});
    return flattener.take();
}

std::string parity_error(const CallNode& node) {
    using enum evm::Status;
    switch (node.status) {
        case success:
            return "";
        case revert:
            return "Reverted";
        case out_of_gas:
        case code_deposit_out_of_gas:
            return "Out of gas";
        case invalid_opcode:
            return "Bad instruction";
        case bad_jump_destination:
            return "Bad jump destination";
        case stack_underflow:
            return "Stack underflow";
        case stack_overflow:
            return "Out of stack";
        case static_violation:
            return "Mutable Call In Static Context";
        case return_data_out_of_bounds:
            return "Out of bounds";
        case precompile_failure:
            return "Built-in failed";
        default:
            return fault_text(node.status, node.place);
    }
}

}  // namespace dusk::eth
