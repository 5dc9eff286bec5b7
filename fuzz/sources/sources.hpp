// JSON that the rollup node and the commands read: answers of servers, and configuration.
#pragma once

#include <fuzz/subjects.hpp>

namespace dusk::fuzz {

void answers(BytesView input);
void rollup_config(BytesView input);
void genesis(BytesView input);
void dusk_genesis(BytesView input);

}  // namespace dusk::fuzz
