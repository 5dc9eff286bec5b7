#include <algorithm>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/head_move.hpp>

namespace dusk::store {
namespace {

/// Memory of an operation of a batch beside its key and value, which are there twice: in the batch
/// and in RocksDB's.
constexpr std::size_t OPERATION_SIZE = 48;

}  // namespace

std::size_t HeadMove::bytes() const {
    return 2 * batch_.size_bytes() + batch_.count() * OPERATION_SIZE + state_.bytes();
}

bool HeadMove::is_full() const {
    const auto last = std::max(largest_block_, bytes() - bytes_before_);
    return count_ >= bound_.blocks_max || (count_ > 0 && bytes() + last > bound_.bytes_max);
}

/// A block counts with all that follows until the next one.
void HeadMove::note_block() {
    largest_block_ = std::max(largest_block_, bytes() - bytes_before_);
    bytes_before_ = bytes();
    ++count_;
}

kv::Result<std::vector<Hash32>> HeadMove::txn_hashes(const BlockRef& block) const {
    DUSK_TRY(body, read_row(database_, Table::bodies, block.hash, decode_body));
    if (!body)
        return std::unexpected(corrupt("block " + std::to_string(block.number) + " has no body"));
    std::vector<Hash32> hashes;
    hashes.reserve(body->transactions.size());
    for (const auto& txn : body->transactions) hashes.push_back(transaction_hash(txn));
    return hashes;
}

kv::Result<StateDiff> HeadMove::unwind(const BlockRef& block) {
    const auto key = block_key(block.number, block.hash);
    DUSK_TRY(undo, read_row(database_, Table::undo, key, decode_state_diff));
    if (!undo)
        return std::unexpected(kv::Error{kv::ErrorKind::missing,
                                         "block " + std::to_string(block.number) +
                                             " cannot be unwound: what it changed is not kept"});
    DUSK_TRY(hashes, txn_hashes(block));
    note_block();
    DUSK_TRY(diff, state_.apply(*undo));
    batch_.put(Table::diffs, key, encode_state_diff(diff));
    for (const auto& hash : hashes) batch_.erase(Table::txn_index, hash);
    batch_.erase(Table::canonical, number_key(block.number));
    batch_.erase(Table::undo, key);
    return diff;
}

kv::Result<void> HeadMove::take_back(const TrieLayer& layer) {
    const auto version = layer.block.number;
    for (const auto& [place, node] : layer.rows)
        batch_.erase(node_table(place), node_key(place, version));
    for (const auto& owner : layer.cleared) {
        auto it = database_.iterate(Table::storage_nodes, kv::prefix_range(owner));
        for (it.seek_first(); it.valid(); it.next())
            if (kv::version_of(it.key()) == version) batch_.erase(Table::storage_nodes, it.key());
        DUSK_TRY_VOID(it.status());
    }
    return {};
}

kv::Result<void> HeadMove::apply(const BlockRef& block, const TrieLayer* layer) {
    if (layer != nullptr && layer->inserted)
        return apply(block, layer->inserted->diff, layer->inserted->txn_hashes);
    DUSK_TRY(diff, require_diff(database_, block));
    DUSK_TRY(hashes, txn_hashes(block));
    return apply(block, diff, hashes);
}

kv::Result<void> HeadMove::apply(const BlockRef& block, const StateDiff& diff,
                                 std::span<const Hash32> txn_hashes) {
    note_block();
    DUSK_TRY(undo, state_.apply(diff));
    batch_.put(Table::undo, block_key(block.number, block.hash), encode_state_diff(undo));
    batch_.put(Table::canonical, number_key(block.number), block.hash);
    Bytes place;
    for (std::uint64_t i = 0; i < txn_hashes.size(); ++i) {
        place.clear();
        append_be(place, block.number);
        append_be(place, i);
        batch_.put(Table::txn_index, txn_hashes[i], place);
    }
    return {};
}

}  // namespace dusk::store
