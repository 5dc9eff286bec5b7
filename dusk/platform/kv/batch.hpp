// A Batch keeps its operations as a list of families, keys and values in one buffer; the families'
// handles are known only to the Database that applies it.
#pragma once

#include <rocksdb/write_batch.h>

#include <dusk/platform/kv/impl.hpp>

namespace dusk::kv {

struct Batch::Operation {
    enum class Kind : std::uint8_t { put, erase, erase_range };
    Kind kind;
    Family family;
    std::size_t key_size;
    std::size_t value_size;
};

struct Batch::Impl {
    std::vector<Operation> operations{};
    Bytes data{};  ///< key and value of each operation, one after the other

    void add(Operation::Kind kind, Family family, BytesView key, BytesView value);
    /// The same as RocksDB wants it.
    Result<void> build(const Database::Impl& database, rocksdb::WriteBatch& out) const;
};

}  // namespace dusk::kv
