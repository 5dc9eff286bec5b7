#include <algorithm>

#include <dusk/platform/kv/impl.hpp>
#include <dusk/platform/kv/version_filter.hpp>
#include <dusk/platform/kv/versions.hpp>

namespace dusk::kv {
namespace {

class NameExtractor final : public rocksdb::SliceTransform {
public:
    const char* Name() const override { return "dusk.name-before-version"; }
    rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
        return {key.data(), key.size() - VERSION_SIZE};
    }
    bool InDomain(const rocksdb::Slice& key) const override { return key.size() >= VERSION_SIZE; }
};

/// Sees the keys of one compaction in order: of each name the newest version first.
class VersionFilter final : public rocksdb::CompactionFilter {
public:
    VersionFilter(std::uint64_t floor,
                  std::vector<std::pair<std::uint64_t, std::uint64_t>> doubtful, bool sees_all)
        : floor_(floor), doubtful_(std::move(doubtful)), sees_all_(sees_all) {}

    const char* Name() const override { return "dusk.superseded-versions"; }

    Decision FilterV2(int, const rocksdb::Slice& key, ValueType type, const rocksdb::Slice& value,
                      std::string*, std::string*) const override {
        if (type != ValueType::kValue || key.size() < VERSION_SIZE) return Decision::kKeep;
        const auto name = without_version(view(key));
        if (!equal(name, name_)) {
            name_ = to_bytes(name);
            is_superseded_ = false;
        }
        if (is_superseded_) return Decision::kRemove;
        const auto version = version_of(view(key));
        if (version > floor_ || is_doubtful(version)) return Decision::kKeep;
        is_superseded_ = true;
        // Nothing is left that an empty value hides.
        return sees_all_ && value.empty() ? Decision::kRemove : Decision::kKeep;
    }

private:
    bool is_doubtful(std::uint64_t version) const {
        return std::ranges::any_of(doubtful_, [version](const auto& range) {
            return range.first <= version && version <= range.second;
        });
    }

    std::uint64_t floor_;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> doubtful_;
    bool sees_all_;
    mutable Bytes name_;
    mutable bool is_superseded_ = false;
};

class VersionFilterFactory final : public rocksdb::CompactionFilterFactory {
public:
    explicit VersionFilterFactory(std::shared_ptr<VersionFloor> floor) : floor_(std::move(floor)) {}

    const char* Name() const override { return "dusk.superseded-versions"; }

    std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
        const rocksdb::CompactionFilter::Context& context) override {
        const std::lock_guard lock(floor_->mutex);
        if (floor_->floor == 0) return nullptr;
        return std::make_unique<VersionFilter>(floor_->floor, floor_->doubtful,
                                               context.is_full_compaction);
    }

private:
    std::shared_ptr<VersionFloor> floor_;
};

}  // namespace

const rocksdb::SliceTransform* new_name_extractor() { return new NameExtractor; }

std::shared_ptr<rocksdb::CompactionFilterFactory> new_version_filter(
    std::shared_ptr<VersionFloor> floor) {
    return std::make_shared<VersionFilterFactory>(std::move(floor));
}

}  // namespace dusk::kv
