// Points, signatures and numbers that precompiles and DuskDS take from strangers.
#pragma once

#include <fuzz/subjects.hpp>

namespace dusk::fuzz {

void precompile(BytesView input);
void bls_key(BytesView input);
void bls_signatures(BytesView input);

}  // namespace dusk::fuzz
