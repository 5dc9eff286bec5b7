// Random programs that get somewhere: most instructions find operands that make sense to them, and
// what they leave is written to storage, where it can be compared.
#pragma once

#include <dusk/conformance/model/choices.hpp>
#include <dusk/core/evm/revision.hpp>

namespace dusk::model {

/// Accounts that programs and transactions know of.
std::span<const Address> known_addresses();
inline constexpr std::size_t CONTRACT_COUNT = 5;
inline constexpr std::size_t SENDER_COUNT = 3;
Address contract_address(std::size_t index);

/// Mostly of instructions that `revision` has.
Bytes make_program(Choices& choices, evm::Revision revision);

}  // namespace dusk::model
