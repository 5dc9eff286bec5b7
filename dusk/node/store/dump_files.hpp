// The files of a dump (dump.hpp): records in order over several files of bounded size, and the
// manifest that names them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <dusk/node/store/block_ref.hpp>
#include <dusk/platform/kv/kv.hpp>

namespace dusk::store {

inline constexpr std::string_view DUMP_FORMAT = "duskevm-chain/1";
inline constexpr std::size_t DUMP_FILE_SIZE = 32 << 20;

enum class RecordKind : std::uint8_t {
    block = 1,  ///< RLP list of three strings: header, body, receipts as the tables have them
    account,    ///< address, account as the table has it
    slots,      ///< address, then slot and value of 32 bytes each
    code,       ///< code
};

struct DumpManifest {
    BlockRef genesis;
    BlockRef head;
    BlockRef safe;
    BlockRef finalized;
    Hash32 state_root;
    struct File {
        std::string name;
        std::uint64_t bytes = 0;
        Hash32 sha256;
    };
    std::vector<File> files;
};

class DumpWriter {
public:
    explicit DumpWriter(std::string folder) : folder_(std::move(folder)) {}
    kv::Result<void> add(RecordKind kind, BytesView payload);
    /// Writes what is left and the manifest.
    kv::Result<void> finish(DumpManifest manifest);
    std::uint64_t bytes() const noexcept { return bytes_; }

private:
    kv::Result<void> flush();

    std::string folder_;
    Bytes pending_;
    std::vector<DumpManifest::File> files_;
    std::uint64_t bytes_ = 0;
};

kv::Result<DumpManifest> read_manifest(const std::string& folder);

/// Calls `use(kind, payload)` for each record of all files, whose checksums are verified first.
kv::Result<void> read_records(const std::string& folder, const DumpManifest& manifest,
                              const std::function<kv::Result<void>(RecordKind, BytesView)>& use);

}  // namespace dusk::store
