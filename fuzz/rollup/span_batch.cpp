// A span batch that is accepted encodes to a form that decodes to the same, and what it holds can
// be batched again.
#include <fuzz/rollup/rollup.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/span_batch.hpp>

using namespace dusk;
using namespace dusk::rollup;

void dusk::fuzz::span_batch(BytesView input) {
    const auto raw = decode_span_batch(input);
    if (!raw) return;
    DUSK_CHECK(decode_span_batch(encode_span_batch(*raw)) == raw);
    const SpanBatchContext context{.block_time = 2, .genesis_time = 1000, .chain_id = 901};
    const auto batch = derive_span_batch(*raw, context);
    if (!batch) return;
    SpanTxns again;
    for (const auto& block : batch->blocks)
        for (const auto& txn : block.transactions)
            // Signatures need not be valid in a batch, but then no block can hold the transaction.
            if (!append_span_txn(again, txn, context.chain_id)) return;
    DUSK_CHECK(again == raw->txns);
}
