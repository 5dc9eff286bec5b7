// The tracers of few words: flatCallTracer, 4byteTracer, noopTracer (geth: eth/tracers/native).
#include <map>

#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/trace/traces.hpp>

namespace dusk::eth {
namespace {

class FlatCallTrace final : public Trace {
public:
    FlatCallTrace(const Object& options, const TraceSubject& subject)
        : txn_(subject.txn),
          sender_(subject.sender),
          tree_(subject.state),
          precompiles_(subject.rules.precompiles),
          options_{.in_parity_words = flag(options, "convertParityErrors"),
                   .with_precompiles = flag(options, "includePrecompiles"),
                   .precompiles = &precompiles_,
                   .location = subject.location} {}

    void on_step(const evm::Step& step) override { tree_.on_step(step); }
    void on_enter(const evm::Message& message) override {
        tree_.on_enter(message);
        if (tree_.is_truncated()) stop();
    }
    void on_exit(const evm::Message& message, const evm::CallResult& result) override {
        tree_.on_exit(message, result);
    }
    Value result(const TxnOutcome& outcome) override {
        if (tree_.root() == nullptr)
            return flat_calls(unreached_call(txn_, sender_, outcome), options_);
        tree_.stand_for_txn(txn_.gas_limit, outcome.gas_used);
        return flat_calls(*tree_.root(), options_);
    }
    bool is_truncated() const override { return tree_.is_truncated(); }
    std::size_t bytes() const override { return tree_.bytes(); }

private:
    const Transaction& txn_;
    const Address sender_;
    CallTree tree_;
    const evm::PrecompileSet precompiles_;
    const FlatCallOptions options_;
};

/// How often each function selector was called with how much data: "0x27dc297e-128": 1.
class FourByteTrace final : public Trace {
public:
    explicit FourByteTrace(const TraceSubject& subject) : precompiles_(subject.rules.precompiles) {}

    bool wants_steps() const override { return false; }
    void on_enter(const evm::Message& message) override {
        const bool is_counted = !evm::is_create(message.kind) && message.input.size() >= 4 &&
                                !evm::is_precompile(precompiles_, message.code_address);
        if (is_counted)
            ++counts_[fmt::format("{}-{}", to_hex(message.input.first(4)),
                                  message.input.size() - 4)];
    }
    Value result(const TxnOutcome&) override {
        Object out;
        for (const auto& [name, count] : counts_) out[name] = count;
        return out;
    }

private:
    const evm::PrecompileSet precompiles_;
    std::map<std::string, std::uint64_t> counts_;
};

class NoopTrace final : public Trace {
public:
    bool wants_steps() const override { return false; }
    Value result(const TxnOutcome&) override { return Object{}; }
};

}  // namespace

std::unique_ptr<Trace> make_flat_call_trace(const Object& options, const TraceSubject& subject) {
    return std::make_unique<FlatCallTrace>(options, subject);
}
std::unique_ptr<Trace> make_four_byte_trace(const Object&, const TraceSubject& subject) {
    return std::make_unique<FourByteTrace>(subject);
}
std::unique_ptr<Trace> make_noop_trace(const Object&, const TraceSubject&) {
    return std::make_unique<NoopTrace>();
}

}  // namespace dusk::eth
