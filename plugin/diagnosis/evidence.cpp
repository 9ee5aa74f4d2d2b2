#include "diagnosis/evidence.hpp"

#include <algorithm>

namespace coexist {

void note(CaseFile& file, const std::string& kind, const std::string& value) {
    const Finding one{kind, value};
    if (value.empty() || std::find(file.evidence.begin(), file.evidence.end(), one) != file.evidence.end()) return;
    file.evidence.push_back(one);
}

}  // namespace coexist
