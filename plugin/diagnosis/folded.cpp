#include "diagnosis/folded.hpp"

#include <array>

namespace coexist {
namespace {

constexpr std::size_t shortest_code = 5;
constexpr std::size_t longest_code = 9;  // of Meta's; what is longer is a phone number or an id

struct Letter {
    std::string_view from;
    char to;
};

// Both cases of what Turkish, Spanish and their neighbours add to the Latin letters.
constexpr std::array letters{Letter{"á", 'a'}, Letter{"Á", 'a'}, Letter{"â", 'a'}, Letter{"Â", 'a'}, Letter{"é", 'e'},
                             Letter{"É", 'e'}, Letter{"í", 'i'}, Letter{"Í", 'i'}, Letter{"ı", 'i'}, Letter{"İ", 'i'},
                             Letter{"î", 'i'}, Letter{"Î", 'i'}, Letter{"ó", 'o'}, Letter{"Ó", 'o'}, Letter{"ö", 'o'},
                             Letter{"Ö", 'o'}, Letter{"ú", 'u'}, Letter{"Ú", 'u'}, Letter{"ü", 'u'}, Letter{"Ü", 'u'},
                             Letter{"û", 'u'}, Letter{"Û", 'u'}, Letter{"ç", 'c'}, Letter{"Ç", 'c'}, Letter{"ğ", 'g'},
                             Letter{"Ğ", 'g'}, Letter{"ş", 's'}, Letter{"Ş", 's'}, Letter{"ñ", 'n'}, Letter{"Ñ", 'n'},
                             Letter{"’", '\''}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::string folded(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        char put = text.front();
        std::size_t length = 1;
        for (const Letter& letter : letters) {
            if (text.substr(0, letter.from.size()) != letter.from) continue;
            put = letter.to;
            length = letter.from.size();
            break;
        }
        text.remove_prefix(length);
        if (put >= 'A' && put <= 'Z') put = static_cast<char>(put - 'A' + 'a');
        if (put == '\t' || put == '\n' || put == '\r') put = ' ';
        if (put != ' ' || (!out.empty() && out.back() != ' ')) out += put;
    }
    return out;
}

std::vector<std::string> codes_in(std::string_view text) {
    std::vector<std::string> codes;
    while (!text.empty()) {
        std::size_t length = 0;
        while (length < text.size() && is_digit(text[length])) ++length;
        if (length >= shortest_code && length <= longest_code) codes.emplace_back(text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return codes;
}

}  // namespace coexist
