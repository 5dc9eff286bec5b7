// The state after a developer chain's head as JSON, in the form of anvil's dumps without its
// compression: {"accounts": {address: {nonce, balance, code, storage}}}. Accounts that are as in
// the genesis are left out: the predeploys, which are thousands. Limit: DUMP_BYTES_MAX.
#pragma once

#include <dusk/node/dev/dev_chain.hpp>

namespace dusk::dev {

inline constexpr std::size_t DUMP_BYTES_MAX = 64 * 1024 * 1024;

DevChain::Done<std::string> dump_state(const DevChain& dev);
/// Sets the accounts of a dump, wholly but for slots that it does not name; others stay.
DevChain::Done<> load_state(DevChain& dev, BytesView dump);

}  // namespace dusk::dev
