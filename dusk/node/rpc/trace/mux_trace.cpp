// muxTracer: several tracers at once (geth: eth/tracers/native/mux.go).
#include <algorithm>

#include <dusk/node/rpc/trace/traces.hpp>

namespace dusk::eth {
namespace {

class MuxTrace final : public Trace {
public:
    MuxTrace(const Object& options, const TraceSubject& subject) {
        for (const auto& [name, value] : options) {
            const auto factory =
                TraceFactory::named(name, value.is_object() ? value.get_object() : Object{});
            if (factory) traces_.emplace_back(std::string(name), factory->make(subject));
        }
    }

    bool wants_steps() const override {
        return std::ranges::any_of(traces_, [](const auto& t) { return t.second->wants_steps(); });
    }
    void on_step(const evm::Step& step) override {
        for (const auto& [name, trace] : traces_)
            if (trace->wants_steps()) trace->on_step(step);
        if (is_truncated()) stop();
    }
    void on_enter(const evm::Message& message) override {
        for (const auto& [name, trace] : traces_) trace->on_enter(message);
    }
    void on_exit(const evm::Message& message, const evm::CallResult& result) override {
        for (const auto& [name, trace] : traces_) trace->on_exit(message, result);
    }
    Value result(const TxnOutcome& outcome) override {
        Object out;
        for (const auto& [name, trace] : traces_) out[name] = trace->result(outcome);
        return out;
    }
    bool is_truncated() const override {
        return std::ranges::any_of(traces_, [](const auto& t) { return t.second->is_truncated(); });
    }

    std::size_t bytes() const override {
        std::size_t sum = 0;
        for (const auto& [name, trace] : traces_) sum += trace->bytes();
        return sum;
    }

private:
    std::vector<std::pair<std::string, std::unique_ptr<Trace>>> traces_;
};

}  // namespace

std::unique_ptr<Trace> make_mux_trace(const Object& options, const TraceSubject& subject) {
    return std::make_unique<MuxTrace>(options, subject);
}

}  // namespace dusk::eth
