#include "actions/action_texts.hpp"

#include <boost/json.hpp>

#include "actions/action_specs.hpp"
#include "actions/catalogue.hpp"
#include "config/embedded.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::string written(Provider provider, const ActionSpec& spec, std::string_view language) {
    const std::string_view schema = embedded::file(spec.schema_file);
    const json::object action{{"id", spec.id},
                              {"title", title_of(spec.id, name_of(provider), language)},
                              {"description", description_of(spec.id, name_of(provider), language)},
                              {"flags", flag_names(spec)},
                              {"input_schema", json::parse(json::string_view(schema.data(), schema.size()))}};
    const std::string object = json::serialize(action);
    return object.substr(1, object.size() - 2);
}

}  // namespace

std::string_view ActionTexts::members(Provider provider, const ActionSpec& spec, std::string_view locale) const {
    const std::pair key{&spec, language_of(locale)};
    const std::lock_guard lock(guard_);
    auto known = written_.find(key);
    if (known == written_.end()) known = written_.emplace(key, written(provider, spec, key.second)).first;
    return known->second;
}

}  // namespace coexist
