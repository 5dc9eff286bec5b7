// Hashes for the opcode BLOCKHASH in executions that no block will hold.
#pragma once

#include <dusk/node/chain/chain.hpp>

namespace dusk::eth {

/// Below `block`, which is on any branch, its ancestors; `block` itself where a request pretends a
/// later number. Anything else is zero.
class RequestHashes final : public evm::BlockHashSource {
public:
    RequestHashes(const store::ChainStore& store, const store::BlockRef& block,
                  std::uint64_t pretended_number)
        : block_(block), pretended_number_(pretended_number), ancestors_(store, block) {}

    Hash32 block_hash(std::uint64_t number) const override {
        if (number > block_.number || number >= pretended_number_) return {};
        return number == block_.number ? block_.hash : ancestors_.block_hash(number);
    }

private:
    const store::BlockRef block_;
    const std::uint64_t pretended_number_;
    engine::AncestorHashes ancestors_;
};

}  // namespace dusk::eth
