#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace coexist {

/// Lower case, without accents and with single spaces: what people write of one thing in English, Turkish and Spanish
/// can be compared. Letters of other alphabets stay as they are. `text`: UTF-8; any bytes are taken.
std::string folded(std::string_view text);

/// The numbers of five digits or more in a text that stand alone: codes that a person copied from a screen.
std::vector<std::string> codes_in(std::string_view text);

}  // namespace coexist
