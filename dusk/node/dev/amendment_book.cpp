#include <dusk/node/dev/amendment.hpp>
#include <dusk/node/dev/amendment_book.hpp>
#include <dusk/node/store/records.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::dev {
namespace {

/// Rows of the table of names: this, then a block's hash.
constexpr std::string_view PREFIX = "dev-amendment/";

Bytes key_of(const Hash32& block) {
    Bytes key = to_bytes(as_bytes(PREFIX));
    append(key, block);
    return key;
}

}  // namespace

std::expected<void, std::string> AmendmentBook::load() {
    const std::lock_guard lock(mutex_);
    auto rows = database_.iterate(store::Table::meta, kv::prefix_range(as_bytes(PREFIX)));
    for (rows.seek_first(); rows.valid(); rows.next()) {
        auto diff = store::decode_state_diff(rows.value());
        if (!diff) return std::unexpected("an amendment cannot be decoded");
        amendments_[Hash32::from(rows.key().last(32))] =
            std::make_shared<const StateDiff>(*std::move(diff));
    }
    return {};
}

Amendment AmendmentBook::find(const Hash32& block) const {
    const std::lock_guard lock(mutex_);
    const auto found = amendments_.find(block);
    return found == amendments_.end() ? nullptr : found->second;
}

std::expected<void, std::string> AmendmentBook::put(const Hash32& block, Amendment amendment) {
    kv::Batch batch;
    if (amendment) {
        batch.put(store::Table::meta, key_of(block), store::encode_state_diff(*amendment));
        for (const auto& [code_hash, code] : amendment->codes)
            batch.put(store::Table::codes, code_hash, *code);
    } else {
        batch.erase(store::Table::meta, key_of(block));
    }
    if (const auto written = database_.write(batch); !written)
        return std::unexpected(written.error().message);
    const std::lock_guard lock(mutex_);
    if (amendment)
        amendments_[block] = std::move(amendment);
    else
        amendments_.erase(block);
    return {};
}

std::unique_ptr<StateView> AmendmentBook::amend(const Hash32& block,
                                                std::unique_ptr<StateView> view) const {
    auto amendment = find(block);
    if (!amendment) return view;
    return std::make_unique<AmendedView>(std::move(view), std::move(amendment));
}

}  // namespace dusk::dev
