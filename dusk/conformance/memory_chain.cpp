#include <algorithm>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/memory_chain.hpp>
#include <dusk/conformance/txn_fields.hpp>
#include <dusk/core/base/endian.hpp>

namespace dusk::conformance {

std::size_t HashBytes::operator()(const Hash32& hash) const noexcept {
    return load_le<std::uint64_t>(hash);
}

std::shared_ptr<const Bytes> MemoryNodes::node(const Hash32& hash) const {
    const auto it = nodes_.find(hash);
    return it == nodes_.end() ? nullptr : it->second;
}

void MemoryNodes::add(const std::vector<std::pair<Hash32, Bytes>>& nodes) {
    for (const auto& [hash, rlp] : nodes)
        nodes_.try_emplace(hash, std::make_shared<const Bytes>(rlp));
}

std::optional<Account> MemoryState::account(const Address& address) const {
    const auto it = accounts_.find(address);
    return it == accounts_.end() ? std::nullopt : std::optional{it->second.account};
}

u256 MemoryState::storage(const Address& address, const u256& slot) const {
    const auto it = accounts_.find(address);
    if (it == accounts_.end()) return {};
    const auto value = it->second.storage.find(slot);
    return value == it->second.storage.end() ? u256{} : value->second;
}

std::shared_ptr<const Bytes> MemoryState::code(const Hash32& code_hash) const {
    const auto it = codes_.find(code_hash);
    return it == codes_.end() ? std::make_shared<const Bytes>() : it->second;
}

bool MemoryState::has_storage(const Address& address) const {
    const auto it = accounts_.find(address);
    return it != accounts_.end() && !it->second.storage.empty();
}

void MemoryState::apply(const StateDiff& diff) {
    for (const auto& [hash, code] : diff.codes) codes_[hash] = code;
    for (const auto& change : diff.accounts) {
        if (!change.account) {
            accounts_.erase(change.address);
            continue;
        }
        auto& entry = accounts_[change.address];
        entry.account = *change.account;
        if (change.storage_cleared) entry.storage.clear();
        for (const auto& [slot, value] : change.storage) {
            if (value.is_zero()) {
                entry.storage.erase(slot);
            } else {
                entry.storage[slot] = value;
            }
        }
    }
}

StateDiff as_state_diff(const boost::json::value& pre) {
    std::map<Address, AccountDiff> accounts;
    std::map<Hash32, std::shared_ptr<const Bytes>> codes;
    if (!pre.is_object()) throw FixtureError("an object of accounts is expected");
    for (const auto& [key, fields] : pre.get_object()) {
        const auto address = as_address(boost::json::value(key));
        AccountDiff diff{.address = address, .account = Account{}, .storage = {}};
        // Members may be left out: allocations of the transition tool hold no zeros.
        if (const auto* nonce = find(fields, "nonce")) diff.account->nonce = as_number64(*nonce);
        if (const auto* balance = find(fields, "balance"))
            diff.account->balance = as_number(*balance);
        const auto* code = find(fields, "code");
        if (auto bytes = code == nullptr ? Bytes{} : as_bytes_field(*code); !bytes.empty()) {
            diff.account->code_hash = keccak256(bytes);
            codes[diff.account->code_hash] = std::make_shared<const Bytes>(std::move(bytes));
        }
        if (const auto* storage = find(fields, "storage"))
            for (const auto& [slot, value] : storage->as_object())
                if (const auto word = as_u256(value); !word.is_zero())
                    diff.storage.emplace_back(as_u256(boost::json::value(slot)), word);
        std::ranges::sort(diff.storage);
        accounts.emplace(address, std::move(diff));
    }
    StateDiff out;
    for (auto& [address, diff] : accounts) out.accounts.push_back(std::move(diff));
    out.codes.assign(codes.begin(), codes.end());
    return out;
}

Hash32 MemoryChain::advance(const StateDiff& diff) {
    const auto update = apply_state_diff(root, diff, nodes);
    if (!update) throw FixtureError("a trie node is missing");
    nodes.add(update->nodes);
    state.apply(diff);
    root = update->state_root;
    return root;
}

}  // namespace dusk::conformance
