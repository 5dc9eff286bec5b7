#include <charconv>
#include <filesystem>

#include <dusk/cli/key_flags.hpp>
#include <dusk/cli/role.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/config/files.hpp>
#include <dusk/platform/crypto/hd_wallet.hpp>

namespace dusk::cli {

namespace {

constexpr std::size_t KEY_FILE_SIZE_MAX = 1024;

/// Text of nothing but hex digits may be a mistyped key: it is not for the log.
bool may_be_secret(std::string_view text) {
    if (text.starts_with("0x")) text.remove_prefix(2);
    return text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

/// What stands before an error about the key: the file's name, never the key.
std::string prefix_of(const std::string& text) { return may_be_secret(text) ? "" : text + ": "; }

Hash32 read_secret(std::string_view role, const std::string& text) {
    if (const auto secret = fixed_from_hex<32>(text)) return *secret;
    if (may_be_secret(text)) fail(role, "a key is 32 bytes of hex, or a file with them");
    auto hex = value_or_fail(role, config::read_file(text, KEY_FILE_SIZE_MAX));
    while (!hex.empty() && (hex.back() == '\n' || hex.back() == '\r' || hex.back() == ' '))
        hex.pop_back();
    const auto secret = fixed_from_hex<32>(hex);
    if (!secret) fail(role, prefix_of(text) + "expected a key, 32 bytes of hex");
    return *secret;
}

std::vector<std::uint32_t> parse_path(std::string_view role, std::string_view text) {
    std::vector<std::uint32_t> out;
    const auto bad = [&] { fail(role, "not a derivation path: " + std::string{text}); };
    auto rest = text;
    if (!rest.starts_with("m/")) bad();
    rest.remove_prefix(1);
    while (!rest.empty()) {
        rest.remove_prefix(1);  // the slash
        std::uint32_t index = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
        if (error != std::errc{} || index >= BIP32_HARDENED) bad();
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        if (rest.starts_with('\'')) {
            index += BIP32_HARDENED;
            rest.remove_prefix(1);
        }
        if (!rest.empty() && rest.front() != '/') bad();
        out.push_back(index);
    }
    return out;
}

}  // namespace

EthereumKey ethereum_key(std::string_view role, const std::string& text) {
    const auto key = EthereumKey::from(read_secret(role, text));
    if (!key) fail(role, prefix_of(text) + "not a key of secp256k1");
    return *key;
}

BlsSecretKey moonlight_key(std::string_view role, const std::string& text) {
    const auto key = BlsSecretKey::from(read_secret(role, text));
    if (!key)
        fail(role, prefix_of(text) +
                       "not a secret key of BLS12-381 (a scalar below the order, little-endian)");
    return *key;
}

EthereumKey ethereum_key_at(std::string_view role, const std::string& mnemonic,
                            const std::string& path) {
    const auto seed = bip39_seed(mnemonic);
    const auto key = seed ? bip32_derive(*seed, parse_path(role, path)) : std::nullopt;
    if (!key) fail(role, "the mnemonic gives no key");
    return *key;
}

Address parse_address(std::string_view role, std::string_view name, const std::string& text) {
    const auto address = fixed_from_hex<20>(text);
    if (!address) fail(role, std::string{name} + ": not an address: " + text);
    return *address;
}

}  // namespace dusk::cli
