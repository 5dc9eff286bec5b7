// Frame: one running call or creation, with everything needed to suspend it while a child runs, so
// that nested calls use no host stack (yellow paper 9.4.1, the machine state).
#pragma once

#include <memory>

#include <dusk/core/evm/analysis.hpp>
#include <dusk/core/evm/memory.hpp>
#include <dusk/core/evm/message.hpp>

namespace dusk::evm {

inline constexpr std::size_t STACK_SIZE_MAX = 1024;

/// Why an interpreter came back.
enum class FrameEvent : std::uint8_t {
    ended,  ///< status, gas and output are set; gas is 0 unless success or revert
    calls,  ///< frame.child is to be run and given to resume()
};

struct Frame {
    Message message;
    /// What CALLDATA* read: the message's input, nothing in a creation.
    BytesView calldata;
    std::shared_ptr<const CodeAnalysis> code;
    /// Element 0 is never used: the top of an empty stack points at it.
    std::unique_ptr<u256[]> stack = std::make_unique_for_overwrite<u256[]>(STACK_SIZE_MAX + 1);
    Memory memory;
    Bytes return_data;

    // Registers, valid while the frame does not run.
    const std::uint8_t* ip = nullptr;
    u256* top = nullptr;
    std::int64_t gas = 0;
    std::int64_t gas_refund = 0;

    // How it ended.
    Status status = Status::out_of_gas;
    std::size_t output_offset = 0;
    std::size_t output_size = 0;

    // The child it waits for, and where in memory the child's output goes.
    Message child;
    std::size_t child_output_offset = 0;
    std::size_t child_output_size = 0;

    /// Where the state stood when the frame began; the executor's.
    std::size_t snapshot = 0;

    /// Makes the frame ready to run `code` for `message`.
    void start(const Message& new_message, std::shared_ptr<const CodeAnalysis> new_code);
    BytesView output() const noexcept { return memory.view(output_offset, output_size); }
};

/// Takes in the end of the child that `frame` waits for: gas, refunds, return data, memory, and the
/// result on the stack.
void resume(Frame& frame, CallResult outcome);

}  // namespace dusk::evm
