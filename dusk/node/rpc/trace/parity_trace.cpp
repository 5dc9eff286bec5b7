#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/parity_trace.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;
using Entry = TouchedState::Entry;

/// "=", {"+": new}, {"-": old} or {"*": {from, to}}.
Value change(bool was, bool is, Value before, Value after) {
    if (was && is) {
        if (before == after) return "=";
        return Object{{"*", Object{{"from", std::move(before)}, {"to", std::move(after)}}}};
    }
    if (is) return Object{{"+", std::move(after)}};
    return Object{{"-", std::move(before)}};
}

Object storage_changes(State& state, const Address& address, const Entry& entry, bool is) {
    Object out;
    for (const auto& [slot, before] : entry.storage) {
        const auto after = is ? state.storage(address, slot) : u256{};
        if (before == after) continue;
        // A new account's slots are new, too.
        out[hex(to_hash32(slot)).get_string()] =
            change(entry.exists, is, hex(to_hash32(before)), hex(to_hash32(after)));
    }
    return out;
}

}  // namespace

Answer<ParityTraceKinds> ParityTraceKinds::parse(const Value& in, std::size_t index) {
    if (!in.is_array()) return std::unexpected(params::invalid(index, "trace types are no array"));
    ParityTraceKinds out;
    for (const auto& kind : in.get_array()) {
        const std::string_view name = kind.is_string() ? std::string_view(kind.get_string()) : "";
        if (name == "trace")
            out.trace = true;
        else if (name == "vmTrace")
            out.vm_trace = true;
        else if (name == "stateDiff")
            out.state_diff = true;
        else
            return std::unexpected(params::invalid(
                index, "unknown trace type, expected one of `vmTrace`, `trace`, `stateDiff`"));
    }
    return out;
}

Answer<ParityTraceKinds> ParityTraceKinds::parse(const rpc::Params& arguments, std::size_t index) {
    DUSK_TRY(in, params::any(arguments, index));
    return parse(*in, index);
}

ParityTrace::ParityTrace(const ParityTraceKinds& kinds, const TraceSubject& subject)
    : kinds_(kinds),
      txn_(subject.txn),
      sender_(subject.sender),
      precompiles_(subject.rules.precompiles),
      state_(subject.state),
      tree_(subject.state) {
    if (kinds.vm_trace) vm_ = std::make_unique<VmTrace>(subject.state);
    if (kinds.state_diff) touched_ = std::make_unique<TouchedState>(subject, true);
}

void ParityTrace::on_enter(const evm::Message& message) {
    tree_.on_enter(message);
    if (vm_) vm_->on_enter(message);
    if (touched_) touched_->on_enter(message);
    if (tree_.is_truncated() || (vm_ && vm_->is_truncated())) stop();
}

void ParityTrace::on_step(const evm::Step& step) {
    tree_.on_step(step);
    if (touched_) touched_->on_step(step);
    if (vm_) vm_->on_step(step);
    if (bytes() > TRACE_BYTES_MAX) stop();
}

void ParityTrace::on_exit(const evm::Message& message, const evm::CallResult& result) {
    tree_.on_exit(message, result);
    if (vm_) vm_->on_exit(message, result);
}

Object ParityTrace::result(const TxnOutcome& outcome) {
    Object out{{"output", hex(outcome.output)},
               {"stateDiff", nullptr},
               {"trace", Array{}},
               {"vmTrace", nullptr}};
    const FlatCallOptions options{.in_parity_words = true, .precompiles = &precompiles_};
    if (kinds_.trace)
        out["trace"] = tree_.root() == nullptr
                           ? flat_calls(unreached_call(txn_, sender_, outcome), options)
                           : flat_calls(*tree_.root(), options);
    if (vm_) out["vmTrace"] = vm_->take();
    if (touched_) out["stateDiff"] = state_diff();
    return out;
}

Value ParityTrace::state_diff() {
    Object out;
    for (const auto& [address, entry] : touched_->entries()) {
        const auto account = state_.account(address);
        const bool is = account.has_value();
        if (!entry.exists && !is) continue;
        const auto after = account.value_or(Account{});
        const auto code = state_.code(address);
        auto storage = storage_changes(state_, address, entry, is);
        const bool is_same = entry.exists && is && entry.balance == after.balance &&
                             entry.nonce == after.nonce && *entry.code == *code && storage.empty();
        if (is_same) continue;
        out[hex(address).get_string()] = Object{
            {"balance", change(entry.exists, is, quantity(entry.balance), quantity(after.balance))},
            {"code", change(entry.exists, is, hex(*entry.code), hex(*code))},
            {"nonce", change(entry.exists, is, quantity(entry.nonce), quantity(after.nonce))},
            {"storage", std::move(storage)}};
    }
    return out;
}

}  // namespace dusk::eth
