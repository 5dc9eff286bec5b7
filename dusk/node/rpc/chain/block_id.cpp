#include <limits>

#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;

struct TagRow {
    std::string_view name;
    BlockTag tag;
};
constexpr TagRow TAGS[] = {{"earliest", BlockTag::earliest},
                           {"latest", BlockTag::latest},
                           {"safe", BlockTag::safe},
                           {"finalized", BlockTag::finalized},
                           {"pending", BlockTag::pending}};

constexpr std::size_t HASH_TEXT_SIZE = 66;

std::expected<BlockId, std::string> number_from_text(std::string_view text) {
    for (const auto& row : TAGS)
        if (row.name == text) return BlockId{.block = row.tag};
    const auto number = params::quantity64_from_text(text);
    if (!number) return std::unexpected(number.error());
    if (*number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::unexpected("block number larger than int64");
    return BlockId{.block = *number};
}

std::expected<BlockId, std::string> id_from_object(const Object& in) {
    const auto member = [&](std::string_view name) -> const Value* {
        const auto* found = in.if_contains(name);
        return found == nullptr || found->is_null() ? nullptr : found;
    };
    const auto* number = member("blockNumber");
    const auto* hash = member("blockHash");
    if (number != nullptr && hash != nullptr)
        return std::unexpected(
            "cannot specify both BlockHash and BlockNumber, choose one or the other");
    if (number != nullptr) return parse_block_number(*number);
    if (hash == nullptr)
        return std::unexpected("invalid arguments; neither block nor hash specified");
    const auto parsed = params::to_hash(*hash);
    if (!parsed) return std::unexpected(parsed.error());
    BlockId id{.block = *parsed};
    if (const auto* canonical = member("requireCanonical"); canonical && canonical->is_bool())
        id.require_canonical = canonical->get_bool();
    return id;
}

template <class Parse>
Answer<BlockId> read_param(const rpc::Params& arguments, std::size_t index, Parse parse) {
    const auto* in = params::optional(arguments, index);
    if (in == nullptr) return BlockId{};
    auto id = parse(*in);
    if (!id) return std::unexpected(params::invalid(index, id.error()));
    return *std::move(id);
}

bool is_head(BlockTag tag) { return tag == BlockTag::latest || tag == BlockTag::pending; }

BlockRef tagged(const ChainReader& chain, BlockTag tag) {
    const auto& store = chain.store();
    switch (tag) {
        case BlockTag::earliest:
            return store.genesis_block();
        case BlockTag::safe:
            return store.safe();
        case BlockTag::finalized:
            return store.finalized();
        case BlockTag::latest:
        case BlockTag::pending:
            break;
    }
    return store.head();
}

Answer<std::optional<BlockRef>> find_hash(const ChainReader& chain, const BlockId& id,
                                          const Hash32& hash) {
    DUSK_TRY(header, stored(chain.store().header(hash)));
    if (!header) return std::optional<BlockRef>{};
    const BlockRef ref{hash, header->number};
    if (id.require_canonical) {
        DUSK_TRY(is_canonical, stored(chain.store().is_canonical(ref)));
        if (!is_canonical)
            return std::unexpected(rpc::server_error("hash is not currently canonical"));
    }
    return std::optional<BlockRef>{ref};
}

}  // namespace

std::expected<BlockId, std::string> parse_block_number(const Value& in) {
    if (!in.is_string()) return std::unexpected("hex string without 0x prefix");
    return number_from_text(std::string_view(in.get_string()));
}

std::expected<BlockId, std::string> parse_block_id(const Value& in) {
    if (in.is_object()) return id_from_object(in.get_object());
    if (in.is_string() && in.get_string().size() == HASH_TEXT_SIZE) {
        const auto hash = params::to_hash(in);
        if (!hash) return std::unexpected(hash.error());
        return BlockId{.block = *hash};
    }
    return parse_block_number(in);
}

Answer<BlockId> block_number_param(const rpc::Params& arguments, std::size_t index) {
    return read_param(arguments, index, parse_block_number);
}

Answer<BlockId> block_id_param(const rpc::Params& arguments, std::size_t index) {
    return read_param(arguments, index, parse_block_id);
}

Answer<std::optional<BlockRef>> find_block(const ChainReader& chain, const BlockId& id) {
    if (const auto* tag = std::get_if<BlockTag>(&id.block))
        return std::optional<BlockRef>{tagged(chain, *tag)};
    if (const auto* hash = std::get_if<Hash32>(&id.block)) return find_hash(chain, id, *hash);
    return chain.canonical(std::get<std::uint64_t>(id.block));
}

Answer<BlockRef> require_block(const ChainReader& chain, const BlockId& id) {
    DUSK_TRY(found, find_block(chain, id));
    if (found) return *found;
    const bool by_hash = std::holds_alternative<Hash32>(id.block);
    return std::unexpected(
        rpc::server_error(by_hash ? "header for hash not found" : "header not found"));
}

Answer<store::StateAt> state_at(const ChainReader& chain, const BlockId& id) {
    if (const auto* tag = std::get_if<BlockTag>(&id.block); tag != nullptr && is_head(*tag))
        return chain.head_state();
    DUSK_TRY(ref, require_block(chain, id));
    DUSK_TRY(view, chain.state_after(ref.hash));
    return store::StateAt{ref, std::move(view)};
}

}  // namespace dusk::eth
