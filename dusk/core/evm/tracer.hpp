// Tracer: watches an execution without changing it. A null tracer costs nothing: frames run in an
// interpreter compiled without the hooks. Enough for EIP-3155, struct logs, call and prestate
// tracers, access lists: what an instruction touches can be read from its opcode and stack.
#pragma once

#include <span>

#include <dusk/core/evm/message.hpp>

namespace dusk::evm {

/// The machine before one instruction. Views are valid during the callback only.
struct Step {
    std::uint64_t pc = 0;
    std::uint8_t opcode = 0;
    std::int64_t gas = 0;
    /// Refunds of this frame so far; those of open parents are not in it.
    std::int64_t gas_refund = 0;
    /// Bottom first.
    std::span<const u256> stack;
    BytesView memory;
    BytesView return_data;
    const Message& message;
};

class Tracer {
public:
    virtual ~Tracer() = default;
    /// Asked when a frame starts and when it resumes after a call: false runs it without on_step.
    virtual bool wants_steps() const { return true; }
    virtual void on_step(const Step&) {}
    /// Whether on_look is to be called while frames run without on_step: after a bounded amount of
    /// work each time, which interpreters choose for themselves.
    virtual bool wants_looks() const { return false; }
    virtual void on_look() {}
    /// Before a call or creation, also of precompiles and of those that fail at once for depth or
    /// balance.
    virtual void on_enter(const Message&) {}
    /// After the call or creation that on_enter announced last and that is still open.
    virtual void on_exit(const Message&, const CallResult&) {}

    /// Once true, every frame fails at its next start, resumption, look or (traced) instruction:
    /// what is executed is worth nothing any more.
    bool is_stopped() const noexcept { return stopped_; }

protected:
    void stop() noexcept { stopped_ = true; }

private:
    bool stopped_ = false;
};

}  // namespace dusk::evm
