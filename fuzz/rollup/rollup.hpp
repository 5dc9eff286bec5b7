// What a rollup node reads from L1.
#pragma once

#include <fuzz/subjects.hpp>

namespace dusk::fuzz {

void frames(BytesView input);
void l1_attributes(BytesView input);
void channel(BytesView input);
void span_batch(BytesView input);
void blob(BytesView input);
void logs(BytesView input);

}  // namespace dusk::fuzz
