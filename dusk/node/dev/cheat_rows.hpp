// The cheat methods as table rows. For cheat_*.cpp.
#pragma once

#include <span>

#include <dusk/core/base/result.hpp>
#include <dusk/node/dev/dev_chain.hpp>
#include <dusk/node/dev/lenient_params.hpp>
#include <dusk/node/rpc/json/json.hpp>
#include <dusk/platform/rpc/method_table.hpp>

namespace dusk::dev {

using eth::Object;
using eth::Value;
using rpc::Params;
using rpc::Result;
namespace params = rpc::params;

/// What the methods of nodes with another name answer with.
struct Site {
    DevChain& dev;
    std::string client_version;
};

/// Who offers a method.
enum Names : unsigned { ANVIL = 1, HARDHAT = 2, EVM = 4, TENDERLY = 8 };

struct CheatRow {
    std::string_view name;
    unsigned names;
    Result (*handler)(Site&, const Params&);
};

std::span<const CheatRow> state_cheats();
std::span<const CheatRow> block_cheats();
std::span<const CheatRow> node_cheats();

template <class T>
std::expected<T, rpc::Error> done(DevChain::Done<T> result) {
    if (!result) return std::unexpected(rpc::server_error(std::move(result.error())));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
    else
        return {};
}

inline Result nothing(const DevChain::Done<>& result) {
    if (!result) return std::unexpected(rpc::server_error(result.error()));
    return Value(nullptr);
}

/// A method of one parameter: `read` takes it, `apply` does it and gives the answer.
template <auto read, auto apply>
Result with_one(Site& site, const Params& arguments) {
    DUSK_TRY(value, read(arguments, 0));
    return apply(site.dev, value);
}

/// The same where the parameter is a setting of blocks to come; the answer is null.
template <auto read, auto setting>
Result set_next(Site& site, const Params& arguments) {
    DUSK_TRY(value, read(arguments, 0));
    site.dev.change_settings([&](BlockSettings& settings) { settings.*setting = value; });
    return Value(nullptr);
}

}  // namespace dusk::dev
