#include <algorithm>
#include <map>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <dusk/core/base/result.hpp>
#include <dusk/node/dev/amendment.hpp>
#include <dusk/node/dev/lenient_params.hpp>
#include <dusk/node/dev/state_dump.hpp>
#include <dusk/node/rpc/json/json.hpp>
#include <dusk/node/store/records.hpp>
#include <dusk/node/store/schema.hpp>

namespace dusk::dev {
namespace {

namespace params = rpc::params;
using eth::Object;
using eth::Value;
/// A row of JSON around each account and slot.
constexpr std::size_t ACCOUNT_TEXT_SIZE = 160;
constexpr std::size_t SLOT_TEXT_SIZE = 140;

std::unexpected<std::string> too_large() {
    return std::unexpected(std::string("the state is too large to dump"));
}

/// The slots of each account that are not zero.
using Slots = std::map<Address, std::map<u256, u256>>;

void amend(Slots& slots, const StateDiff& diff) {
    for (const auto& account : diff.accounts) {
        auto& own = slots[account.address];
        if (account.storage_cleared || !account.account) own.clear();
        for (const auto& [slot, value] : account.storage) own[slot] = value;
    }
}

Object storage_json(const std::map<u256, u256>& slots) {
    Object out;
    for (const auto& [slot, value] : slots)
        if (!value.is_zero())
            out[eth::hex(to_hash32(slot)).as_string()] = eth::hex(to_hash32(value));
    return out;
}

Object account_json(const StateView& state, const Account& account,
                    const std::map<u256, u256>& slots) {
    const auto code = account.has_code() ? state.code(account.code_hash) : nullptr;
    return {{"nonce", account.nonce},
            {"balance", eth::quantity(account.balance)},
            {"code", code ? eth::hex(*code) : Value("0x")},
            {"storage", storage_json(slots)}};
}

/// Whether an account is as it was in `genesis`.
bool is_untouched(const StateView& genesis, const Address& address, const Account& account,
                  const std::map<u256, u256>& slots) {
    const auto before = genesis.account(address);
    return before && before->nonce == account.nonce && before->balance == account.balance &&
           before->code_hash == account.code_hash &&
           std::ranges::all_of(slots, [&](const auto& slot) {
               return genesis.storage(address, slot.first) == slot.second;
           });
}

struct DumpedAccount {
    Address address;
    std::optional<u256> balance;
    std::optional<std::uint64_t> nonce;
    std::optional<Bytes> code;
    std::vector<std::pair<u256, u256>> storage;
};

template <class T>
DevChain::Done<T> told(std::expected<T, rpc::Error> result) {
    if (!result) return std::unexpected(result.error().message);
    return *std::move(result);
}

DevChain::Done<DumpedAccount> read_account(std::string_view key, const Value& in) {
    DumpedAccount out;
    const auto address = params::to_address(Value(key));
    if (!address || !in.is_object()) return std::unexpected("a dump's account is none");
    out.address = *address;
    const auto& object = in.get_object();
    if (const auto* balance = object.if_contains("balance")) {
        DUSK_TRY(number, told(lenient_number({*balance}, 0)));
        out.balance = number;
    }
    if (const auto* nonce = object.if_contains("nonce")) {
        DUSK_TRY(number, told(lenient_number64({*nonce}, 0)));
        out.nonce = number;
    }
    if (const auto* code = object.if_contains("code")) {
        DUSK_TRY(bytes, told(params::bytes({*code}, 0)));
        out.code = std::move(bytes);
    }
    if (const auto* slots = object.if_contains("storage"); slots && slots->is_object())
        for (const auto& [slot, value] : slots->get_object()) {
            DUSK_TRY(words, told(lenient_word({Value(slot)}, 0)));
            DUSK_TRY(word, told(lenient_word({value}, 0)));
            out.storage.emplace_back(words, word);
        }
    return out;
}

void apply(const DumpedAccount& account, StateDiff& diff, const StateView& base) {
    const auto& address = account.address;
    if (account.balance) set_balance(diff, base, address, *account.balance);
    if (account.nonce) set_nonce(diff, base, address, *account.nonce);
    if (account.code) set_code(diff, base, address, *account.code);
    for (const auto& [slot, value] : account.storage) set_slot(diff, base, address, slot, value);
}

}  // namespace

DevChain::Done<std::string> dump_state(const DevChain& dev) {
    const auto& database = std::as_const(dev.chain().store()).database();
    const auto amendment = dev.head_amendment();
    Slots slots;
    std::size_t bytes = 0;
    auto rows = database.iterate(store::Table::accounts);
    for (rows.seek_first(); rows.valid(); rows.next()) {
        slots[Address::from(rows.key())];
        if ((bytes += ACCOUNT_TEXT_SIZE) > DUMP_BYTES_MAX) return too_large();
    }
    auto words = database.iterate(store::Table::storage);
    for (words.seek_first(); words.valid(); words.next()) {
        slots[Address::from(words.key().first(20))][u256_from_be(words.key().last(32))] =
            store::decode_slot_value(words.value());
        if ((bytes += SLOT_TEXT_SIZE) > DUMP_BYTES_MAX) return too_large();
    }
    if (amendment) amend(slots, *amendment);
    DUSK_TRY(state, dev.head_state());
    const auto genesis = dev.chain().store().state_after(dev.chain().store().genesis_block().hash);
    if (!genesis) return std::unexpected(genesis.error().message);
    Object accounts;
    bytes = 0;
    for (const auto& [address, own] : slots) {
        const auto account = state->account(address);
        if (!account || is_untouched(**genesis, address, *account, own)) continue;
        auto entry = account_json(*state, *account, own);
        bytes += entry.at("code").as_string().size();
        if (bytes > DUMP_BYTES_MAX) return too_large();
        accounts[eth::hex(address).as_string()] = std::move(entry);
    }
    if (!state->ok()) return std::unexpected("the state cannot be read");
    return boost::json::serialize(Object{{"accounts", std::move(accounts)}});
}

DevChain::Done<> load_state(DevChain& dev, BytesView dump) {
    constexpr std::uint8_t GZIP[] = {0x1f, 0x8b};
    if (dump.size() >= 2 && std::ranges::equal(dump.first(2), GZIP))
        return std::unexpected("the dump is compressed: give the JSON inside");
    boost::system::error_code error;
    const auto in = boost::json::parse(
        std::string_view(reinterpret_cast<const char*>(dump.data()), dump.size()), error);
    const auto* accounts =
        !error && in.is_object() ? in.get_object().if_contains("accounts") : nullptr;
    if (accounts == nullptr || !accounts->is_object())
        return std::unexpected("the dump is no JSON object with accounts");
    std::vector<DumpedAccount> all;
    for (const auto& [key, value] : accounts->get_object()) {
        DUSK_TRY(account, read_account(key, value));
        all.push_back(std::move(account));
    }
    return dev.change_state([&](StateDiff& diff, const StateView& base) {
        for (const auto& account : all) apply(account, diff, base);
    });
}

}  // namespace dusk::dev
