#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/system_calls.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk {
namespace {

constexpr std::int64_t SYSTEM_CALL_GAS = 30'000'000;
constexpr Address SYSTEM_ADDRESS{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe}};
/// EIP-4788.
constexpr Address BEACON_ROOTS{{0x00, 0x0f, 0x3d, 0xf6, 0xd7, 0x32, 0x80, 0x7e, 0xf1, 0x31,
                                0x9f, 0xb7, 0xb8, 0xbb, 0x85, 0x22, 0xd0, 0xbe, 0xac, 0x02}};
/// EIP-2935.
constexpr Address HISTORY_STORAGE{{0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                   0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35}};
/// EIP-7002.
constexpr Address WITHDRAWAL_REQUESTS{{0x00, 0x00, 0x09, 0x61, 0xef, 0x48, 0x0e, 0xb5, 0x5e, 0x80,
                                       0xd1, 0x9a, 0xd8, 0x35, 0x79, 0xa6, 0x4c, 0x00, 0x70, 0x02}};
/// EIP-7251.
constexpr Address CONSOLIDATION_REQUESTS{{0x00, 0x00, 0xbb, 0xdd, 0xc7, 0xce, 0x48,
                                          0x86, 0x42, 0xfb, 0x57, 0x9f, 0x8b, 0x00,
                                          0xf3, 0xa5, 0x90, 0x00, 0x72, 0x51}};
/// EIP-6110.
constexpr Address DEPOSIT_CONTRACT{{0x00, 0x00, 0x00, 0x00, 0x21, 0x9a, 0xb5, 0x40, 0x35, 0x6c,
                                    0xbb, 0x83, 0x9c, 0xbe, 0x05, 0x30, 0x3d, 0x77, 0x05, 0xfa}};
/// keccak256("DepositEvent(bytes,bytes,bytes,bytes,bytes)").
constexpr Hash32 DEPOSIT_EVENT{{0x64, 0x9b, 0xbc, 0x62, 0xd0, 0xe3, 0x13, 0x42, 0xaf, 0xea, 0x4e,
                                0x5c, 0xd8, 0x2d, 0x40, 0x49, 0xe7, 0xe1, 0xee, 0x91, 0x2f, 0xc0,
                                0x88, 0x9a, 0xa7, 0x90, 0x80, 0x3b, 0xe3, 0x90, 0x38, 0xc5}};

enum class RequestType : std::uint8_t { deposit, withdrawal, consolidation };

/// A member of the deposit event: where its offset stands, where its bytes start, how many.
struct DepositField {
    std::uint64_t offset;
    std::uint64_t size;
};
/// public key, withdrawal credentials, amount, signature, index (EIP-6110).
constexpr DepositField DEPOSIT_FIELDS[] = {{160, 48}, {256, 32}, {320, 8}, {384, 96}, {512, 8}};
constexpr std::size_t DEPOSIT_EVENT_SIZE = 576;

evm::CallResult system_call(State& state, const ExecutionEnv& env, const Address& contract,
                            BytesView input) {
    const evm::TxnContext txn{
        .origin = SYSTEM_ADDRESS, .gas_price = {}, .blob_versioned_hashes = {}};
    const ExecutionEnv system_env{.revision = env.revision,
                                  .block = env.block,
                                  .txn = txn,
                                  .precompiles = env.precompiles,
                                  .crypto = env.crypto,
                                  .block_hashes = env.block_hashes,
                                  .workspace = env.workspace,
                                  .tracer = nullptr,
                                  .interpreter = env.interpreter};
    evm::Message message;
    message.gas = SYSTEM_CALL_GAS;
    message.recipient = message.code_address = contract;
    message.sender = SYSTEM_ADDRESS;
    message.input = input;
    state.begin_transaction();
    auto result = execute_message(state, system_env, message);
    state.end_transaction(env.revision);
    return result;
}

void store_word(State& state, const ExecutionEnv& env, const Address& contract,
                const Hash32& word) {
    if (state.code(contract)->empty()) return;
    (void)system_call(state, env, contract, word);
}

bool is_word(BytesView data, std::size_t at, std::uint64_t value) {
    return load_be_u256(data.data() + at) == u256{value};
}

/// Appends one deposit request, or refuses the layout.
bool append_deposit(Bytes& out, BytesView data) {
    if (data.size() != DEPOSIT_EVENT_SIZE) return false;
    std::size_t head = 0;
    for (const auto& [offset, size] : DEPOSIT_FIELDS) {
        if (!is_word(data, head, offset) || !is_word(data, offset, size)) return false;
        append(out, data.subspan(offset + 32, size));
        head += 32;
    }
    return true;
}

std::expected<Bytes, SystemCallError> deposits(std::span<const Receipt> receipts) {
    Bytes out;
    for (const auto& receipt : receipts)
        for (const auto& log : receipt.logs) {
            if (log.address != DEPOSIT_CONTRACT || log.topics.empty()) continue;
            if (log.topics[0] != DEPOSIT_EVENT) continue;
            if (!append_deposit(out, log.data))
                return std::unexpected(SystemCallError::bad_deposit_event);
        }
    return out;
}

std::expected<Bytes, SystemCallError> drain_queue(State& state, const ExecutionEnv& env,
                                                  const Address& contract) {
    if (state.code(contract)->empty()) return std::unexpected(SystemCallError::missing_contract);
    auto result = system_call(state, env, contract, {});
    if (!result.is_success()) return std::unexpected(SystemCallError::failed_call);
    return std::move(result.output);
}

void add_request(Requests& requests, RequestType type, BytesView data) {
    if (data.empty()) return;
    auto& request = requests.emplace_back();
    request.push_back(static_cast<std::uint8_t>(type));
    append(request, data);
}

}  // namespace

void store_beacon_root(State& state, const ExecutionEnv& env, const Hash32& root) {
    store_word(state, env, BEACON_ROOTS, root);
}

void store_parent_hash(State& state, const ExecutionEnv& env, const Hash32& parent_hash) {
    store_word(state, env, HISTORY_STORAGE, parent_hash);
}

std::expected<Requests, SystemCallError> collect_requests(State& state, const ExecutionEnv& env,
                                                          std::span<const Receipt> receipts) {
    Requests requests;
    DUSK_TRY(deposit_data, deposits(receipts));
    add_request(requests, RequestType::deposit, deposit_data);
    DUSK_TRY(withdrawal_data, drain_queue(state, env, WITHDRAWAL_REQUESTS));
    add_request(requests, RequestType::withdrawal, withdrawal_data);
    DUSK_TRY(consolidation_data, drain_queue(state, env, CONSOLIDATION_REQUESTS));
    add_request(requests, RequestType::consolidation, consolidation_data);
    return requests;
}

Hash32 requests_hash(const Requests& requests) {
    Bytes digests;
    for (const auto& request : requests) append(digests, sha256(request));
    return sha256(digests);
}

}  // namespace dusk
