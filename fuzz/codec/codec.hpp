// Encodings of bytes and of the chain's objects.
#pragma once

#include <fuzz/subjects.hpp>

namespace dusk::fuzz {

void rlp_items(BytesView input);
void abi_values(BytesView input);
void zlib(BytesView input);
void brotli(BytesView input);
void hex(BytesView input);
void trie_node(BytesView input);
void transaction(BytesView input);
void header(BytesView input);
void block(BytesView input);
void receipt(BytesView input);

}  // namespace dusk::fuzz
