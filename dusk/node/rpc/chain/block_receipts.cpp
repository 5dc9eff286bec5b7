#include <algorithm>

#include <dusk/node/rpc/chain/block_receipts.hpp>
#include <dusk/node/rpc/json/l1_attributes.hpp>

namespace dusk::eth {
namespace {

/// What the block's transactions paid to L1 by.
Answer<L1FeeParams> l1_fees_of(const ChainReader& chain, const StoredBlock& block,
                               const BlockRules& rules) {
    if (const auto params = l1_fee_params_of(block.body)) return *params;
    DUSK_TRY(state, chain.state_after(block.ref.hash));
    const auto params = read_l1_fee_params(*rules.op, *state);
    if (!state->ok())
        return std::unexpected(rpc::internal_error("the block's state is not available"));
    return params;
}

}  // namespace

Answer<BlockReceipts> load_receipts(const ChainReader& chain, const Hash32& hash) {
    DUSK_TRY(block, chain.block(hash));
    DUSK_TRY(receipts, chain.receipts(hash));
    if (receipts.size() != block.body.transactions.size())
        return std::unexpected(rpc::internal_error("a block's receipts are incomplete"));
    const auto rules = chain.rules_of(block.header);
    L1FeeParams l1_fees;
    if (rules.is_op() && !std::ranges::all_of(block.body.transactions, &Transaction::is_deposit)) {
        DUSK_TRY(params, l1_fees_of(chain, block, rules));
        l1_fees = params;
    }
    return BlockReceipts(std::move(block), std::move(receipts), rules, l1_fees);
}

}  // namespace dusk::eth
