// DeadlineTracer: ends an execution whose time is over. It looks at the clock at every call and,
// between calls, whenever the interpreter lets it, or every so many steps if `inner` wants them.
#pragma once

#include <chrono>

#include <dusk/core/evm/tracer.hpp>

namespace dusk::eth {

class DeadlineTracer final : public evm::Tracer {
public:
    using Clock = std::chrono::steady_clock;

    /// `inner` watches, too; null: nobody does.
    DeadlineTracer(Clock::time_point deadline, evm::Tracer* inner)
        : deadline_(deadline), inner_(inner) {}

    bool wants_steps() const override { return inner_ != nullptr && inner_->wants_steps(); }
    bool wants_looks() const override { return true; }
    void on_look() override { look(); }
    void on_step(const evm::Step& step) override {
        if (++steps_ % STEPS_BETWEEN_LOOKS == 0) look();
        inner_->on_step(step);
        if (inner_->is_stopped()) stop();
    }
    void on_enter(const evm::Message& message) override {
        look();
        if (inner_ != nullptr) inner_->on_enter(message);
    }
    void on_exit(const evm::Message& message, const evm::CallResult& result) override {
        if (inner_ != nullptr) inner_->on_exit(message, result);
    }

private:
    static constexpr std::uint64_t STEPS_BETWEEN_LOOKS = 4'096;

    void look() {
        if (Clock::now() >= deadline_ || (inner_ != nullptr && inner_->is_stopped())) stop();
    }

    const Clock::time_point deadline_;
    evm::Tracer* const inner_;
    std::uint64_t steps_ = 0;
};

}  // namespace dusk::eth
