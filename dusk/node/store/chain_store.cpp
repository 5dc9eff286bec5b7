#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/chain_store.hpp>
#include <dusk/node/store/flat_state.hpp>
#include <dusk/node/store/rows.hpp>

namespace dusk::store {
namespace {

BytesView meta_key(std::string_view name) { return as_bytes(name); }

Bytes encode_ref(const BlockRef& ref) { return to_bytes(block_key(ref.number, ref.hash)); }

std::optional<BlockRef> decode_ref(BytesView encoded) {
    if (encoded.size() != 40) return std::nullopt;
    return BlockRef{Hash32::from(encoded.subspan(8)), load_be<std::uint64_t>(encoded)};
}

void put_block(kv::Batch& batch, const ExecutedBlock& block) {
    batch.put(Table::headers, block.hash, encode_header(block.header));
    batch.put(Table::bodies, block.hash,
              block.encoded_txns.empty() ? encode_body(block.body)
                                         : encode_body(block.body, block.encoded_txns));
    batch.put(Table::receipts, block.hash,
              block.encoded_receipts.empty() ? encode_receipts(block.receipts)
                                             : encode_receipts(block.encoded_receipts));
    batch.put(Table::diffs, block_key(block.header.number, block.hash),
              encode_state_diff(block.diff));
    for (const auto& [hash, code] : block.diff.codes) batch.put(Table::codes, hash, *code);
}

}  // namespace

kv::Result<void> ChainStore::create(const genesis::Genesis& genesis) {
    const auto diff = genesis::to_state_diff(genesis.alloc);
    auto update = apply_state_diff(EMPTY_TRIE_ROOT, diff, *tables_);
    if (!update) return std::unexpected(corrupt("the genesis state has no root"));
    Hash32 message_passer_root = EMPTY_TRIE_ROOT;
    for (const auto& [address, root] : update->storage_roots)
        if (address == genesis::L2_TO_L1_MESSAGE_PASSER) message_passer_root = root;

    ExecutedBlock block{
        .header = genesis::genesis_header(genesis, update->state_root, message_passer_root),
        .body = {},
        .receipts = {},
        .diff = diff,
        .nodes = std::move(update->nodes),
        .places = std::move(update->places)};
    if (block.header.withdrawals_root) block.body.withdrawals.emplace();
    block.hash = header_hash(block.header);
    genesis_ = {block.hash, block.header.number};

    DUSK_TRY(present, database_->get(Table::meta, meta_key(META_GENESIS)));
    if (present) {
        if (*present == encode_ref(genesis_)) return {};
        return std::unexpected(kv::Error{
            kv::ErrorKind::foreign,
            "the data folder belongs to another chain: its genesis block is " +
                to_hex(BytesView(*present).last(32)) + ", ours is " + to_hex(genesis_.hash)});
    }
    const auto layer = make_layer(genesis_, block.header.parent_hash,
                                  {block.diff, block.nodes, block.places, block.removed});
    DUSK_TRY(rows, rows_of({layer}, *database_));
    DUSK_TRY_VOID(database_->ingest(Table::account_nodes, rows.account_nodes));
    DUSK_TRY_VOID(database_->ingest(Table::storage_nodes, rows.storage_nodes));
    kv::Batch batch;
    put_block(batch, block);
    FlatStateWriter state(*database_, batch);
    DUSK_TRY_VOID(state.apply(diff));
    batch.put(Table::canonical, number_key(genesis_.number), genesis_.hash);
    for (const auto name : {META_GENESIS, META_HEAD, META_SAFE, META_FINALIZED, META_FLUSHED})
        batch.put(Table::meta, meta_key(name), encode_ref(genesis_));
    batch.put(Table::meta, meta_key(META_OLDEST_STATE), number_key(genesis_.number));
    return database_->write(batch, kv::Durability::power_loss);
}

kv::Result<void> ChainStore::load() {
    const auto read = [&](std::string_view name) -> kv::Result<BlockRef> {
        DUSK_TRY(ref, read_row(*database_, Table::meta, meta_key(name), decode_ref));
        if (!ref) return std::unexpected(corrupt("no " + std::string(name) + " block is noted"));
        return *ref;
    };
    DUSK_TRY(genesis, read(META_GENESIS));
    DUSK_TRY(head, read(META_HEAD));
    DUSK_TRY(safe, read(META_SAFE));
    DUSK_TRY(finalized, read(META_FINALIZED));
    DUSK_TRY(flushed, read(META_FLUSHED));
    DUSK_TRY(oldest, database_->get(Table::meta, meta_key(META_OLDEST_STATE)));
    DUSK_TRY(doubtful, database_->get(Table::meta, meta_key(META_DOUBTFUL)));
    if (!oldest || oldest->size() != 8 || (doubtful && doubtful->size() % 16 != 0))
        return std::unexpected(corrupt("the notes on kept states are malformed"));
    {
        const std::unique_lock lock(mutex_);
        genesis_ = genesis;
        head_ = head;
        take_head_snapshot();
        safe_ = safe;
        finalized_ = finalized;
        flushed_ = flushed;
        for (auto number = flushed.number; number < head.number; ++number)
            unflushed_.push(Unflushed::SIZE_UNKNOWN);
        oldest_state_ = load_be<std::uint64_t>(*oldest);
        for (BytesView rest = doubtful ? BytesView{*doubtful} : BytesView{}; !rest.empty();
             rest = rest.subspan(16))
            doubtful_.emplace_back(load_be<std::uint64_t>(rest),
                                   load_be<std::uint64_t>(rest.subspan(8)));
        database_->set_version_floor(oldest_state_, doubtful_);
    }
    return settle_after_crash();
}

BlockRef ChainStore::head() const {
    const std::shared_lock lock(mutex_);
    return head_;
}

BlockRef ChainStore::safe() const {
    const std::shared_lock lock(mutex_);
    return safe_;
}

BlockRef ChainStore::finalized() const {
    const std::shared_lock lock(mutex_);
    return finalized_;
}

std::uint64_t ChainStore::oldest_state() const {
    const std::shared_lock lock(mutex_);
    return oldest_state_;
}

kv::Result<std::optional<Header>> ChainStore::header(const Hash32& hash) const {
    return read_header(*database_, hash);
}

kv::Result<std::optional<Body>> ChainStore::body(const Hash32& hash) const {
    return read_row(*database_, Table::bodies, hash, decode_body);
}

kv::Result<std::optional<std::vector<Receipt>>> ChainStore::receipts(const Hash32& hash) const {
    return read_row(*database_, Table::receipts, hash, decode_receipts);
}

kv::Result<bool> ChainStore::contains(const Hash32& hash) const {
    return database_->contains(Table::headers, hash);
}

kv::Result<std::optional<Hash32>> ChainStore::canonical_hash(std::uint64_t number) const {
    return read_canonical(*database_, number);
}

kv::Result<bool> ChainStore::is_canonical(const BlockRef& block) const {
    return store::is_canonical(*database_, block);
}

kv::Result<std::optional<TxnPlace>> ChainStore::find_txn(const Hash32& txn_hash) const {
    DUSK_TRY(row, database_->get(Table::txn_index, txn_hash));
    if (!row) return std::optional<TxnPlace>{};
    if (row->size() != 16) return std::unexpected(corrupt("a transaction's place is malformed"));
    TxnPlace place{.block_number = load_be<std::uint64_t>(*row),
                   .index = load_be<std::uint64_t>(BytesView(*row).subspan(8))};
    DUSK_TRY(hash, canonical_hash(place.block_number));
    if (!hash) return std::optional<TxnPlace>{};  // the head moved between the two reads
    place.block_hash = *hash;
    return std::optional<TxnPlace>{place};
}

kv::Result<void> ChainStore::insert(const ExecutedBlock& block) {
    const BlockRef ref{block.hash, block.header.number};
    kv::Batch batch;
    put_block(batch, block);
    DUSK_TRY_VOID(database_->write(batch));
    for (const auto& [hash, code] : block.diff.codes) tables_->remember_code(hash, code);
    if (block.places.size() != block.nodes.size()) {
        DUSK_TRY(below, reader(block.header.parent_hash));
        DUSK_TRY(layer, compute_layer(ref, block.diff, *below));
        remember_layer(std::move(layer));
        return {};
    }
    auto layer = make_layer(ref, block.header.parent_hash,
                            {block.diff, block.nodes, block.places, block.removed});
    TrieLayer::Inserted inserted{.diff = block.diff, .txn_hashes = block.txn_hashes};
    if (inserted.txn_hashes.empty())
        for (const auto& txn : block.body.transactions)
            inserted.txn_hashes.push_back(transaction_hash(txn));
    keep_inserted(*layer, std::move(inserted));
    remember_layer(std::move(layer));
    return {};
}

kv::Result<void> ChainStore::set_safe_and_finalized(const BlockRef& safe,
                                                    const BlockRef& finalized) {
    const std::unique_lock lock(mutex_);
    if (safe == safe_ && finalized == finalized_) return {};
    kv::Batch batch;
    batch.put(Table::meta, meta_key(META_SAFE), encode_ref(safe));
    batch.put(Table::meta, meta_key(META_FINALIZED), encode_ref(finalized));
    drop_diffs(batch, std::min(finalized_.number, flushed_.number),
               std::min(finalized.number, flushed_.number));
    DUSK_TRY_VOID(database_->write(batch));
    safe_ = safe;
    finalized_ = finalized;
    return {};
}

}  // namespace dusk::store
