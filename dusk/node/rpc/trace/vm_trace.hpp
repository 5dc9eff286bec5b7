// VmTrace: Parity's trace of instructions, nested as the calls are (OpenEthereum's trace module).
// Limits: TRACE_BYTES_MAX; past it the execution ends.
#pragma once

#include <dusk/core/evm/gas.hpp>
#include <dusk/core/evm/tracer.hpp>
#include <dusk/core/state/state.hpp>
#include <dusk/node/rpc/json/json.hpp>

namespace dusk::eth {

class VmTrace final : public evm::Tracer {
public:
    explicit VmTrace(State& state) : state_(state) {}

    void on_enter(const evm::Message& message) override;
    void on_step(const evm::Step& step) override;
    void on_exit(const evm::Message& message, const evm::CallResult& result) override;

    bool is_truncated() const noexcept { return is_stopped(); }
    std::size_t bytes() const noexcept { return bytes_; }
    /// Null where no code ran.
    Value take() { return std::move(root_); }

private:
    struct Frame {
        Bytes code;
        Array ops;
        /// The newest operation, whose effect is not known yet.
        Object op;
        bool has_op = false;
        std::uint8_t opcode = 0;
        std::int64_t gas = 0;
        /// Where the operation writes to memory.
        std::uint64_t memory_offset = 0;
        std::uint64_t memory_size = 0;
        Value store = nullptr;
        Value sub = nullptr;
    };

    void settle(Frame& frame, const evm::Step& next);
    void close(Frame& frame, std::int64_t gas_left, bool has_effect);
    void note_effects(Frame& frame, const evm::Step& step);
    void add_bytes(std::size_t count);

    State& state_;
    std::vector<Frame> frames_;
    Value root_ = nullptr;
    std::size_t bytes_ = 0;
};

}  // namespace dusk::eth
