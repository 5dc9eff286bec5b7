#include <dusk/core/evm/frame.hpp>

namespace dusk::evm {

void Frame::start(const Message& new_message, std::shared_ptr<const CodeAnalysis> new_code) {
    message = new_message;
    calldata = is_create(message.kind) ? BytesView{} : message.input;
    code = std::move(new_code);
    memory.clear();
    return_data.clear();
    ip = code->padded_code.data();
    top = stack.get();
    gas = message.gas;
    gas_refund = 0;
    status = Status::out_of_gas;
    output_offset = 0;
    output_size = 0;
}

void resume(Frame& frame, CallResult outcome) {
    frame.gas += outcome.gas_left;
    frame.gas_refund += outcome.gas_refund;
    frame.return_data = std::move(outcome.output);
    if (is_create(frame.child.kind)) {
        *frame.top = outcome.is_success() ? to_u256(outcome.create_address) : u256{};
        return;
    }
    const auto size = std::min(frame.child_output_size, frame.return_data.size());
    std::ranges::copy(BytesView{frame.return_data}.first(size),
                      frame.memory.data() + frame.child_output_offset);
    *frame.top = outcome.is_success() ? 1 : 0;
}

}  // namespace dusk::evm
