#include "channels/cloud/self_test.hpp"

#include <boost/json.hpp>

namespace coexist::cloud {
namespace json = boost::json;

std::string self_test_body(std::string_view word) {
    const json::object change{{"field", self_test_field}, {"value", json::object{{"word", word}}}};
    const json::object entry{{"id", self_test_entry}, {"changes", json::array{change}}};
    return json::serialize(json::object{{"object", "whatsapp_business_account"}, {"entry", json::array{entry}}});
}

}  // namespace coexist::cloud
