// Why something asked of another process failed, in the kinds that callers act on (op-node's
// derive.ErrTemporary, ErrReset, ErrCritical, and ethereum.NotFound).
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace dusk::sources {

enum class FailureKind : std::uint8_t {
    temporary,  ///< may pass: try again after a while
    not_found,  ///< the other side is well and does not have it
    reset,      ///< the view of the chains is inconsistent: find the heads anew
    invalid,    ///< the engine refuses the payload or its attributes
    critical,   ///< needs a human
};

struct [[nodiscard]] Failure {
    FailureKind kind = FailureKind::temporary;
    std::string text;
};

template <class T>
using Outcome = std::expected<T, Failure>;

inline std::unexpected<Failure> fail(FailureKind kind, std::string text) {
    return std::unexpected(Failure{kind, std::move(text)});
}

}  // namespace dusk::sources
