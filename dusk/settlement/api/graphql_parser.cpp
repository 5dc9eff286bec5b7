#include <charconv>
#include <optional>

#include <boost/json.hpp>

#include <dusk/core/base/result.hpp>
#include <dusk/settlement/api/graphql_parser.hpp>

namespace dusk::settlement::api {
namespace {

namespace json = boost::json;

constexpr std::size_t MAX_TEXT_SIZE = 256 * 1024;
constexpr std::size_t MAX_DEPTH = 12;
constexpr std::size_t MAX_FIELDS = 1000;

template <class T>
using Parsed = std::expected<T, std::string>;

enum class TokenKind : std::uint8_t { end, name, punctuator, number, text };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text;
};

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
public:
    explicit Lexer(std::string_view text) : rest_(text) {}

    Parsed<Token> next() {
        skip_ignored();
        if (rest_.empty()) return Token{};
        const char c = rest_.front();
        if (is_name_start(c)) return name();
        if (is_digit(c) || c == '-') return number();
        if (c == '"') return text();
        if (rest_.starts_with("..."))
            return std::unexpected(std::string("fragments are not supported"));
        if (std::string_view("{}()[]:$!=@|&").find(c) == std::string_view::npos)
            return std::unexpected(std::string("unexpected character"));
        rest_.remove_prefix(1);
        return Token{TokenKind::punctuator, std::string(1, c)};
    }

private:
    void skip_ignored() {
        while (!rest_.empty()) {
            if (rest_.front() == '#') {
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            } else if (std::string_view(" \t\r\n,").find(rest_.front()) != std::string_view::npos) {
                rest_.remove_prefix(1);
            } else if (rest_.starts_with("\xef\xbb\xbf")) {
                rest_.remove_prefix(3);
            } else {
                return;
            }
        }
    }
    Token name() {
        std::size_t size = 1;
        while (size < rest_.size() && (is_name_start(rest_[size]) || is_digit(rest_[size]))) ++size;
        return take(TokenKind::name, size);
    }
    Token number() {
        std::size_t size = 1;
        while (size < rest_.size() &&
               (is_digit(rest_[size]) ||
                std::string_view("+-.eE").find(rest_[size]) != std::string_view::npos))
            ++size;
        return take(TokenKind::number, size);
    }
    Parsed<Token> text() {
        if (rest_.starts_with("\"\"\""))
            return std::unexpected(std::string("block strings are not supported"));
        std::size_t size = 1;
        while (size < rest_.size() && rest_[size] != '"' && rest_[size] != '\n')
            size += rest_[size] == '\\' ? 2 : 1;
        if (size >= rest_.size() || rest_[size] != '"')
            return std::unexpected(std::string("unterminated string"));
        return take(TokenKind::text, size + 1);
    }
    Token take(TokenKind kind, std::size_t size) {
        Token token{kind, std::string(rest_.substr(0, size))};
        rest_.remove_prefix(size);
        return token;
    }

    std::string_view rest_;
};

class Parser {
public:
    Parser(std::string_view text, const json::object& variables)
        : lexer_(text), variables_(variables) {}

    Parsed<std::vector<GraphqlField>> document() {
        DUSK_TRY_VOID(advance());
        if (token_.kind == TokenKind::name) {
            if (token_.text != "query")
                return std::unexpected("unsupported operation: " + token_.text);
            DUSK_TRY_VOID(advance());
            if (token_.kind == TokenKind::name) DUSK_TRY_VOID(advance());
            if (is("(")) DUSK_TRY_VOID(variable_definitions());
        }
        DUSK_TRY(fields, selection_set(0));
        if (token_.kind != TokenKind::end)
            return std::unexpected(std::string("one operation a request"));
        return fields;
    }

private:
    bool is(std::string_view punctuator) const {
        return token_.kind == TokenKind::punctuator && token_.text == punctuator;
    }
    Parsed<void> advance() {
        DUSK_TRY(token, lexer_.next());
        token_ = std::move(token);
        return {};
    }
    Parsed<void> expect(std::string_view punctuator) {
        if (!is(punctuator)) return std::unexpected("expected '" + std::string(punctuator) + "'");
        return advance();
    }
    Parsed<std::string> name() {
        if (token_.kind != TokenKind::name) return std::unexpected(std::string("expected a name"));
        auto text = token_.text;
        DUSK_TRY_VOID(advance());
        return text;
    }

    /// `($name: Type = default, ...)`: types are not checked, defaults fill what is not given.
    Parsed<void> variable_definitions() {
        DUSK_TRY_VOID(expect("("));
        while (!is(")")) {
            DUSK_TRY_VOID(expect("$"));
            DUSK_TRY(variable, name());
            DUSK_TRY_VOID(expect(":"));
            while (is("[") || is("]") || is("!") || token_.kind == TokenKind::name)
                DUSK_TRY_VOID(advance());
            if (is("=")) {
                DUSK_TRY_VOID(advance());
                DUSK_TRY(fallback, value(0));
                if (!variables_.contains(variable)) variables_[variable] = std::move(fallback);
            }
        }
        return advance();
    }

    Parsed<std::vector<GraphqlField>> selection_set(std::size_t depth) {
        if (depth > MAX_DEPTH) return std::unexpected(std::string("query too deep"));
        DUSK_TRY_VOID(expect("{"));
        std::vector<GraphqlField> fields;
        while (!is("}")) {
            DUSK_TRY(one, field(depth));
            fields.push_back(std::move(one));
        }
        DUSK_TRY_VOID(advance());
        if (fields.empty()) return std::unexpected(std::string("empty selection"));
        return fields;
    }

    Parsed<GraphqlField> field(std::size_t depth) {
        if (++field_count_ > MAX_FIELDS) return std::unexpected(std::string("too many fields"));
        GraphqlField out;
        DUSK_TRY(first, name());
        out.name = out.alias = std::move(first);
        if (is(":")) {
            DUSK_TRY_VOID(advance());
            DUSK_TRY(real, name());
            out.name = std::move(real);
        }
        if (is("(")) {
            DUSK_TRY_VOID(advance());
            while (!is(")")) {
                DUSK_TRY(argument, name());
                DUSK_TRY_VOID(expect(":"));
                DUSK_TRY(given, value(0));
                out.arguments[argument] = std::move(given);
            }
            DUSK_TRY_VOID(advance());
        }
        if (is("@")) return std::unexpected(std::string("directives are not supported"));
        if (is("{")) {
            DUSK_TRY(fields, selection_set(depth + 1));
            out.fields = std::move(fields);
        }
        return out;
    }

    Parsed<json::value> value(std::size_t depth) {
        if (depth > MAX_DEPTH) return std::unexpected(std::string("value too deep"));
        if (is("$")) {
            DUSK_TRY_VOID(advance());
            DUSK_TRY(variable, name());
            const auto* found = variables_.if_contains(variable);
            return found ? *found : json::value(nullptr);
        }
        if (is("[")) {
            DUSK_TRY_VOID(advance());
            json::array list;
            while (!is("]")) {
                DUSK_TRY(element, value(depth + 1));
                list.push_back(std::move(element));
            }
            DUSK_TRY_VOID(advance());
            return list;
        }
        const auto token = token_;
        switch (token.kind) {
            case TokenKind::number:
            case TokenKind::text: {
                boost::system::error_code error;
                auto parsed = json::parse(token.text, error);
                if (error) return std::unexpected("bad value: " + token.text);
                DUSK_TRY_VOID(advance());
                return parsed;
            }
            case TokenKind::name: {
                DUSK_TRY_VOID(advance());
                if (token.text == "true") return json::value(true);
                if (token.text == "false") return json::value(false);
                if (token.text == "null") return json::value(nullptr);
                return json::value(token.text);
            }
            default:
                return std::unexpected(std::string("expected a value"));
        }
    }

    Lexer lexer_;
    Token token_;
    json::object variables_;
    std::size_t field_count_ = 0;
};

}  // namespace

std::expected<std::vector<GraphqlField>, std::string> parse_graphql(std::string_view text,
                                                                    const json::object& variables) {
    if (text.size() > MAX_TEXT_SIZE) return std::unexpected(std::string("query too large"));
    return Parser(text, variables).document();
}

}  // namespace dusk::settlement::api
