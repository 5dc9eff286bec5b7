#include <algorithm>
#include <array>
#include <cstdlib>

#include <dusk/adapter/view_store.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/platform/crypto/kzg.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/settlement/ethview/view_codec.hpp>

namespace dusk::adapter {

namespace {

namespace ethview = settlement::ethview;

enum class Table : std::uint8_t { blocks, numbers, txns, dusk_txs, blobs, queue, meta };
constexpr std::array<std::string_view, 7> TABLES{"blocks", "numbers", "txns", "dusk_txs",
                                                 "blobs",  "queue",   "meta"};
constexpr std::string_view FINALITY_KEY = "finality";

template <class T>
T must(kv::Result<T> result) {
    if (!result) {
        log::error("adapter", "store: {}", result.error().message);
        log::flush();
        std::abort();
    }
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

Bytes number_key(std::uint64_t number) {
    Bytes key;
    append_be(key, number);
    return key;
}

}  // namespace

std::expected<std::unique_ptr<ViewStore>, kv::Error> ViewStore::open(const std::string& path) {
    kv::Options options;
    options.schema = "dusk-adapter";
    options.in_memory = path.empty();
    DUSK_TRY(database, kv::Database::open(path, TABLES, options));
    return std::unique_ptr<ViewStore>(new ViewStore(std::move(database)));
}

ViewStore::ViewStore(std::unique_ptr<kv::Database> database) : database_(std::move(database)) {
    auto blocks = database_->iterate(Table::blocks);
    blocks.seek_first();
    if (!blocks.valid()) return;
    first_ = load_be<std::uint64_t>(blocks.key());
    blocks.seek_last();
    heads_ = Heads{.latest = load_be<std::uint64_t>(blocks.key())};
    if (const auto finality = must(database_->get(Table::meta, as_bytes(FINALITY_KEY)));
        finality && finality->size() == 16) {
        heads_->safe = load_be<std::uint64_t>(*finality);
        heads_->finalized = load_be<std::uint64_t>(BytesView{*finality}.subspan(8));
    }
}

std::optional<Heads> ViewStore::heads() const {
    const std::scoped_lock lock(mutex_);
    return heads_;
}

std::optional<std::uint64_t> ViewStore::first_number() const {
    const std::scoped_lock lock(mutex_);
    return first_;
}

BlockPtr ViewStore::by_number(std::uint64_t number) const {
    {
        const std::scoped_lock lock(mutex_);
        if (recent_ && recent_->header.number == number) return recent_;
    }
    const auto bytes = must(database_->get(Table::blocks, number_key(number)));
    if (!bytes) return nullptr;
    auto block = ethview::decode_view_block(*bytes);
    if (!block) {
        log::error("adapter", "store: block {} is damaged", number);
        return nullptr;
    }
    return std::make_shared<const ViewBlock>(*std::move(block));
}

BlockPtr ViewStore::by_hash(const Hash32& hash) const {
    const auto number = must(database_->get(Table::numbers, hash));
    if (!number) return nullptr;
    auto block = by_number(load_be<std::uint64_t>(*number));
    return block && block->hash == hash ? block : nullptr;
}

std::optional<TxnPlace> ViewStore::find_txn(const Hash32& hash) const {
    const auto bytes = must(database_->get(Table::txns, hash));
    if (!bytes) return std::nullopt;
    return TxnPlace{load_be<std::uint64_t>(*bytes),
                    load_be<std::uint32_t>(BytesView{*bytes}.subspan(8))};
}

std::optional<Hash32> ViewStore::txn_of_dusk_tx(const Hash32& dusk_tx_id) const {
    const auto bytes = must(database_->get(Table::dusk_txs, dusk_tx_id));
    if (!bytes) return std::nullopt;
    return Hash32::from(*bytes);
}

std::optional<BlobSidecar> ViewStore::blob(const Hash32& versioned_hash) const {
    const auto bytes = must(database_->get(Table::blobs, versioned_hash));
    if (!bytes) return std::nullopt;
    auto sidecar = settlement::decode_sidecar(*bytes);
    if (!sidecar) return std::nullopt;
    return *std::move(sidecar);
}

void ViewStore::append(const ViewBlock& block, const std::vector<BlobSidecar>& blobs) {
    const auto number = block.header.number;
    kv::Batch batch;
    batch.put(Table::blocks, number_key(number), ethview::encode_view_block(block));
    batch.put(Table::numbers, block.hash, number_key(number));
    std::uint32_t index = 0;
    for (const auto& entry : block.transactions) {
        auto place = number_key(number);
        append_be(place, index++);
        batch.put(Table::txns, entry.hash, place);
        batch.put(Table::dusk_txs, entry.dusk_tx_id, entry.hash);
    }
    for (const auto& sidecar : blobs)
        batch.put(Table::blobs, kzg::versioned_hash(sidecar.commitment),
                  settlement::encode_sidecar(sidecar));
    must(database_->write(batch));
    const std::scoped_lock lock(mutex_);
    if (!first_) first_ = number;
    if (!heads_) heads_ = Heads{};
    heads_->latest = number;
    recent_ = std::make_shared<const ViewBlock>(block);
}

void ViewStore::erase_block(kv::Batch& batch, const ViewBlock& block) const {
    batch.erase(Table::blocks, number_key(block.header.number));
    batch.erase(Table::numbers, block.hash);
    for (const auto& entry : block.transactions) {
        batch.erase(Table::txns, entry.hash);
        batch.erase(Table::dusk_txs, entry.dusk_tx_id);
    }
}

void ViewStore::revert_to(std::uint64_t number) {
    const auto before = heads();
    if (!before || before->latest <= number) return;
    kv::Batch batch;
    for (auto at = before->latest; at > number; --at)
        if (const auto block = by_number(at)) erase_block(batch, *block);
    must(database_->write(batch));
    const std::scoped_lock lock(mutex_);
    heads_->latest = number;
    heads_->safe = std::min(heads_->safe, number);
    heads_->finalized = std::min(heads_->finalized, number);
    recent_ = nullptr;
    if (first_ && number < *first_) {
        heads_.reset();
        first_.reset();
    }
}

void ViewStore::clear_blocks() {
    const auto first = first_number();
    if (!first) return;
    if (*first > 0) return revert_to(*first - 1);
    revert_to(0);
    kv::Batch batch;
    if (const auto block = by_number(0)) erase_block(batch, *block);
    must(database_->write(batch));
    const std::scoped_lock lock(mutex_);
    heads_.reset();
    first_.reset();
    recent_ = nullptr;
}

void ViewStore::set_finality(std::uint64_t safe, std::uint64_t finalized) {
    {
        const std::scoped_lock lock(mutex_);
        if (!heads_) return;
        const Heads next{.latest = heads_->latest,
                         .safe = std::min(std::max(safe, finalized), heads_->latest),
                         .finalized = std::min(finalized, heads_->latest)};
        if (next == *heads_) return;
        heads_ = next;
        safe = next.safe;
        finalized = next.finalized;
    }
    auto value = number_key(safe);
    append_be(value, finalized);
    must(database_->put(Table::meta, as_bytes(FINALITY_KEY), value));
}

void ViewStore::put_queued(const QueueEntry& entry) {
    // Acknowledged to a client right after: it must survive a power cut, too.
    must(database_->put(Table::queue, entry.key, entry.value, kv::Durability::power_loss));
}

void ViewStore::erase_queued(BytesView key) { must(database_->erase(Table::queue, key)); }

std::optional<Bytes> ViewStore::queued_value(BytesView key) const {
    return must(database_->get(Table::queue, key));
}

std::vector<QueueEntry> ViewStore::queued() const {
    std::vector<QueueEntry> out;
    auto entries = database_->iterate(Table::queue);
    for (entries.seek_first(); entries.valid(); entries.next())
        out.push_back({to_bytes(entries.key()), to_bytes(entries.value())});
    must(entries.status());
    return out;
}

}  // namespace dusk::adapter
