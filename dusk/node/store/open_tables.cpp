#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/node/store/open_tables.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::store {

kv::Result<std::unique_ptr<kv::Database>> open_tables(const std::string& folder,
                                                      const StoreOptions& options, bool create) {
    auto database =
        kv::Database::open(folder, TABLE_NAMES,
                           {.create = create,
                            .read_only = options.read_only,
                            .in_memory = options.in_memory,
                            .cache_mb = options.cache_mb / 5 * 2,
                            .write_buffer_mb = std::max<std::size_t>(options.cache_mb / 5, 8),
                            .schema = std::string(SCHEMA),
                            .schema_version = SCHEMA_VERSION,
                            .versioned = {static_cast<std::uint8_t>(Table::account_nodes),
                                          static_cast<std::uint8_t>(Table::storage_nodes)},
                            .on_background_error = options.on_error,
                            .disk_budget = options.disk_budget});
    if (!database) {
        auto error = database.error();
        if (error.kind == kv::ErrorKind::foreign)
            error.message +=
                "; another version of this program wrote the folder, or another "
                "program: start with an empty one";
        return std::unexpected(std::move(error));
    }
    DUSK_TRY(unfinished, (*database)->get(Table::meta, as_bytes(META_IMPORTING)));
    if (unfinished)
        return std::unexpected(kv::Error{kv::ErrorKind::corrupt,
                                         folder + ": an import into this folder was not finished; "
                                                  "empty the folder and import again"});
    return database;
}

}  // namespace dusk::store
