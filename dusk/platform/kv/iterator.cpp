#include <dusk/platform/kv/impl.hpp>

namespace dusk::kv {

Range prefix_range(BytesView prefix) {
    Range range{.lower = to_bytes(prefix), .upper = to_bytes(prefix)};
    // The first key after all that begin with the prefix; open if the prefix is all 0xff.
    while (!range.upper.empty() && range.upper.back() == 0xff) range.upper.pop_back();
    if (!range.upper.empty()) ++range.upper.back();
    return range;
}

Iterator::Iterator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Iterator::~Iterator() = default;
Iterator::Iterator(Iterator&&) noexcept = default;
Iterator& Iterator::operator=(Iterator&&) noexcept = default;

bool Iterator::valid() const { return impl_->inner->Valid(); }
void Iterator::seek_first() { impl_->inner->SeekToFirst(); }
void Iterator::seek_last() { impl_->inner->SeekToLast(); }
void Iterator::seek(BytesView key) { impl_->inner->Seek(slice(key)); }
void Iterator::seek_reverse(BytesView key) { impl_->inner->SeekForPrev(slice(key)); }
void Iterator::next() { impl_->inner->Next(); }
void Iterator::prev() { impl_->inner->Prev(); }
BytesView Iterator::key() const {
    DUSK_CHECK(valid());
    return view(impl_->inner->key());
}
BytesView Iterator::value() const {
    DUSK_CHECK(valid());
    return view(impl_->inner->value());
}
Result<void> Iterator::status() const { return to_result(impl_->inner->status()); }

std::unique_ptr<Iterator::Impl> Database::Impl::iterate(rocksdb::ReadOptions options, Family f,
                                                        Range range) const {
    auto iterator = std::make_unique<Iterator::Impl>();
    iterator->range = std::move(range);
    iterator->lower = slice(iterator->range.lower);
    iterator->upper = slice(iterator->range.upper);
    options.total_order_seek = !options.prefix_same_as_start;
    if (!iterator->range.lower.empty()) options.iterate_lower_bound = &iterator->lower;
    if (!iterator->range.upper.empty()) options.iterate_upper_bound = &iterator->upper;
    iterator->inner.reset(db->NewIterator(options, family(f)));
    return iterator;
}

Snapshot::Snapshot(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Snapshot::~Snapshot() = default;
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;

Result<std::optional<Bytes>> Snapshot::get(Family family, BytesView key) const {
    return impl_->database->get(impl_->options(), family, key);
}
Result<std::vector<std::optional<Bytes>>> Snapshot::multi_get(Family family,
                                                              std::span<const Bytes> keys) const {
    return impl_->database->multi_get(impl_->options(), family, keys);
}
Iterator Snapshot::iterate(Family family, Range range) const {
    return Iterator{impl_->database->iterate(impl_->options(), family, std::move(range))};
}

Iterator Snapshot::iterate_versions(Family family) const {
    auto options = impl_->options();
    options.prefix_same_as_start = true;
    return Iterator{impl_->database->iterate(options, family, {})};
}

}  // namespace dusk::kv
