#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/store/chain_store.hpp>
#include <dusk/node/store/flat_state.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::store {
namespace {

kv::Error corrupt(std::string message) { return {kv::ErrorKind::corrupt, std::move(message)}; }

BytesView meta_key(std::string_view name) { return as_bytes(name); }

Bytes encode_ref(const BlockRef& ref) { return to_bytes(block_key(ref.number, ref.hash)); }

std::optional<BlockRef> decode_ref(BytesView encoded) {
    if (encoded.size() != 40) return std::nullopt;
    return BlockRef{Hash32::from(encoded.subspan(8)), load_be<std::uint64_t>(encoded)};
}

template <class T>
kv::Result<std::optional<T>> decode_row(const kv::Database& database, Table table, BytesView key,
                                        std::optional<T> (*decode)(BytesView)) {
    DUSK_TRY(row, database.get(table, key));
    if (!row) return std::optional<T>{};
    auto value = decode(*row);
    if (!value) return std::unexpected(corrupt("a stored row cannot be decoded"));
    return value;
}

std::optional<Header> decode_header_row(BytesView row) {
    auto header = decode_header(row);
    if (!header) return std::nullopt;
    return *std::move(header);
}

void put_block(kv::Batch& batch, const ExecutedBlock& block) {
    batch.put(Table::headers, block.hash, encode_header(block.header));
    batch.put(Table::bodies, block.hash, encode_body(block.body));
    batch.put(Table::receipts, block.hash, encode_receipts(block.receipts));
    batch.put(Table::diffs, block_key(block.header.number, block.hash),
              encode_state_diff(block.diff));
    for (const auto& [hash, code] : block.diff.codes) batch.put(Table::codes, hash, *code);
    for (const auto& [hash, node] : block.nodes) batch.put(Table::nodes, hash, node);
}

void index_txns(kv::Batch& batch, std::uint64_t number, const Body& body) {
    for (std::size_t i = 0; i < body.transactions.size(); ++i) {
        Bytes place;
        append_be(place, number);
        append_be(place, std::uint64_t{i});
        batch.put(Table::txn_index, transaction_hash(body.transactions[i]), place);
    }
}

/// Moves the canonical chain and the flat state block by block inside one batch.
class HeadMove {
public:
    HeadMove(const ChainStore& store, const kv::Database& database)
        : store_(store), database_(database), state_(database, batch_) {}

    kv::Result<void> unwind(const BlockRef& block) {
        DUSK_TRY(undo, decode_row(database_, Table::undo, block_key(block.number, block.hash),
                                  decode_state_diff));
        DUSK_TRY(body, store_.body(block.hash));
        if (!undo || !body)
            return std::unexpected(corrupt("cannot unwind block " + std::to_string(block.number)));
        DUSK_TRY_VOID(state_.apply(*undo));
        for (const auto& txn : body->transactions)
            batch_.erase(Table::txn_index, transaction_hash(txn));
        batch_.erase(Table::canonical, number_key(block.number));
        batch_.erase(Table::undo, block_key(block.number, block.hash));
        return {};
    }

    kv::Result<void> apply(const BlockRef& block) {
        DUSK_TRY(diff, decode_row(database_, Table::diffs, block_key(block.number, block.hash),
                                  decode_state_diff));
        DUSK_TRY(body, store_.body(block.hash));
        if (!diff || !body)
            return std::unexpected(corrupt("cannot apply block " + std::to_string(block.number)));
        DUSK_TRY(undo, state_.apply(*diff));
        batch_.put(Table::undo, block_key(block.number, block.hash), encode_state_diff(undo));
        batch_.put(Table::canonical, number_key(block.number), block.hash);
        index_txns(batch_, block.number, *body);
        return {};
    }

    kv::Batch& batch() noexcept { return batch_; }

private:
    const ChainStore& store_;
    const kv::Database& database_;
    kv::Batch batch_;
    FlatStateWriter state_;
};

}  // namespace

ChainStore::ChainStore(std::unique_ptr<kv::Database> database)
    : database_(std::move(database)), tables_(std::make_unique<NodeTables>(*database_)) {}

kv::Result<std::unique_ptr<ChainStore>> ChainStore::open(const std::string& folder,
                                                         const genesis::Genesis& genesis,
                                                         const StoreOptions& options) {
    DUSK_TRY(database, kv::Database::open(folder, TABLE_NAMES,
                                          {.in_memory = options.in_memory,
                                           .cache_mb = options.cache_mb,
                                           .schema = std::string(SCHEMA),
                                           .schema_version = SCHEMA_VERSION}));
    std::unique_ptr<ChainStore> store(new ChainStore(std::move(database)));
    DUSK_TRY_VOID(store->create(genesis));
    DUSK_TRY_VOID(store->load());
    return store;
}

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
        .nodes = std::move(update->nodes)};
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
    kv::Batch batch;
    put_block(batch, block);
    FlatStateWriter state(*database_, batch);
    DUSK_TRY_VOID(state.apply(diff));
    batch.put(Table::canonical, number_key(genesis_.number), genesis_.hash);
    for (const auto name : {META_GENESIS, META_HEAD, META_SAFE, META_FINALIZED})
        batch.put(Table::meta, meta_key(name), encode_ref(genesis_));
    return database_->write(batch, kv::Durability::power_loss);
}

kv::Result<void> ChainStore::load() {
    const auto read = [&](std::string_view name) -> kv::Result<BlockRef> {
        DUSK_TRY(row, database_->get(Table::meta, meta_key(name)));
        const auto ref = row ? decode_ref(*row) : std::nullopt;
        if (!ref) return std::unexpected(corrupt("no " + std::string(name) + " block is noted"));
        return *ref;
    };
    DUSK_TRY(head, read(META_HEAD));
    DUSK_TRY(safe, read(META_SAFE));
    DUSK_TRY(finalized, read(META_FINALIZED));
    const std::unique_lock lock(mutex_);
    head_ = head;
    safe_ = safe;
    finalized_ = finalized;
    return {};
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

kv::Result<std::optional<Header>> ChainStore::header(const Hash32& hash) const {
    return decode_row(*database_, Table::headers, hash, decode_header_row);
}

kv::Result<std::optional<Body>> ChainStore::body(const Hash32& hash) const {
    return decode_row(*database_, Table::bodies, hash, decode_body);
}

kv::Result<std::optional<std::vector<Receipt>>> ChainStore::receipts(const Hash32& hash) const {
    return decode_row(*database_, Table::receipts, hash, decode_receipts);
}

kv::Result<bool> ChainStore::contains(const Hash32& hash) const {
    return database_->contains(Table::headers, hash);
}

kv::Result<std::optional<Hash32>> ChainStore::canonical_hash(std::uint64_t number) const {
    DUSK_TRY(row, database_->get(Table::canonical, number_key(number)));
    if (!row) return std::optional<Hash32>{};
    return std::optional<Hash32>{Hash32::from(*row)};
}

kv::Result<bool> ChainStore::is_canonical(const BlockRef& block) const {
    DUSK_TRY(hash, canonical_hash(block.number));
    return hash == block.hash;
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

kv::Result<std::unique_ptr<StateView>> ChainStore::state_after(const Hash32& hash) const {
    {
        const std::shared_lock lock(mutex_);
        if (hash == head_.hash)
            return std::make_unique<FlatStateView>(database_->snapshot(), *tables_);
    }
    DUSK_TRY(block, header(hash));
    if (!block)
        return std::unexpected(kv::Error{kv::ErrorKind::missing, "unknown block " + to_hex(hash)});
    return std::make_unique<TrieStateView>(block->state_root, *tables_, *tables_);
}

kv::Result<void> ChainStore::insert(const ExecutedBlock& block) {
    kv::Batch batch;
    put_block(batch, block);
    DUSK_TRY_VOID(database_->write(batch));
    for (const auto& [hash, node] : block.nodes)
        tables_->remember_node(hash, std::make_shared<const Bytes>(node));
    for (const auto& [hash, code] : block.diff.codes) tables_->remember_code(hash, code);
    return {};
}

kv::Result<std::optional<Header>> ChainStore::require_header(const Hash32& hash) const {
    DUSK_TRY(found, header(hash));
    if (!found)
        return std::unexpected(kv::Error{kv::ErrorKind::missing, "unknown block " + to_hex(hash)});
    return found;
}

kv::Result<void> ChainStore::set_head(const Hash32& hash) {
    const std::unique_lock lock(mutex_);
    if (hash == head_.hash) return {};
    DUSK_TRY(target, require_header(hash));

    // Walk back from both sides to the common ancestor.
    std::vector<BlockRef> forward;
    BlockRef old_side = head_;
    BlockRef new_side{hash, target->number};
    HeadMove move(*this, *database_);
    while (old_side.hash != new_side.hash) {
        if (new_side.number >= old_side.number) {
            forward.push_back(new_side);
            DUSK_TRY(block, require_header(new_side.hash));
            new_side = {block->parent_hash, block->number - 1};
        } else {
            DUSK_TRY_VOID(move.unwind(old_side));
            DUSK_TRY(block, require_header(old_side.hash));
            old_side = {block->parent_hash, block->number - 1};
        }
    }
    for (auto block = forward.rbegin(); block != forward.rend(); ++block)
        DUSK_TRY_VOID(move.apply(*block));
    const BlockRef head{hash, target->number};
    move.batch().put(Table::meta, meta_key(META_HEAD), encode_ref(head));
    DUSK_TRY_VOID(database_->write(move.batch()));
    head_ = head;
    return {};
}

kv::Result<void> ChainStore::set_safe_and_finalized(const BlockRef& safe,
                                                    const BlockRef& finalized) {
    const std::unique_lock lock(mutex_);
    if (safe == safe_ && finalized == finalized_) return {};
    kv::Batch batch;
    batch.put(Table::meta, meta_key(META_SAFE), encode_ref(safe));
    batch.put(Table::meta, meta_key(META_FINALIZED), encode_ref(finalized));
    if (finalized.number > finalized_.number) {
        // The head never goes back past final: these records have served.
        const auto first = block_key(finalized_.number, {});
        const auto last = block_key(finalized.number, {});
        batch.erase_range(Table::undo, first, last);
        batch.erase_range(Table::diffs, first, last);
    }
    DUSK_TRY_VOID(database_->write(batch));
    safe_ = safe;
    finalized_ = finalized;
    return {};
}

}  // namespace dusk::store
