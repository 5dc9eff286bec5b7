#include <boost/json.hpp>
#include <fmt/format.h>

#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/store/dump_files.hpp>
#include <dusk/platform/config/files.hpp>

namespace dusk::store {
namespace {

namespace json = boost::json;

constexpr std::string_view MANIFEST = "manifest.json";

kv::Error io_error(const config::Error& error) {
    const bool is_full = error.what.find("No space left") != std::string::npos;
    return {is_full ? kv::ErrorKind::disk_full : kv::ErrorKind::io, error.text()};
}
kv::Error bad_dump(std::string message) { return {kv::ErrorKind::corrupt, std::move(message)}; }

json::object to_json(const BlockRef& ref) {
    return {{"number", ref.number}, {"hash", to_hex(ref.hash)}};
}

Hash32 hash_of(const json::value& value) {
    const auto hash = fixed_from_hex<32>(std::string_view{value.as_string()});
    if (!hash) throw std::invalid_argument("not a hash: " + std::string{value.as_string()});
    return *hash;
}
BlockRef ref_of(const json::value& value) {
    return {hash_of(value.at("hash")), value.at("number").to_number<std::uint64_t>()};
}

/// Throws where the manifest lacks something.
DumpManifest parse(const json::value& root) {
    if (root.at("format").as_string() != DUMP_FORMAT)
        throw std::invalid_argument("the format is not " + std::string{DUMP_FORMAT});
    DumpManifest manifest{.genesis = ref_of(root.at("genesis")),
                          .head = ref_of(root.at("head")),
                          .safe = ref_of(root.at("safe")),
                          .finalized = ref_of(root.at("finalized")),
                          .state_root = hash_of(root.at("stateRoot")),
                          .files = {}};
    for (const auto& file : root.at("files").as_array()) {
        manifest.files.push_back({.name = std::string{file.at("name").as_string()},
                                  .bytes = file.at("bytes").to_number<std::uint64_t>(),
                                  .sha256 = hash_of(file.at("sha256"))});
        if (manifest.files.back().name.find('/') != std::string::npos)
            throw std::invalid_argument("a file outside the folder");
    }
    return manifest;
}

}  // namespace

kv::Result<void> DumpWriter::add(RecordKind kind, BytesView payload) {
    if (pending_.size() + payload.size() > DUMP_FILE_SIZE) DUSK_TRY_VOID(flush());
    append_be(pending_, static_cast<std::uint32_t>(payload.size()));
    pending_.push_back(static_cast<std::uint8_t>(kind));
    append(pending_, payload);
    return {};
}

kv::Result<void> DumpWriter::flush() {
    if (pending_.empty()) return {};
    const auto name = fmt::format("chain-{:05}.bin", files_.size());
    const auto written = config::write_file_atomic(folder_ + "/" + name, as_text(pending_));
    if (!written) return std::unexpected(io_error(written.error()));
    files_.push_back({name, pending_.size(), sha256(pending_)});
    bytes_ += pending_.size();
    pending_.clear();
    return {};
}

kv::Result<void> DumpWriter::finish(DumpManifest manifest) {
    DUSK_TRY_VOID(flush());
    json::array files;
    for (const auto& file : files_)
        files.push_back(json::object{
            {"name", file.name}, {"bytes", file.bytes}, {"sha256", to_hex(file.sha256)}});
    const json::object root{{"format", DUMP_FORMAT},
                            {"genesis", to_json(manifest.genesis)},
                            {"head", to_json(manifest.head)},
                            {"safe", to_json(manifest.safe)},
                            {"finalized", to_json(manifest.finalized)},
                            {"stateRoot", to_hex(manifest.state_root)},
                            {"files", std::move(files)}};
    const auto written = config::write_file_atomic(folder_ + "/" + std::string{MANIFEST},
                                                   json::serialize(root) + "\n");
    if (!written) return std::unexpected(io_error(written.error()));
    return {};
}

kv::Result<DumpManifest> read_manifest(const std::string& folder) {
    const auto path = folder + "/" + std::string{MANIFEST};
    const auto root = config::read_json(path);
    if (!root) return std::unexpected(io_error(root.error()));
    try {
        return parse(*root);
    } catch (const std::exception& error) {
        return std::unexpected(bad_dump(path + ": " + error.what()));
    }
}

kv::Result<void> read_records(const std::string& folder, const DumpManifest& manifest,
                              const std::function<kv::Result<void>(RecordKind, BytesView)>& use) {
    for (const auto& file : manifest.files) {
        const auto path = folder + "/" + file.name;
        const auto text = config::read_file(path);
        if (!text) return std::unexpected(io_error(text.error()));
        BytesView rest = as_bytes(*text);
        if (rest.size() != file.bytes || sha256(rest) != file.sha256)
            return std::unexpected(bad_dump(path + ": the checksum does not match"));
        while (!rest.empty()) {
            if (rest.size() < 5) return std::unexpected(bad_dump(path + ": a record is cut off"));
            const std::size_t size = load_be<std::uint32_t>(rest);
            const auto kind = static_cast<RecordKind>(rest[4]);
            rest = rest.subspan(5);
            if (rest.size() < size)
                return std::unexpected(bad_dump(path + ": a record is cut off"));
            DUSK_TRY_VOID(use(kind, rest.first(size)));
            rest = rest.subspan(size);
        }
    }
    return {};
}

}  // namespace dusk::store
