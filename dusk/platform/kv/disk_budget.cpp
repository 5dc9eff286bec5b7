#include <dusk/platform/kv/disk_budget.hpp>
#include <dusk/platform/kv/impl.hpp>

namespace dusk::kv {
namespace {

class LimitedFile final : public rocksdb::WritableFileWrapper {
public:
    LimitedFile(std::unique_ptr<rocksdb::WritableFile> file, std::shared_ptr<DiskBudget> budget)
        : rocksdb::WritableFileWrapper(file.get()),
          file_(std::move(file)),
          budget_(std::move(budget)) {}

    rocksdb::Status Append(const rocksdb::Slice& data) override {
        if (!budget_->take(data.size())) return full();
        return rocksdb::WritableFileWrapper::Append(data);
    }
    rocksdb::Status Append(const rocksdb::Slice& data,
                           const rocksdb::DataVerificationInfo& info) override {
        if (!budget_->take(data.size())) return full();
        return rocksdb::WritableFileWrapper::Append(data, info);
    }

private:
    static rocksdb::Status full() {
        return rocksdb::Status::NoSpace("No space left on device", "test budget");
    }

    std::unique_ptr<rocksdb::WritableFile> file_;
    std::shared_ptr<DiskBudget> budget_;
};

class LimitedEnv final : public rocksdb::EnvWrapper {
public:
    LimitedEnv(rocksdb::Env* base, std::shared_ptr<DiskBudget> budget)
        : rocksdb::EnvWrapper(base), budget_(std::move(budget)) {}

    rocksdb::Status NewWritableFile(const std::string& path,
                                    std::unique_ptr<rocksdb::WritableFile>* out,
                                    const rocksdb::EnvOptions& options) override {
        std::unique_ptr<rocksdb::WritableFile> file;
        const auto status = rocksdb::EnvWrapper::NewWritableFile(path, &file, options);
        if (status.ok()) *out = std::make_unique<LimitedFile>(std::move(file), budget_);
        return status;
    }

private:
    std::shared_ptr<DiskBudget> budget_;
};

}  // namespace

std::unique_ptr<rocksdb::Env> new_limited_env(rocksdb::Env* base,
                                              std::shared_ptr<DiskBudget> budget) {
    return std::make_unique<LimitedEnv>(base, std::move(budget));
}

}  // namespace dusk::kv
