#include "config/settings_hash.hpp"

#include <openssl/sha.h>
#include <Poco/DigestEngine.h>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string_view>
#include <vector>

namespace coexist::config {
namespace {

namespace json = boost::json;

json::value sorted(const json::value& value) {
    if (const json::array* list = value.if_array()) {
        json::array ordered;
        for (const json::value& item : *list) ordered.push_back(sorted(item));
        return ordered;
    }
    const json::object* object = value.if_object();
    if (object == nullptr) return value;
    std::vector<std::string_view> keys;
    for (const auto& member : *object) keys.emplace_back(member.key());
    std::sort(keys.begin(), keys.end());
    json::object ordered;
    for (const std::string_view key : keys) ordered.emplace(key, sorted(object->at(key)));
    return ordered;
}

}  // namespace

std::string hash_of_document(const json::value& document) {
    const std::string canonical = json::serialize(sorted(document));
    std::vector<unsigned char> digest(SHA256_DIGEST_LENGTH);
    SHA256(reinterpret_cast<const unsigned char*>(canonical.data()), canonical.size(), digest.data());
    return Poco::DigestEngine::digestToHex(digest);
}

}  // namespace coexist::config
