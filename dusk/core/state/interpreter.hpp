// Interpreter: what runs the frames of an execution without a tracer. The host may give a faster
// twin of the portable one (DESIGN section 2, rule 4); whoever gives none, as the fault-proof
// guest, gets run_portable(). Twins agree in status, gas, refunds, output and every effect.
#pragma once

#include <memory>

#include <dusk/core/evm/context.hpp>
#include <dusk/core/evm/frame.hpp>

namespace dusk {

class State;

class Interpreter {
public:
    virtual ~Interpreter() = default;
    /// Code ready to be run under `revision`. Asked for whenever a call enters code whose analysis
    /// so far, if any, has no translation. Thread-safe; the result is shared.
    virtual std::shared_ptr<const evm::CodeAnalysis> analyze(evm::Revision revision,
                                                             const Hash32& code_hash,
                                                             BytesView code) const = 0;
    /// Runs `frame` until it ends or needs a child; if env.watcher stops, it ends without gas. Its
    /// code may have any analysis. Thread-safe as long as frame and state are not shared.
    virtual evm::FrameEvent run(evm::Frame& frame, State& state,
                                const evm::Environment& env) const = 0;
};

/// The portable interpreter (core/evm/interpreter.hpp) on this State.
evm::FrameEvent run_portable(evm::Frame& frame, State& state, const evm::Environment& env);

}  // namespace dusk
