#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/tx_data.hpp>

namespace dusk::settlement {
namespace {

enum Tag : std::uint8_t { none = 0, call = 1, deploy = 2, memo = 3, blob = 4, blob_call = 5 };

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};

/// Well-formed UTF-8 without surrogates and overlong forms (Unicode table 3-7).
bool is_utf8(BytesView text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = text[i];
        std::size_t follow = 0;
        std::uint8_t low = 0x80;
        std::uint8_t high = 0xbf;
        if (lead < 0x80) {
            ++i;
            continue;
        }
        if (lead >= 0xc2 && lead <= 0xdf) {
            follow = 1;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            follow = 2;
            if (lead == 0xe0) low = 0xa0;
            if (lead == 0xed) high = 0x9f;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            follow = 3;
            if (lead == 0xf0) low = 0x90;
            if (lead == 0xf4) high = 0x8f;
        } else {
            return false;
        }
        if (text.size() - i <= follow) return false;
        if (text[i + 1] < low || text[i + 1] > high) return false;
        for (std::size_t k = 2; k <= follow; ++k)
            if (text[i + k] < 0x80 || text[i + k] > 0xbf) return false;
        i += follow + 1;
    }
    return true;
}

void encode_call(Bytes& out, const ContractCall& value) {
    append(out, value.contract);
    append_sized(out, as_bytes(value.method));
    append_sized(out, value.args);
}

Decoded<ContractCall> decode_call(WireReader& reader) {
    DUSK_TRY(contract, reader.fixed<32>());
    DUSK_TRY(method, reader.sized(MAX_TX_DECODE_SIZE));
    if (!is_utf8(method)) return std::unexpected(LedgerError::bad_text);
    DUSK_TRY(args, reader.sized(MAX_TX_DECODE_SIZE));
    return ContractCall{contract, std::string(as_text(method)), to_bytes(args)};
}

void encode_deploy(Bytes& out, const ContractDeploy& value) {
    append(out, value.bytecode_hash);
    append_sized(out, value.bytecode);
    append_sized(out, value.owner);
    out.push_back(value.init_args ? 1 : 0);
    if (value.init_args) append_sized(out, *value.init_args);
    append_le(out, value.nonce);
}

Decoded<ContractDeploy> decode_deploy(WireReader& reader) {
    DUSK_TRY(hash, reader.fixed<32>());
    DUSK_TRY(bytecode, reader.sized(MAX_TX_DECODE_SIZE));
    DUSK_TRY(owner, reader.sized(MAX_TX_DECODE_SIZE));
    DUSK_TRY(has_init, reader.flag());
    std::optional<Bytes> init_args;
    if (has_init) {
        DUSK_TRY(bytes, reader.sized(MAX_TX_DECODE_SIZE));
        init_args = to_bytes(bytes);
    }
    DUSK_TRY(nonce, reader.u64());
    return ContractDeploy{hash, to_bytes(bytecode), to_bytes(owner), std::move(init_args), nonce};
}

Decoded<Memo> decode_memo(WireReader& reader) {
    DUSK_TRY(size, reader.u64());
    if (size > MAX_MEMO_SIZE) return std::unexpected(LedgerError::too_large);
    if (size != reader.left()) return std::unexpected(LedgerError::bad_size);
    DUSK_TRY(bytes, reader.take(static_cast<std::size_t>(size)));
    return Memo{to_bytes(bytes)};
}

void encode_blobs(Bytes& out, const std::vector<BlobData>& blobs) {
    DUSK_CHECK(blobs.size() <= 0xff);
    out.push_back(static_cast<std::uint8_t>(blobs.size()));
    for (const auto& item : blobs) {
        append(out, item.versioned_hash);
        out.push_back(item.sidecar ? 1 : 0);
        if (item.sidecar) append(out, encode_sidecar(*item.sidecar));
    }
}

/// Any count is decoded (at most 255); one to six is a rule of execution (section 8.2).
Decoded<std::vector<BlobData>> decode_blobs(WireReader& reader) {
    DUSK_TRY(count, reader.u8());
    std::vector<BlobData> blobs;
    for (unsigned i = 0; i < count; ++i) {
        BlobData item;
        DUSK_TRY(hash, reader.fixed<32>());
        item.versioned_hash = hash;
        DUSK_TRY(has_sidecar, reader.flag());
        if (has_sidecar) {
            DUSK_TRY(bytes, reader.take(SIDECAR_SIZE));
            DUSK_TRY(sidecar, decode_sidecar(bytes));
            item.sidecar = std::make_shared<const BlobSidecar>(std::move(sidecar));
        }
        blobs.push_back(std::move(item));
    }
    return blobs;
}

void append_hashes(Bytes& out, const std::vector<BlobData>& blobs) {
    for (const auto& item : blobs) append(out, item.versioned_hash);
}

void append_call_message(Bytes& out, const ContractCall& value) {
    append(out, value.contract);
    append(out, as_bytes(value.method));
    append(out, value.args);
}

std::vector<BlobData> without_sidecars(const std::vector<BlobData>& blobs) {
    std::vector<BlobData> out;
    out.reserve(blobs.size());
    for (const auto& item : blobs) out.push_back({item.versioned_hash, nullptr});
    return out;
}

}  // namespace

void encode_tx_data(Bytes& out, const TxData& data) {
    std::visit(Overloaded{
                   [&](const std::monostate&) { out.push_back(Tag::none); },
                   [&](const ContractCall& value) {
                       out.push_back(Tag::call);
                       encode_call(out, value);
                   },
                   [&](const ContractDeploy& value) {
                       out.push_back(Tag::deploy);
                       encode_deploy(out, value);
                   },
                   [&](const Memo& value) {
                       out.push_back(Tag::memo);
                       append_sized(out, value.bytes);
                   },
                   [&](const Blobs& value) {
                       out.push_back(Tag::blob);
                       encode_blobs(out, value.blobs);
                   },
                   [&](const BlobCall& value) {
                       out.push_back(Tag::blob_call);
                       encode_blobs(out, value.blobs);
                       encode_call(out, value.call);
                   },
               },
               data);
}

Decoded<TxData> decode_tx_data(WireReader& reader) {
    DUSK_TRY(tag, reader.u8());
    TxData data;
    switch (tag) {
        case Tag::none:
            break;
        case Tag::call: {
            DUSK_TRY(value, decode_call(reader));
            data = std::move(value);
            break;
        }
        case Tag::deploy: {
            DUSK_TRY(value, decode_deploy(reader));
            data = std::move(value);
            break;
        }
        case Tag::memo: {
            DUSK_TRY(value, decode_memo(reader));
            data = std::move(value);
            break;
        }
        case Tag::blob: {
            DUSK_TRY(value, decode_blobs(reader));
            data = Blobs{std::move(value)};
            break;
        }
        case Tag::blob_call: {
            DUSK_TRY(blobs, decode_blobs(reader));
            DUSK_TRY(value, decode_call(reader));
            data = BlobCall{std::move(blobs), std::move(value)};
            break;
        }
        default:
            return std::unexpected(LedgerError::bad_tag);
    }
    DUSK_TRY_VOID(reader.finish());
    return data;
}

Bytes data_message(const TxData& data) {
    Bytes out;
    std::visit(Overloaded{
                   [](const std::monostate&) {},
                   [&](const ContractCall& value) { append_call_message(out, value); },
                   [&](const ContractDeploy& value) {
                       append(out, value.bytecode_hash);
                       append(out, value.owner);
                       if (value.init_args) append(out, *value.init_args);
                   },
                   [&](const Memo& value) { append(out, value.bytes); },
                   [&](const Blobs& value) { append_hashes(out, value.blobs); },
                   [&](const BlobCall& value) {
                       append_hashes(out, value.blobs);
                       append_call_message(out, value.call);
                   },
               },
               data);
    return out;
}

const ContractCall* call_of(const TxData& data) noexcept {
    if (const auto* plain = std::get_if<ContractCall>(&data)) return plain;
    if (const auto* carrying = std::get_if<BlobCall>(&data)) return &carrying->call;
    return nullptr;
}

const std::vector<BlobData>* blobs_of(const TxData& data) noexcept {
    if (const auto* plain = std::get_if<Blobs>(&data)) return &plain->blobs;
    if (const auto* carrying = std::get_if<BlobCall>(&data)) return &carrying->blobs;
    return nullptr;
}

std::vector<Hash32> versioned_hashes_of(const TxData& data) {
    std::vector<Hash32> out;
    if (const auto* blobs = blobs_of(data))
        for (const auto& item : *blobs) out.push_back(item.versioned_hash);
    return out;
}

TxData strip_sidecars(const TxData& data) {
    if (const auto* plain = std::get_if<Blobs>(&data)) return Blobs{without_sidecars(plain->blobs)};
    if (const auto* carrying = std::get_if<BlobCall>(&data))
        return BlobCall{without_sidecars(carrying->blobs), carrying->call};
    return data;
}

TxData execution_form(const TxData& data) {
    if (std::holds_alternative<Blobs>(data)) return Memo{data_message(data)};
    if (const auto* value = std::get_if<ContractDeploy>(&data)) {
        ContractDeploy stripped = *value;
        stripped.bytecode.clear();
        return stripped;
    }
    return strip_sidecars(data);
}

Bytes encode_sidecar(const BlobSidecar& sidecar) {
    DUSK_CHECK(sidecar.blob.size() == BLOB_SIZE);
    Bytes out;
    out.reserve(SIDECAR_SIZE);
    append(out, sidecar.commitment);
    append(out, sidecar.proof);
    append(out, sidecar.blob);
    return out;
}

Decoded<BlobSidecar> decode_sidecar(BytesView bytes) {
    if (bytes.size() != SIDECAR_SIZE) return std::unexpected(LedgerError::bad_size);
    return BlobSidecar{FixedBytes<48>::from(bytes), FixedBytes<48>::from(bytes.subspan(48)),
                       to_bytes(bytes.subspan(96))};
}

Hash32 versioned_hash(const FixedBytes<48>& commitment) noexcept {
    Hash32 hash = sha256(commitment);
    hash[0] = 0x01;
    return hash;
}

}  // namespace dusk::settlement
