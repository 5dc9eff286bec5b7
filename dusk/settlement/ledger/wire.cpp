#include <dusk/settlement/ledger/wire.hpp>

namespace dusk::settlement {

std::string_view describe(LedgerError error) noexcept {
    switch (error) {
        case LedgerError::input_too_short:
            return "input too short";
        case LedgerError::trailing_bytes:
            return "trailing bytes";
        case LedgerError::bad_tag:
            return "unknown tag";
        case LedgerError::bad_version:
            return "unknown version or type";
        case LedgerError::too_many:
            return "too many items";
        case LedgerError::too_large:
            return "length over the limit";
        case LedgerError::bad_text:
            return "text is not UTF-8";
        case LedgerError::phoenix_paused:
            return "Phoenix transactions are paused";
        case LedgerError::bad_size:
            return "length does not match";
    }
    return "";
}

}  // namespace dusk::settlement
