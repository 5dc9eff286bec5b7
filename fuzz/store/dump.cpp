// The files of an exported chain, as `db import` reads them.
#include <filesystem>
#include <fstream>

#include <fuzz/store/store.hpp>
#include <unistd.h>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/rlp.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/store/dump_files.hpp>
#include <dusk/node/store/rows.hpp>

using namespace dusk;
using namespace dusk::store;

namespace {

namespace fs = std::filesystem;

/// A folder of this process, gone with it.
class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / ("duskevm-fuzz-" + std::to_string(getpid()))) {
        fs::create_directories(path_);
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path() const { return path_.string(); }
    void write(const char* name, BytesView content) const {
        std::ofstream(path_ / name, std::ios::binary) << as_text(content);
    }

private:
    fs::path path_;
};

const Folder& folder() {
    static const Folder out;
    return out;
}

}  // namespace

void dusk::fuzz::dump_manifest(BytesView input) {
    folder().write("manifest.json", input);
    if (const auto manifest = read_manifest(folder().path()))
        for (const auto& file : manifest->files)
            DUSK_CHECK(file.name.find('/') == std::string::npos);
}

void dusk::fuzz::dump_records(BytesView input) {
    folder().write("records", input);
    DumpManifest manifest;
    manifest.files.push_back({"records", input.size(), sha256(input)});
    std::size_t total = 0;
    const auto use = [&](RecordKind kind, BytesView payload) -> kv::Result<void> {
        total += payload.size() + 5;
        if (kind != RecordKind::block) return {};
        auto reader = rlp::ListReader::open(payload);
        for (int i = 0; reader && i < 3; ++i) {
            const auto part = reader->next_string();
            if (!part) break;
            static_cast<void>(decode_header_row(*part));
            static_cast<void>(decode_body(*part));
            static_cast<void>(decode_receipts(*part));
        }
        return {};
    };
    if (read_records(folder().path(), manifest, use)) DUSK_CHECK(total == input.size());
}
