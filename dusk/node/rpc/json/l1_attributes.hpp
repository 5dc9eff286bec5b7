// The L1 fee parameters of a block out of its L1 attributes deposit: receipts of blocks whose state
// is kept no more need them (OP specs, protocol/deposits.md#l1-attributes-deposited-transaction;
// ecotone, isthmus and jovian/l1-attributes.md).
#pragma once

#include <dusk/core/chain/op_fees.hpp>
#include <dusk/node/store/records.hpp>

namespace dusk::eth {

/// None: the first transaction sets none, in none of the forms.
std::optional<L1FeeParams> l1_fee_params_of(const store::Body& body);

}  // namespace dusk::eth
