#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/node/store/dump.hpp>
#include <dusk/node/store/dump_files.hpp>
#include <dusk/node/store/open_tables.hpp>
#include <dusk/node/store/rows.hpp>

namespace dusk::store {
namespace {

constexpr std::size_t BATCH_BYTES = 4 << 20;
/// Accounts and slots that go into the tries at a time.
constexpr std::size_t STATE_STEP = 20'000;
constexpr std::uint64_t PROGRESS_BLOCKS = 10'000;

kv::Error bad_dump(std::string message) {
    return {kv::ErrorKind::corrupt, "the dump is wrong: " + std::move(message)};
}

class Importer {
public:
    Importer(kv::Database& database, const DumpManifest& manifest, const DumpProgress& progress)
        : database_(database),
          manifest_(manifest),
          progress_(progress),
          tables_(database, 64 << 20, 1 << 20) {}

    kv::Result<void> add(RecordKind kind, BytesView payload) {
        switch (kind) {
            case RecordKind::block:
                return add_block(payload);
            case RecordKind::account:
                return add_account(payload);
            case RecordKind::slots:
                return add_slots(payload);
            case RecordKind::code:
                batch_.put(Table::codes, keccak256(payload), payload);
                return write_if_large();
        }
        return std::unexpected(bad_dump("a record of an unknown kind"));
    }

    /// Only now the tables count as a chain.
    kv::Result<DumpSummary> finish() {
        DUSK_TRY_VOID(apply_diff());
        if (parent_ != manifest_.head.hash)
            return std::unexpected(bad_dump("its last block is not the head"));
        if (root_ != head_.state_root)
            return std::unexpected(bad_dump("its accounts have the state root " + to_hex(root_) +
                                            ", the head's header says " +
                                            to_hex(head_.state_root)));
        const auto put = [&](std::string_view name, const BlockRef& ref) {
            batch_.put(Table::meta, as_bytes(name), block_key(ref.number, ref.hash));
        };
        put(META_GENESIS, manifest_.genesis);
        put(META_HEAD, manifest_.head);
        put(META_SAFE, manifest_.safe);
        put(META_FINALIZED, manifest_.finalized);
        put(META_FLUSHED, manifest_.head);
        batch_.put(Table::meta, as_bytes(META_OLDEST_STATE), number_key(manifest_.head.number));
        batch_.erase(Table::meta, as_bytes(META_IMPORTING));
        DUSK_TRY_VOID(database_.write(batch_, kv::Durability::power_loss));
        summary_.head = manifest_.head;
        summary_.state_root = root_;
        for (const auto& file : manifest_.files) summary_.bytes += file.bytes;
        return summary_;
    }

private:
    kv::Result<void> add_block(BytesView payload) {
        std::array<Bytes, 3> parts;
        auto reader = rlp::ListReader::open(payload);
        for (auto& part : parts) {
            if (!reader) return std::unexpected(bad_dump("a block cannot be decoded"));
            const auto item = reader->next_string();
            if (!item) return std::unexpected(bad_dump("a block cannot be decoded"));
            part = to_bytes(*item);
        }
        const auto header = decode_header_row(parts[0]);
        const auto body = decode_body(parts[1]);
        const auto receipts = decode_receipts(parts[2]);
        if (!header || !body || !receipts)
            return std::unexpected(bad_dump("a block cannot be decoded"));
        DUSK_TRY_VOID(check_block(*header, *body, *receipts));
        const auto hash = header_hash(*header);
        batch_.put(Table::headers, hash, parts[0]);
        batch_.put(Table::bodies, hash, parts[1]);
        batch_.put(Table::receipts, hash, parts[2]);
        batch_.put(Table::canonical, number_key(header->number), hash);
        for (std::uint64_t i = 0; i < body->transactions.size(); ++i) {
            Bytes place = to_bytes(number_key(header->number));
            append_be(place, i);
            batch_.put(Table::txn_index, transaction_hash(body->transactions[i]), place);
        }
        parent_ = hash;
        head_ = *header;
        if (++summary_.blocks % PROGRESS_BLOCKS == 0 && progress_) progress_(summary_);
        return write_if_large();
    }

    kv::Result<void> check_block(const Header& header, const Body& body,
                                 const std::vector<Receipt>& receipts) const {
        const auto what = "block " + std::to_string(header.number);
        if (summary_.blocks == 0) {
            if (header_hash(header) != manifest_.genesis.hash)
                return std::unexpected(bad_dump("its first block is not the genesis block"));
        } else if (header.parent_hash != parent_ || header.number != head_.number + 1) {
            return std::unexpected(bad_dump(what + " does not follow the one before"));
        }
        if (transactions_root(body.transactions) != header.transactions_root)
            return std::unexpected(bad_dump(what + " has another transactions root"));
        if (receipts_root(receipts) != header.receipts_root)
            return std::unexpected(bad_dump(what + " has another receipts root"));
        return {};
    }

    kv::Result<void> add_account(BytesView payload) {
        if (payload.size() < 20) return std::unexpected(bad_dump("an account is cut off"));
        const auto address = Address::from(payload);
        const auto account = decode_account(payload.subspan(20));
        if (!account) return std::unexpected(bad_dump("an account cannot be decoded"));
        if (account->has_code()) {
            DUSK_TRY_VOID(write());
            DUSK_TRY(known, database_.contains(Table::codes, account->code_hash));
            if (!known)
                return std::unexpected(bad_dump("the code of " + to_hex(address) + " is missing"));
        }
        batch_.put(Table::accounts, address, payload.subspan(20));
        ++summary_.accounts;
        return extend({.address = address, .account = account, .storage = {}}, 1);
    }

    kv::Result<void> add_slots(BytesView payload) {
        if (payload.size() < 20 || (payload.size() - 20) % 64 != 0)
            return std::unexpected(bad_dump("a record of slots is cut off"));
        DUSK_TRY_VOID(write());
        AccountDiff diff{.address = Address::from(payload), .account = {}, .storage = {}};
        DUSK_TRY(account, read_row(database_, Table::accounts, diff.address, decode_account));
        if (!account) return std::unexpected(bad_dump("slots of an account that is not there"));
        diff.account = *account;
        for (auto rest = payload.subspan(20); !rest.empty(); rest = rest.subspan(64)) {
            const auto slot = u256_from_be(rest.first(32));
            const auto value = u256_from_be(rest.subspan(32, 32));
            if (value.is_zero() || (!diff.storage.empty() && diff.storage.back().first >= slot))
                return std::unexpected(bad_dump("slots are not in order"));
            batch_.put(Table::storage, slot_key(diff.address, slot), encode_slot_value(value));
            diff.storage.emplace_back(slot, value);
            ++summary_.slots;
        }
        const auto count = diff.storage.size();
        return extend(std::move(diff), count);
    }

    /// Adds to what the tries have still to take; addresses come in order.
    kv::Result<void> extend(AccountDiff diff, std::size_t count) {
        auto& accounts = diff_.accounts;
        if (!accounts.empty() && accounts.back().address == diff.address) {
            auto& storage = accounts.back().storage;
            if (!storage.empty() && !diff.storage.empty() &&
                storage.back().first >= diff.storage.front().first)
                return std::unexpected(bad_dump("slots are not in order"));
            storage.insert(storage.end(), diff.storage.begin(), diff.storage.end());
        } else if (!accounts.empty() && accounts.back().address > diff.address) {
            // The slots begin where the accounts end.
            DUSK_TRY_VOID(apply_diff());
            diff_.accounts.push_back(std::move(diff));
        } else {
            accounts.push_back(std::move(diff));
        }
        pending_ += count;
        if (pending_ >= STATE_STEP) DUSK_TRY_VOID(apply_diff());
        return write_if_large();
    }

    /// Takes the gathered accounts and slots into the tries, as of the head.
    kv::Result<void> apply_diff() {
        if (diff_.accounts.empty()) return {};
        const auto number = manifest_.head.number;
        const TrieReader source(database_.snapshot(), number, {}, tables_);
        const auto update = apply_state_diff(root_, diff_, source);
        if (!update) return std::unexpected(corrupt("a trie cannot be built"));
        const auto layer =
            make_layer(manifest_.head, {}, {diff_, update->nodes, update->places, update->removed});
        for (const auto& [hash, node] : layer->nodes) tables_.remember_node(hash, node);
        DUSK_TRY(rows, rows_of({layer}, database_));
        DUSK_TRY_VOID(database_.ingest(Table::account_nodes, rows.account_nodes));
        DUSK_TRY_VOID(database_.ingest(Table::storage_nodes, rows.storage_nodes));
        root_ = update->state_root;
        diff_ = {};
        pending_ = 0;
        return {};
    }

    kv::Result<void> write_if_large() {
        if (batch_.size_bytes() < BATCH_BYTES) return {};
        return write();
    }
    kv::Result<void> write() {
        if (batch_.count() == 0) return {};
        DUSK_TRY_VOID(database_.write(batch_));
        batch_.clear();
        return {};
    }

    kv::Database& database_;
    const DumpManifest& manifest_;
    const DumpProgress& progress_;
    NodeTables tables_;
    kv::Batch batch_;
    Hash32 parent_;
    Header head_;
    Hash32 root_ = EMPTY_TRIE_ROOT;
    StateDiff diff_;
    std::size_t pending_ = 0;
    DumpSummary summary_;
};

}  // namespace

kv::Result<DumpSummary> import_chain(const std::string& folder, const std::string& data_folder,
                                     const StoreOptions& options, const DumpProgress& progress) {
    DUSK_TRY(manifest, read_manifest(folder));
    DUSK_TRY(database, open_tables(data_folder, options, true));
    DUSK_TRY(present, database->get(Table::meta, as_bytes(META_GENESIS)));
    if (present)
        return std::unexpected(
            kv::Error{kv::ErrorKind::foreign, data_folder + ": there is a chain already"});
    DUSK_TRY_VOID(
        database->put(Table::meta, as_bytes(META_IMPORTING), {}, kv::Durability::power_loss));
    Importer importer(*database, manifest, progress);
    DUSK_TRY_VOID(read_records(folder, manifest, [&](RecordKind kind, BytesView payload) {
        return importer.add(kind, payload);
    }));
    return importer.finish();
}

}  // namespace dusk::store
