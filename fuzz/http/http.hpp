// What strangers send to the servers, and how their addresses are written.
#pragma once

#include <fuzz/subjects.hpp>

namespace dusk::fuzz {

void request(BytesView input);
void jwt(BytesView input);
void envelope(BytesView input);
void url(BytesView input);

}  // namespace dusk::fuzz
