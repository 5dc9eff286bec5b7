#include <dusk/platform/kv/batch.hpp>

namespace dusk::kv {

Batch::Batch() : impl_(std::make_unique<Impl>()) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

void Batch::Impl::add(Operation::Kind kind, Family family, BytesView key, BytesView value) {
    operations.push_back({kind, family, key.size(), value.size()});
    append(data, key);
    append(data, value);
}

void Batch::put(Family family, BytesView key, BytesView value) {
    impl_->add(Operation::Kind::put, family, key, value);
}
void Batch::erase(Family family, BytesView key) {
    impl_->add(Operation::Kind::erase, family, key, {});
}
void Batch::erase_range(Family family, BytesView first, BytesView last) {
    impl_->add(Operation::Kind::erase_range, family, first, last);
}
void Batch::clear() {
    impl_->operations.clear();
    impl_->data.clear();
}
std::size_t Batch::count() const { return impl_->operations.size(); }
std::size_t Batch::size_bytes() const { return impl_->data.size(); }

Result<void> Batch::Impl::build(const Database::Impl& database, rocksdb::WriteBatch& out) const {
    BytesView rest = data;
    for (const auto& operation : operations) {
        auto* const family = database.family(operation.family);
        const auto key = slice(rest.first(operation.key_size));
        const auto value = slice(rest.subspan(operation.key_size, operation.value_size));
        rest = rest.subspan(operation.key_size + operation.value_size);
        rocksdb::Status status;
        switch (operation.kind) {
            case Operation::Kind::put:
                status = out.Put(family, key, value);
                break;
            case Operation::Kind::erase:
                status = out.Delete(family, key);
                break;
            case Operation::Kind::erase_range:
                // RocksDB has no empty ranges: it would read this one as corrupt.
                if (key.compare(value) < 0) status = out.DeleteRange(family, key, value);
                break;
        }
        if (!status.ok()) return std::unexpected(to_error(status));
    }
    return {};
}

}  // namespace dusk::kv
