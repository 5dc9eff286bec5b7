// Which block a call means: a tag, a number or a hash (EIP-1898; geth rpc/types.go).
#pragma once

#include <variant>

#include <dusk/node/rpc/chain/chain_reader.hpp>
#include <dusk/node/rpc/json/json.hpp>

namespace dusk::eth {

enum class BlockTag : std::uint8_t {
    earliest,
    latest,
    safe,
    finalized,
    /// Without a payload in the making this is the latest block.
    pending,
};

struct BlockId {
    std::variant<BlockTag, std::uint64_t, Hash32> block = BlockTag::latest;
    bool require_canonical = false;

    bool is_pending() const noexcept {
        const auto* tag = std::get_if<BlockTag>(&block);
        return tag != nullptr && *tag == BlockTag::pending;
    }
};

/// A tag or number; the error is geth's text without its place.
std::expected<BlockId, std::string> parse_block_number(const Value& in);
/// Those, a hash, or an object that names either.
std::expected<BlockId, std::string> parse_block_id(const Value& in);

// Parameters. Absent or null means the latest block.
Answer<BlockId> block_number_param(const rpc::Params& arguments, std::size_t index);
Answer<BlockId> block_id_param(const rpc::Params& arguments, std::size_t index);

/// None: there is no such block.
Answer<std::optional<BlockRef>> find_block(const ChainReader& chain, const BlockId& id);
/// "header not found" if there is no such block.
Answer<BlockRef> require_block(const ChainReader& chain, const BlockId& id);

/// The block and its state.
Answer<store::StateAt> state_at(const ChainReader& chain, const BlockId& id);

}  // namespace dusk::eth
