// prestateTracer: the accounts and slots that a transaction comes by, as they were before it, and
// in diff mode what it made of them (geth: eth/tracers/native/prestate.go).
#include <dusk/node/rpc/trace/limits.hpp>
#include <dusk/node/rpc/trace/touched_state.hpp>

namespace dusk::eth {
namespace {

using Seen = TouchedState::Entry;

Object slots_json(const std::map<u256, u256>& slots) {
    Object out;
    for (const auto& [key, value] : slots)
        out[hex(to_hash32(key)).get_string()] = hex(to_hash32(value));
    return out;
}

class PrestateTrace final : public Trace {
public:
    PrestateTrace(const Object& options, const TraceSubject& subject)
        : state_(subject.state),
          is_diff_(flag(options, "diffMode")),
          with_code_(!flag(options, "disableCode")),
          with_empty_(flag(options, "includeEmpty")),
          touched_(subject, !flag(options, "disableStorage")) {}

    void on_step(const evm::Step& step) override {
        touched_.on_step(step);
        if (is_truncated()) stop();
    }
    bool is_truncated() const override { return bytes() > TRACE_BYTES_MAX; }
    std::size_t bytes() const override { return touched_.bytes(); }
    void on_enter(const evm::Message& message) override { touched_.on_enter(message); }

    Value result(const TxnOutcome&) override {
        if (is_diff_) return diff();
        Object out;
        for (const auto& [address, seen] : touched_.entries())
            if (seen.exists || with_empty_ || !touched_.is_creation(address))
                out[hex(address).get_string()] = describe(seen);
        return out;
    }

private:
    Object describe(const Seen& seen) const {
        Object out{{"balance", quantity(seen.balance)}};
        if (seen.nonce != 0) out["nonce"] = seen.nonce;
        if (with_code_ && !seen.code->empty()) out["code"] = hex(*seen.code);
        if (!seen.storage.empty()) out["storage"] = slots_json(seen.storage);
        return out;
    }

    /// Only what differs, before and after.
    Value diff() {
        Object pre;
        Object post;
        for (auto& [address, seen] : touched_.entries()) {
            const auto key = hex(address);
            const auto& name = key.get_string();
            const auto after = state_.account(address);
            if (!after) {
                if (seen.exists) pre[name] = describe(seen);
                continue;
            }
            auto changes = changes_of(address, seen, *after);
            if (changes.empty()) continue;
            if (seen.exists) pre[name] = describe(seen);
            post[name] = std::move(changes);
        }
        return Object{{"post", std::move(post)}, {"pre", std::move(pre)}};
    }

    /// Leaves in `seen` only the slots that changed.
    Object changes_of(const Address& address, Seen& seen, const Account& after) {
        Object out;
        if (after.balance != seen.balance) out["balance"] = quantity(after.balance);
        if (after.nonce != seen.nonce) out["nonce"] = after.nonce;
        const auto code = state_.code(address);
        if (with_code_ && *code != *seen.code) out["code"] = hex(*code);
        std::map<u256, u256> changed;
        std::erase_if(seen.storage, [&](const auto& slot) {
            const auto now = state_.storage(address, slot.first);
            if (now == slot.second) return true;
            if (!now.is_zero()) changed[slot.first] = now;
            return slot.second.is_zero();
        });
        if (!changed.empty()) out["storage"] = slots_json(changed);
        if (out.empty() && !seen.storage.empty()) out["storage"] = Object{};
        return out;
    }

    State& state_;
    const bool is_diff_;
    const bool with_code_;
    const bool with_empty_;
    TouchedState touched_;
};

}  // namespace

std::unique_ptr<Trace> make_prestate_trace(const Object& options, const TraceSubject& subject) {
    return std::make_unique<PrestateTrace>(options, subject);
}

}  // namespace dusk::eth
