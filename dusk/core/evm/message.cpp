#include <dusk/core/evm/message.hpp>

namespace dusk::evm {

std::string_view to_string(Status status) noexcept {
    switch (status) {
        case Status::success:
            return "success";
        case Status::revert:
            return "revert";
        case Status::out_of_gas:
            return "out_of_gas";
        case Status::invalid_opcode:
            return "invalid_opcode";
        case Status::stack_underflow:
            return "stack_underflow";
        case Status::stack_overflow:
            return "stack_overflow";
        case Status::bad_jump_destination:
            return "bad_jump_destination";
        case Status::static_violation:
            return "static_violation";
        case Status::return_data_out_of_bounds:
            return "return_data_out_of_bounds";
        case Status::call_depth_exceeded:
            return "call_depth_exceeded";
        case Status::insufficient_balance:
            return "insufficient_balance";
        case Status::nonce_overflow:
            return "nonce_overflow";
        case Status::address_collision:
            return "address_collision";
        case Status::code_size_exceeded:
            return "code_size_exceeded";
        case Status::initcode_size_exceeded:
            return "initcode_size_exceeded";
        case Status::invalid_code_prefix:
            return "invalid_code_prefix";
        case Status::code_deposit_out_of_gas:
            return "code_deposit_out_of_gas";
        case Status::precompile_failure:
            return "precompile_failure";
    }
    return "unknown";
}

}  // namespace dusk::evm
