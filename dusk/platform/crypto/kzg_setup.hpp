// The trusted setup behind kzg.hpp. For this module's sources only.
#pragma once

#include <ckzg.h>

namespace dusk::kzg {

/// The loaded setup; lives until the program ends.
const KZGSettings& settings();
/// Loads the setup and what the check of point proofs derives from it.
void preload_lines();

}  // namespace dusk::kzg
