#include <array>
#include <set>

#include <dusk/settlement/node/ledger_store.hpp>

namespace dusk::settlement {
namespace {

enum Family : std::uint8_t {
    meta_family,
    blocks,
    labels,
    hashes,
    txs,
    blobs,
    blobs_at,
    slots,
    nodes,
    undo,
    mempool,
};
constexpr std::array<std::string_view, 11> FAMILIES{"meta",  "blocks", "labels",   "hashes",
                                                    "txs",   "blobs",  "blobs_at", "slots",
                                                    "nodes", "undo",   "mempool"};
constexpr std::uint32_t SCHEMA_VERSION = 1;
constexpr std::string_view TIP = "tip";
constexpr std::string_view FINAL = "final";

Bytes height_key(std::uint64_t height) {
    Bytes key;
    append_be(key, height);
    return key;
}

Bytes slot_key(const ContractId& contract, const Hash32& slot) {
    Bytes key = to_bytes(contract);
    append(key, slot);
    return key;
}

Bytes encode_label(const FinalityLabel& label) {
    Bytes out{static_cast<std::uint8_t>(label.kind)};
    append_be(out, label.count);
    return out;
}

void put_slot(kv::Batch& batch, const ContractId& contract, const Hash32& slot, BytesView value) {
    if (value.empty())
        batch.erase(Family::slots, slot_key(contract, slot));
    else
        batch.put(Family::slots, slot_key(contract, slot), value);
}

/// `(contract || slot || len u64 || value)...` before the block.
Bytes encode_undo(const std::vector<StorageChange>& changes) {
    Bytes out;
    for (const auto& change : changes) {
        append(out, change.contract);
        append(out, change.slot);
        append_sized(out, change.before);
    }
    return out;
}

bool apply_undo(kv::Batch& batch, BytesView bytes) {
    WireReader reader(bytes);
    while (reader.left() > 0) {
        const auto contract = reader.fixed<32>();
        const auto slot = reader.fixed<32>();
        const auto value = reader.sized(bytes.size());
        if (!contract || !slot || !value) return false;
        put_slot(batch, *contract, *slot, *value);
    }
    return true;
}

std::vector<Hash32> split_hashes(BytesView bytes) {
    std::vector<Hash32> out;
    for (; bytes.size() >= 32; bytes = bytes.subspan(32)) out.push_back(Hash32::from(bytes));
    return out;
}

}  // namespace

Bytes StoredState::load(const ContractId& contract, const Hash32& slot) const {
    auto value = snapshot_.get(Family::slots, slot_key(contract, slot));
    if (!value) {
        ok_ = false;
        return {};
    }
    return value->value_or(Bytes{});
}

kv::Result<std::unique_ptr<LedgerStore>> LedgerStore::open(const std::string& path) {
    auto db = kv::Database::open(
        path, FAMILIES,
        {.in_memory = path.empty(), .schema = "duskds-ledger", .schema_version = SCHEMA_VERSION});
    if (!db) return std::unexpected(std::move(db).error());
    return std::unique_ptr<LedgerStore>(new LedgerStore(*std::move(db)));
}

std::optional<Bytes> LedgerStore::read(kv::Family family, BytesView key) const {
    auto value = db_->get(family, key);
    if (!value) {
        healthy_ = false;
        return std::nullopt;
    }
    return *std::move(value);
}

std::optional<Bytes> LedgerStore::meta(std::string_view name) const {
    return read(Family::meta_family, as_bytes(name));
}

kv::Result<void> LedgerStore::set_meta(std::string_view name, BytesView value) {
    return db_->put(Family::meta_family, as_bytes(name), value);
}

std::optional<std::uint64_t> LedgerStore::tip_height() const {
    const auto value = meta(TIP);
    if (!value || value->size() != 8) return std::nullopt;
    return load_be<std::uint64_t>(*value);
}

std::uint64_t LedgerStore::final_height() const {
    const auto value = meta(FINAL);
    return value && value->size() == 8 ? load_be<std::uint64_t>(*value) : 0;
}

FinalityLabel LedgerStore::label(std::uint64_t height) const {
    const auto value = read(Family::labels, height_key(height));
    if (!value || value->size() != 9) return {};
    return {static_cast<Finality>((*value)[0]),
            load_be<std::uint64_t>(BytesView{*value}.subspan(1))};
}

std::optional<BlockRecord> LedgerStore::record(std::uint64_t height) const {
    const auto bytes = read(Family::blocks, height_key(height));
    if (!bytes) return std::nullopt;
    auto record = decode_block_record(*bytes);
    if (!record) {
        healthy_ = false;
        return std::nullopt;
    }
    record->label = label(height);
    return *std::move(record);
}

std::optional<std::uint64_t> LedgerStore::height_of(const Hash32& block_hash) const {
    const auto value = read(Family::hashes, block_hash);
    if (!value || value->size() != 8) return std::nullopt;
    return load_be<std::uint64_t>(*value);
}

std::optional<TxLocation> LedgerStore::locate_tx(const Hash32& id) const {
    const auto value = read(Family::txs, id);
    if (!value || value->size() != 12) return std::nullopt;
    return TxLocation{load_be<std::uint64_t>(*value),
                      load_be<std::uint32_t>(BytesView{*value}.subspan(8))};
}

std::optional<Bytes> LedgerStore::sidecar(const Hash32& versioned_hash) const {
    return read(Family::blobs, versioned_hash);
}

Block LedgerStore::with_sidecars(const Block& block) const {
    Block out = block;
    for (auto& tx : out.txs) {
        std::vector<BlobData>* carried = nullptr;
        if (auto* plain = std::get_if<Blobs>(&tx.payload.data)) carried = &plain->blobs;
        if (auto* call = std::get_if<BlobCall>(&tx.payload.data)) carried = &call->blobs;
        if (!carried) continue;
        for (auto& blob : *carried) {
            const auto bytes = sidecar(blob.versioned_hash);
            if (!bytes) continue;
            if (auto decoded = decode_sidecar(*bytes))
                blob.sidecar = std::make_shared<const BlobSidecar>(*std::move(decoded));
        }
    }
    return out;
}

std::shared_ptr<const Bytes> LedgerStore::node(const Hash32& hash) const {
    auto value = read(Family::nodes, hash);
    return value ? std::make_shared<const Bytes>(*std::move(value)) : nullptr;
}

kv::Result<void> LedgerStore::commit(const BlockCommit& commit) {
    kv::Batch batch;
    const auto& header = commit.record.block.header;
    const auto key = height_key(header.height);
    batch.put(Family::blocks, key, encode_block_record(commit.record));
    batch.put(Family::labels, key, encode_label(commit.record.label));
    batch.put(Family::hashes, header.hash, key);
    for (std::uint32_t i = 0; i < commit.record.outcomes.size(); ++i) {
        Bytes location = key;
        append_be(location, i);
        batch.put(Family::txs, commit.record.outcomes[i].tx_id, location);
    }
    Bytes blob_hashes;
    for (const auto& sidecar : commit.sidecars) {
        const auto hash = versioned_hash(sidecar->commitment);
        append(blob_hashes, hash);
        batch.put(Family::blobs, hash, encode_sidecar(*sidecar));
    }
    if (!blob_hashes.empty()) batch.put(Family::blobs_at, key, blob_hashes);
    for (const auto& change : commit.changes)
        put_slot(batch, change.contract, change.slot, change.after);
    batch.put(Family::undo, key, encode_undo(commit.changes));
    for (const auto& [hash, bytes] : commit.nodes) batch.put(Family::nodes, hash, bytes);

    auto final_block = commit.record.label.kind == Finality::final ? header.height : final_height();
    for (const auto& [height, label] : commit.relabelled) {
        batch.put(Family::labels, height_key(height), encode_label(label));
        if (label.kind == Finality::final) final_block = std::max(final_block, height);
    }
    if (commit.expire_blobs_to) {
        auto old = db_->iterate(Family::blobs_at, {{}, height_key(*commit.expire_blobs_to + 1)});
        for (old.seek_first(); old.valid(); old.next()) {
            for (const auto& hash : split_hashes(old.value())) batch.erase(Family::blobs, hash);
            batch.erase(Family::blobs_at, old.key());
        }
    }
    for (const auto& id : commit.leave_mempool) batch.erase(Family::mempool, id);
    batch.put(Family::meta_family, as_bytes(TIP), key);
    batch.put(Family::meta_family, as_bytes(FINAL), height_key(final_block));
    return db_->write(batch);
}

kv::Result<void> LedgerStore::revert_to(std::uint64_t height,
                                        const std::vector<LabelledBlock>& relabelled) {
    kv::Batch batch;
    std::uint64_t final_block = 0;
    // Newest first: later writes to a slot in the batch win.
    for (auto at = tip_height().value_or(0); at > height; --at) {
        const auto key = height_key(at);
        const auto old = record(at);
        const auto before = read(Family::undo, key);
        if (!old || !before || !apply_undo(batch, *before))
            return std::unexpected(kv::Error{kv::ErrorKind::corrupt, "block without undo record"});
        batch.erase(Family::hashes, old->block.header.hash);
        for (const auto& outcome : old->outcomes) batch.erase(Family::txs, outcome.tx_id);
        if (const auto listed = read(Family::blobs_at, key))
            for (const auto& hash : split_hashes(*listed)) batch.erase(Family::blobs, hash);
        for (const auto family : {Family::blocks, Family::labels, Family::undo, Family::blobs_at})
            batch.erase(family, key);
    }
    for (const auto& [at, label] : relabelled) {
        batch.put(Family::labels, height_key(at), encode_label(label));
        if (label.kind == Finality::final) final_block = std::max(final_block, at);
    }
    batch.put(Family::meta_family, as_bytes(TIP), height_key(height));
    batch.put(Family::meta_family, as_bytes(FINAL), height_key(final_block));
    return db_->write(batch);
}

kv::Result<void> LedgerStore::add_waiting(const MempoolEntry& entry,
                                          const std::vector<Hash32>& gone) {
    kv::Batch batch;
    for (const auto& id : gone) batch.erase(Family::mempool, id);
    Bytes value;
    append_be(value, entry.received_ms);
    append(value, encode_protocol_bytes(entry.tx));
    batch.put(Family::mempool, entry.id, value);
    return db_->write(batch);
}

kv::Result<void> LedgerStore::remove_waiting(const std::vector<Hash32>& ids) {
    kv::Batch batch;
    for (const auto& id : ids) batch.erase(Family::mempool, id);
    return db_->write(batch);
}

std::vector<MempoolEntry> LedgerStore::waiting() const {
    std::vector<MempoolEntry> out;
    auto at = db_->iterate(Family::mempool);
    for (at.seek_first(); at.valid(); at.next()) {
        const auto value = at.value();
        if (value.size() < 8) continue;
        auto tx = decode_protocol_bytes(value.subspan(8));
        if (!tx) continue;
        out.push_back({Hash32::from(at.key()), *std::move(tx), value.size() - 8,
                       load_be<std::uint64_t>(value)});
    }
    return out;
}

}  // namespace dusk::settlement
