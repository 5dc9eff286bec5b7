#include <dusk/node/chain/executed_block.hpp>

namespace dusk::engine {

std::shared_ptr<store::ExecutedBlock> executed_block(ExecutedParts parts) {
    parts.seal.transactions = parts.body.transactions;
    auto block = std::make_shared<store::ExecutedBlock>();
    block->header = seal_header(parts.rules, parts.env, parts.result, parts.seal);
    block->hash = header_hash(block->header);
    block->body = std::move(parts.body);
    block->receipts = std::move(parts.result.receipts);
    block->diff = std::move(parts.result.diff);
    block->nodes = std::move(parts.state.nodes);
    block->places = std::move(parts.state.places);
    block->removed = std::move(parts.state.removed);
    return block;
}

}  // namespace dusk::engine
