// What DuskDS and the adapter read from the network, from clients, and from disk, and what clients
// ask them over HTTP.
#pragma once

#include <fuzz/subjects.hpp>

namespace dusk::fuzz {

void tx(BytesView input);
void block(BytesView input);
void record(BytesView input);
void message(BytesView input);
void view_block(BytesView input);
void network_txn(BytesView input);
void graphql(BytesView input);
void rues_path(BytesView input);
void base58(BytesView input);
void bridge_calls(BytesView input);
void stake_data(BytesView input);
void network_txn_blobs(BytesView input);
void dusk_request(BytesView input);
void beacon_request(BytesView input);

}  // namespace dusk::fuzz
