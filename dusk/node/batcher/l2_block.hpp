// An L2 block as the batcher needs it.
#pragma once

#include <vector>

#include <dusk/core/rollup/block_ids.hpp>

namespace dusk::batcher {

struct L2Block {
    rollup::L2BlockRef ref;
    /// EIP-2718 encoded, without deposits.
    std::vector<Bytes> transactions;

    std::size_t data_size() const noexcept {
        std::size_t size = BLOCK_OVERHEAD;
        for (const auto& txn : transactions) size += txn.size() + TXN_OVERHEAD;
        return size;
    }

private:
    // What a batch may need besides the transactions: hashes, numbers and lengths of a singular
    // batch; RLP headers.
    static constexpr std::size_t BLOCK_OVERHEAD = 90;
    static constexpr std::size_t TXN_OVERHEAD = 5;
};

}  // namespace dusk::batcher
