// Instructions that read or change accounts, calls and creations.
#include <algorithm>

#include <dusk/conformance/model/machine.hpp>
#include <dusk/conformance/model/precompiles.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk::model {
namespace {

constexpr unsigned DEPTH_MAX = 1024;

std::optional<Address> delegated_to(const Bytes& code) {
    if (code.size() != 23 || code[0] != 0xef || code[1] != 0x01 || code[2] != 0x00) return {};
    Address out;
    std::ranges::copy(code.begin() + 3, code.end(), out.begin());
    return out;
}

void append_rlp_string(Bytes& out, BytesView string) {
    if (string.size() == 1 && string[0] < 0x80) {
        out.push_back(string[0]);
        return;
    }
    out.push_back(static_cast<std::uint8_t>(0x80 + string.size()));
    append(out, string);
}

}  // namespace

Address Machine::create_address(const Address& sender, std::uint64_t nonce) {
    Bytes digits;
    for (; nonce != 0; nonce >>= 8) digits.insert(digits.begin(), static_cast<std::uint8_t>(nonce));
    Bytes payload;
    append_rlp_string(payload, sender);
    append_rlp_string(payload, digits);
    Bytes list{static_cast<std::uint8_t>(0xc0 + payload.size())};
    append(list, payload);
    return address_of(word_of_bytes(keccak256(list)));
}

// Accounts -----------------------------------------------------------------------------------

void Machine::accounts(Frame& f, std::uint8_t opcode) {
    const auto address = address_of(pop(f));
    spend(f, account_price(setting_.rules.fork, opcode, has(BERLIN) && world_.warm(address)));
    switch (opcode) {
        case 0x31:
            return push(f, world_.balance(address));
        case 0x3b:
            return push(f, word(world_.code(address).size()));
        case 0x3c: {
            const auto target = pop(f);
            const auto from = pop(f);
            return copy_in(f, world_.code(address), target, from, pop(f));
        }
        default:  // EXTCODEHASH, EIP-1052
            return push(f, world_.is_empty(address)
                               ? Word{}
                               : word_of_bytes(keccak256(world_.code(address))));
    }
}

void Machine::storage(Frame& f, std::uint8_t opcode) {
    const auto& self = f.call.recipient;
    const auto key = pop(f);
    const Slot slot{self, key};
    if (opcode == 0x5c) return push(f, world_.transient(slot));
    if (opcode == 0x5d) {
        refuse_static(f);
        return world_.set_transient(slot, pop(f));
    }
    const bool is_cold = has(BERLIN) && !world_.warm(slot);
    if (opcode == 0x54) {
        if (has(BERLIN)) {
            spend(f, is_cold ? 2100 : 100);
        } else {
            spend(f, has(ISTANBUL) ? 800 : has(EIP150) ? 200 : 50);
        }
        return push(f, world_.storage(self, key));
    }
    refuse_static(f);
    const auto next = pop(f);
    if (has(ISTANBUL) && f.gas <= 2300) throw Halt{};  // EIP-2200
    const auto it = originals_.find(slot);
    const auto current = world_.storage(self, key);
    const auto original = it == originals_.end() ? current : it->second;
    const auto price = store_price(setting_.rules.fork, original, current, next);
    spend(f, price.gas + (is_cold ? 2100 : 0));
    originals_.emplace(slot, current);
    world_.add_refund(price.refund);
    world_.store(self, key, next);
}

void Machine::log(Frame& f, std::uint8_t opcode) {
    refuse_static(f);
    const auto offset = pop(f);
    const auto size = pop(f);
    LogEntry entry{.address = f.call.recipient, .topics = {}, .data = {}};
    for (int i = 0; i < opcode - 0xa0; ++i) entry.topics.push_back(bytes_of(pop(f)));
    if (clamp64(size) >> 40 != 0) throw Halt{};
    spend(f, static_cast<std::int64_t>(low64(size)) * 8);
    entry.data = read(f, offset, size);
    world_.log(std::move(entry));
}

void Machine::selfdestruct(Frame& f) {
    refuse_static(f);
    const auto self = f.call.recipient;
    const auto heir = address_of(pop(f));
    const auto amount = world_.balance(self);
    if (has(EIP150)) spend(f, 5000);
    if (has(BERLIN) && !world_.warm(heir)) spend(f, 2600);
    const bool makes_account =
        has(EIP158) ? !is_zero(amount) && world_.is_empty(heir) : !world_.exists(heir);
    if (has(EIP150) && makes_account) spend(f, 25000);
    if (!has(LONDON) && !world_.is_destructed(self)) world_.add_refund(24000);
    world_.take(self, amount);
    world_.pay(heir, amount);
    if (!has(CANCUN) || world_.is_created(self)) {  // EIP-6780
        world_.burn(world_.balance(self));
        world_.set_balance(self, {});
        world_.note_destructed(self);
    }
    f.is_done = true;
}

// Calls --------------------------------------------------------------------------------------

void Machine::calls(Frame& f, std::uint8_t opcode) {
    Call call;
    const auto requested = pop(f);
    const auto account = address_of(pop(f));
    const bool takes_value = opcode == 0xf1 || opcode == 0xf2;
    call.value = takes_value ? pop(f) : Word{};
    const bool has_value = !is_zero(call.value);
    const auto in_offset = pop(f);
    const auto in_size = pop(f);
    const auto out_offset = pop(f);
    const auto out_size = pop(f);
    if (opcode == 0xf1 && has_value) refuse_static(f);
    grow(f, in_offset, in_size);
    grow(f, out_offset, out_size);
    spend(f, account_price(setting_.rules.fork, opcode, has(BERLIN) && world_.warm(account)));
    if (has_value) spend(f, 9000);
    if (has(PRAGUE))  // EIP-7702
        if (const auto target = delegated_to(world_.code(account)))
            spend(f, world_.warm(*target) ? 100 : 2600);
    const bool makes_account =
        has(EIP158) ? has_value && world_.is_empty(account) : !world_.exists(account);
    if (opcode == 0xf1 && makes_account) spend(f, 25000);
    const auto available = all_but_one_64th(f.gas);
    const bool is_too_much =
        !fits_u64(requested) || low64(requested) > static_cast<std::uint64_t>(available);
    if (is_too_much && !has(EIP150)) throw Halt{};
    call.gas = is_too_much ? available : static_cast<std::int64_t>(low64(requested));
    f.gas -= call.gas;
    if (has_value) call.gas += 2300;

    call.kind = opcode == 0xf1   ? Kind::call
                : opcode == 0xf2 ? Kind::callcode
                : opcode == 0xf4 ? Kind::delegatecall
                                 : Kind::staticcall;
    call.depth = f.call.depth + 1;
    call.is_static = f.call.is_static || opcode == 0xfa;
    call.code_address = account;
    call.recipient = opcode == 0xf2 || opcode == 0xf4 ? f.call.recipient : account;
    call.sender = opcode == 0xf4 ? f.call.sender : f.call.recipient;
    if (opcode == 0xf4) call.value = f.call.value;
    call.input = read(f, in_offset, in_size);
    auto result = this->call(call);
    f.gas += result.gas_left;
    const auto count = std::min<std::size_t>(result.output.size(), low64(out_size));
    std::copy_n(result.output.begin(), count,
                f.memory.begin() + static_cast<std::ptrdiff_t>(grow(f, out_offset, out_size)));
    f.return_data = std::move(result.output);
    push(f, word(result.is_success));
}

/// EIP-7702: the code of the account that it delegates to; one step.
Bytes Machine::code_to_run(const Address& address, Address& holder) const {
    holder = address;
    auto code = world_.code(address);
    if (!has(PRAGUE)) return code;
    const auto target = delegated_to(code);
    if (!target) return code;
    holder = *target;
    return world_.code(holder);
}

Result Machine::call(const Call& call) {
    const bool moves_value = call.kind == Kind::call;
    const bool checks_value = moves_value || call.kind == Kind::callcode;
    if (call.depth > DEPTH_MAX) return {false, call.gas, {}};
    if (checks_value && less(world_.balance(call.sender), call.value)) return {false, call.gas, {}};
    const auto before = world_.now();
    if (moves_value) {
        if (!is_zero(call.value)) world_.take(call.sender, call.value);
        world_.pay(call.recipient, call.value);
    }
    if (const auto output = run_precompile(setting_, call.code_address, call.input, call.gas)) {
        if (!output->is_success) world_.go_back_to(before);
        return {output->is_success, output->gas_left, output->bytes};
    }
    Address holder;
    auto code = code_to_run(call.code_address, holder);
    if (call.depth == 0) world_.warm(holder);
    auto result = run(call, std::move(code));
    if (!result.is_success) world_.go_back_to(before);
    return result;
}

// Creations ----------------------------------------------------------------------------------

void Machine::creations(Frame& f, std::uint8_t opcode) {
    refuse_static(f);
    Call call;
    call.value = pop(f);
    const auto offset = pop(f);
    const auto size = pop(f);
    const auto salt = opcode == 0xf5 ? pop(f) : Word{};
    if (has(SHANGHAI) && clamp64(size) > 49152) throw Halt{};  // EIP-3860
    spend(f, words_price(size, (opcode == 0xf5 ? 6 : 0) + (has(SHANGHAI) ? 2 : 0)));
    call.input = read(f, offset, size);
    call.kind = opcode == 0xf0 ? Kind::create : Kind::create2;
    call.depth = f.call.depth + 1;
    call.gas = all_but_one_64th(f.gas);
    call.sender = f.call.recipient;
    f.gas -= call.gas;
    f.return_data.clear();
    const auto nonce = world_.nonce(call.sender);
    if (call.depth > DEPTH_MAX || less(world_.balance(call.sender), call.value) ||
        nonce == ~std::uint64_t{0}) {
        f.gas += call.gas;
        return push(f, {});
    }
    call.recipient = create_address(call.sender, nonce);
    if (opcode == 0xf5) {  // EIP-1014
        Bytes preimage{0xff};
        append(preimage, call.sender);
        append(preimage, bytes_of(salt));
        append(preimage, keccak256(call.input));
        call.recipient = address_of(word_of_bytes(keccak256(preimage)));
    }
    world_.set_nonce(call.sender, nonce + 1);
    auto result = create(call);
    f.gas += result.gas_left;
    push(f, result.is_success ? word_of(call.recipient) : Word{});
    if (!result.is_success) f.return_data = std::move(result.output);
}

/// The sender's nonce has gone up already.
Result Machine::create(const Call& call) {
    if (has(BERLIN)) world_.warm(call.recipient);
    if (const auto* old = world_.find(call.recipient))  // EIP-684, EIP-7610
        if (old->nonce != 0 || !old->code.empty() || !old->storage.empty()) return {};
    const auto before = world_.now();
    world_.note_created(call.recipient);
    world_.take(call.sender, call.value);
    world_.pay(call.recipient, call.value);
    world_.set_nonce(call.recipient, has(EIP158) ? 1 : 0);
    auto result = run(call, call.input);
    if (result.is_success) result = deposit(call, result);
    if (!result.is_success) world_.go_back_to(before);
    return result;
}

Result Machine::deposit(const Call& call, const Result& result) {
    const auto& code = result.output;
    if (has(EIP158) && code.size() > 24576) return {};               // EIP-170
    if (has(LONDON) && !code.empty() && code[0] == 0xef) return {};  // EIP-3541
    const auto price = static_cast<std::int64_t>(code.size()) * 200;
    if (price > result.gas_left) {
        if (has(HOMESTEAD)) return {};  // EIP-2
        return {true, result.gas_left, {}};
    }
    world_.set_code(call.recipient, code);
    return {true, result.gas_left - price, {}};
}

}  // namespace dusk::model
