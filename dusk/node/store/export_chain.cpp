#include <filesystem>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/node/store/dump.hpp>
#include <dusk/node/store/dump_files.hpp>
#include <dusk/node/store/rows.hpp>

namespace dusk::store {
namespace {

constexpr std::uint64_t PROGRESS_BLOCKS = 10'000;
constexpr std::size_t SLOTS_PER_RECORD = 4'096;

/// All out of one snapshot: the head may move meanwhile.
class Exporter {
public:
    Exporter(const kv::Snapshot& snapshot, const std::string& folder, const DumpProgress& progress)
        : snapshot_(snapshot), writer_(folder), progress_(progress) {}

    kv::Result<DumpSummary> run() {
        DumpManifest manifest;
        DUSK_TRY_VOID(read_ref(META_GENESIS, manifest.genesis));
        DUSK_TRY_VOID(read_ref(META_HEAD, manifest.head));
        DUSK_TRY_VOID(read_ref(META_SAFE, manifest.safe));
        DUSK_TRY_VOID(read_ref(META_FINALIZED, manifest.finalized));
        DUSK_TRY(header, require_header(snapshot_, manifest.head.hash));
        manifest.state_root = header.state_root;
        summary_.head = manifest.head;
        summary_.state_root = header.state_root;
        for (auto number = manifest.genesis.number; number <= manifest.head.number; ++number)
            DUSK_TRY_VOID(add_block(number));
        DUSK_TRY_VOID(add_codes());
        DUSK_TRY_VOID(add_accounts());
        DUSK_TRY_VOID(add_slots());
        DUSK_TRY_VOID(writer_.finish(std::move(manifest)));
        summary_.bytes = writer_.bytes();
        return summary_;
    }

private:
    kv::Result<void> read_ref(std::string_view name, BlockRef& out) const {
        DUSK_TRY(row, snapshot_.get(Table::meta, as_bytes(name)));
        if (!row || row->size() != 40)
            return std::unexpected(corrupt("no " + std::string(name) + " block is noted"));
        out = {Hash32::from(BytesView(*row).subspan(8)), load_be<std::uint64_t>(*row)};
        return {};
    }

    kv::Result<Bytes> require(Table table, const Hash32& hash, std::uint64_t number) const {
        DUSK_TRY(row, snapshot_.get(table, hash));
        if (!row)
            return std::unexpected(
                corrupt("a part of block " + std::to_string(number) + " is missing"));
        return *std::move(row);
    }

    kv::Result<void> add_block(std::uint64_t number) {
        DUSK_TRY(hash, read_canonical(snapshot_, number));
        if (!hash)
            return std::unexpected(corrupt("block " + std::to_string(number) + " is missing"));
        Bytes payload;
        for (const auto table : {Table::headers, Table::bodies, Table::receipts}) {
            DUSK_TRY(part, require(table, *hash, number));
            rlp::encode(payload, BytesView{part});
        }
        ++summary_.blocks;
        if (progress_ && summary_.blocks % PROGRESS_BLOCKS == 0) progress_(summary_);
        return writer_.add(RecordKind::block, rlp::encode_list(payload));
    }

    kv::Result<void> add_codes() {
        auto it = snapshot_.iterate(Table::codes);
        for (it.seek_first(); it.valid(); it.next())
            DUSK_TRY_VOID(writer_.add(RecordKind::code, it.value()));
        return it.status();
    }

    kv::Result<void> add_accounts() {
        auto it = snapshot_.iterate(Table::accounts);
        for (it.seek_first(); it.valid(); it.next()) {
            auto payload = to_bytes(it.key());
            append(payload, it.value());
            DUSK_TRY_VOID(writer_.add(RecordKind::account, payload));
            ++summary_.accounts;
        }
        return it.status();
    }

    kv::Result<void> add_slots() {
        auto it = snapshot_.iterate(Table::storage);
        Bytes payload;
        std::size_t count = 0;
        for (it.seek_first(); it.valid(); it.next()) {
            const auto address = it.key().first(20);
            if (count == SLOTS_PER_RECORD ||
                (count > 0 && !equal(address, BytesView{payload}.first(20)))) {
                DUSK_TRY_VOID(writer_.add(RecordKind::slots, payload));
                payload.clear();
                count = 0;
            }
            if (count++ == 0) payload = to_bytes(address);
            append(payload, it.key().last(32));
            append(payload, to_hash32(decode_slot_value(it.value())));
            ++summary_.slots;
        }
        DUSK_TRY_VOID(it.status());
        if (count == 0) return {};
        return writer_.add(RecordKind::slots, payload);
    }

    const kv::Snapshot& snapshot_;
    DumpWriter writer_;
    const DumpProgress& progress_;
    DumpSummary summary_;
};

}  // namespace

kv::Result<DumpSummary> export_chain(const ChainStore& store, const std::string& folder,
                                     const DumpProgress& progress) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure)
        return std::unexpected(kv::Error{kv::ErrorKind::io, folder + ": " + failure.message()});
    if (!std::filesystem::is_empty(folder, failure) || failure)
        return std::unexpected(
            kv::Error{kv::ErrorKind::foreign, folder + ": the folder is not empty"});
    const auto snapshot = store.database().snapshot();
    return Exporter(snapshot, folder, progress).run();
}

}  // namespace dusk::store
