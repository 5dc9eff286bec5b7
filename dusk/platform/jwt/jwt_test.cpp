#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dusk/platform/config/files.hpp>
#include <dusk/platform/jwt/jwt.hpp>

namespace dusk::jwt {
namespace {

constexpr std::uint64_t NOW_S = 1'700'000'000;
const Secret KEY = Secret::from(Bytes(32, 0x42));

/// Base64url by OpenSSL: an implementation other than the one under test.
std::string base64url(std::string_view bytes) {
    std::string out(4 * (bytes.size() + 2) / 3 + 1, '\0');
    const auto view = as_bytes(bytes);
    const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), view.data(),
                                      static_cast<int>(view.size()));
    out.resize(static_cast<std::size_t>(size));
    while (out.ends_with('=')) out.pop_back();
    for (auto& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return out;
}

std::string sign(std::string_view header, std::string_view claims, const Secret& key = KEY) {
    const auto message = base64url(header) + "." + base64url(claims);
    unsigned char mac[32];
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), 32, as_bytes(message).data(), message.size(), mac, &size);
    return "Bearer " + message + "." + base64url(as_text({mac, 32}));
}

const std::string HEADER = R"({"alg":"HS256","typ":"JWT"})";

std::string claims_at(std::uint64_t iat_s) { return "{\"iat\":" + std::to_string(iat_s) + "}"; }

struct Row {
    std::string header;
    std::string error;  ///< empty: accepted
};

TEST(jwt, verify_table) {
    const Row rows[] = {
        {sign(HEADER, claims_at(NOW_S)), ""},
        {sign(HEADER, claims_at(NOW_S - 60)), ""},
        {sign(HEADER, claims_at(NOW_S + 60)), ""},
        {sign(HEADER, "{\"iat\":1700000000.5,\"id\":\"x\",\"clv\":\"y\"}"), ""},
        {sign(HEADER, claims_at(NOW_S - 61)), "stale token"},
        {sign(HEADER, claims_at(NOW_S + 61)), "future token"},
        {sign(HEADER, "{}"), "missing issued-at"},
        {sign(HEADER, "{\"iat\":1700000000,\"exp\":1699999999}"), "token is expired"},
        {sign(HEADER, "{\"iat\":1700000000,\"exp\":1700000001}"), ""},
        {sign(HEADER, claims_at(NOW_S), Secret{}), "signature is invalid"},
        {sign(HEADER, claims_at(NOW_S)) + "A", "signature is invalid"},
        {sign(R"({"alg":"none"})", claims_at(NOW_S)), "signing method none is invalid"},
        {sign(R"({"alg":"HS512"})", claims_at(NOW_S)), "signing method HS512 is invalid"},
        {sign("{}", claims_at(NOW_S)), "signing method (alg) is unspecified."},
        {sign("[]", claims_at(NOW_S)), "token is malformed"},
        {sign(HEADER, "nonsense"), "token is malformed"},
        {"", "missing token"},
        {"Bearer ", "missing token"},
        {"bearer x.y.z", "missing token"},
        {"Basic dXNlcg==", "missing token"},
        {"Bearer abc", "token contains an invalid number of segments"},
        {"Bearer a.b.c.d", "token contains an invalid number of segments"},
        {"Bearer a!.b.c", "illegal base64 data at input byte 1"},
        {"Bearer " + std::string(5000, '.'), "token contains an invalid number of segments"},
    };
    for (const auto& row : rows) {
        const auto result = verify_authorization(KEY, row.header, NOW_S);
        EXPECT_EQ(result ? "" : result.error(), row.error) << row.header;
    }
}

TEST(jwt, own_tokens_are_accepted_and_well_known) {
    EXPECT_TRUE(verify_authorization(KEY, make_authorization(KEY, NOW_S), NOW_S));
    EXPECT_EQ(make_authorization(KEY, NOW_S), sign(HEADER, claims_at(NOW_S)));
}

class SecretFile : public testing::Test {
protected:
    ~SecretFile() override { std::filesystem::remove(path_); }
    std::string path_ = testing::TempDir() + "dusk_jwt_" + std::to_string(::getpid());
};

TEST_F(SecretFile, is_made_private_and_read_again) {
    const auto made = load_or_create(path_);
    ASSERT_TRUE(made);
    EXPECT_FALSE(made->is_zero());
    EXPECT_EQ(*load_or_create(path_), *made);
    struct stat info{};
    ASSERT_EQ(::stat(path_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(SecretFile, prefix_and_white_space_do_not_matter) {
    const std::string digits(64, 'a');
    for (const auto& text : {digits, "0x" + digits, " 0x" + digits + "\r\n"}) {
        ASSERT_TRUE(config::write_file_atomic(path_, text));
        const auto secret = load_or_create(path_);
        ASSERT_TRUE(secret) << text;
        EXPECT_EQ(secret->bytes[0], 0xaa);
    }
}

TEST_F(SecretFile, bad_content_is_refused_with_the_path) {
    for (const auto& text : {std::string{}, std::string(62, 'a'), std::string(66, 'a'),
                             std::string(64, 'g'), std::string(63, 'a')}) {
        ASSERT_TRUE(config::write_file_atomic(path_, text));
        const auto secret = load_or_create(path_);
        ASSERT_FALSE(secret) << text;
        EXPECT_EQ(secret.error(), path_ + ": invalid JWT secret: want 64 hex digits");
    }
}

}  // namespace
}  // namespace dusk::jwt
