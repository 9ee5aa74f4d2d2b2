#include "config/schema_walk.hpp"

#include "config/json_pointer.hpp"
#include "config/nearest.hpp"
#include "config/schema_words.hpp"

#include <algorithm>

namespace coexist::config {
namespace {

namespace json = boost::json;

constexpr int deepest_walk = 256;

bool has_type(const json::value& value, std::string_view type) {
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_int64();  // valijson takes none above 2^63 for one
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_bool();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return type == "null" && value.is_null();
}

std::size_t count(const json::value& bound) {
    return bound.is_int64() && bound.get_int64() >= 0 ? static_cast<std::size_t>(bound.get_int64()) : 0;
}

std::size_t characters(std::string_view text) {
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

const json::object* properties_of(const json::object& schema) {
    const json::value* properties = schema.if_contains("properties");
    return properties != nullptr ? properties->if_object() : nullptr;
}

bool is_true(const json::object& schema, std::string_view keyword) {
    const json::value* flag = schema.if_contains(keyword);
    return flag != nullptr && flag->is_bool() && flag->get_bool();
}

std::vector<std::string_view> known_keys(const json::object& schema) {
    std::vector<std::string_view> known;
    const json::object* properties = properties_of(schema);
    if (properties == nullptr) return known;
    for (const auto& [key, property] : *properties) {
        const bool hidden = property.is_object() && is_true(property.get_object(), "doNotSuggest");
        if (!hidden) known.emplace_back(key);
    }
    return known;
}

// Known keys that do not stand in the object yet.
std::vector<std::string_view> free_keys(const json::object& schema, const json::object& object) {
    std::vector<std::string_view> free = known_keys(schema);
    free.erase(
        std::remove_if(free.begin(), free.end(), [&object](std::string_view key) { return object.contains(key); }),
        free.end());
    return free;
}

bool is_closed(const json::object& schema) {
    const json::value* others = schema.if_contains("additionalProperties");
    return others != nullptr && others->is_bool() && !others->get_bool();
}

}  // namespace

void SchemaWalk::at(const Value& schema, const Value& value) {
    if (schema.is_bool()) {
        if (!schema.get_bool()) say(words::forbidden({}));
        return;
    }
    const bool full = trials_ == 0 && errors_.size() >= most_errors_;
    if (full || depth_ >= deepest_walk) {
        must_not_be_judged_ = true;
        if (!full) say("Nested too deeply.");
        return;
    }
    ++depth_;
    const Object& object = schema.get_object();
    if (const Value* reference = object.if_contains("$ref")) {
        at(*find_definition(schema_.root, reference->get_string()), value);
    } else {
        const int secret = is_true(object, "writeOnly") ? 1 : 0;
        secrets_ += secret;
        check_keywords(object, value);
        secrets_ -= secret;
    }
    --depth_;
}

void SchemaWalk::check_keywords(const Object& schema, const Value& value) {
    if (!check_type(schema, value)) return;
    check_choice(schema, value);
    if (value.is_string()) check_text(schema, value.get_string());
    if (value.is_int64() || value.is_double()) check_number(schema, value);
    if (value.is_array()) check_list(schema, value.get_array());
    if (value.is_object()) check_object(schema, value.get_object());
    check_combinations(schema, value);
}

bool SchemaWalk::check_type(const Object& schema, const Value& value) {
    const Value* type = schema.if_contains("type");
    if (type == nullptr) return true;
    if (type->is_string() && has_type(value, type->get_string())) return true;
    if (type->is_array()) {
        const auto fits = [&value](const Value& one) { return one.is_string() && has_type(value, one.get_string()); };
        if (std::any_of(type->get_array().begin(), type->get_array().end(), fits)) return true;
    }
    say(words::wrong_type(schema, value));
    return false;
}

void SchemaWalk::check_choice(const Object& schema, const Value& value) {
    if (const Value* allowed = schema.if_contains("enum"); allowed != nullptr && allowed->is_array()) {
        const json::array& list = allowed->get_array();
        if (std::find(list.begin(), list.end(), value) == list.end()) say(words::not_in(list, value));
    }
    if (const Value* only = schema.if_contains("const"); only != nullptr && *only != value) say(words::must_be(*only));
}

void SchemaWalk::check_text(const Object& schema, std::string_view text) {
    const bool costly = schema.contains("pattern") || schema.contains("format");
    if (costly && text.size() > max_pattern_text) must_not_be_judged_ = true;
    const Value* least = schema.if_contains("minLength");
    const Value* most = schema.if_contains("maxLength");
    const std::size_t length = characters(text);
    if (most != nullptr && length > count(*most)) return say(words::too_long(*most));
    if (least != nullptr && length < count(*least)) return say(words::too_short(*least));
    if (costly && text.size() > max_pattern_text) return say(words::too_long(Value(max_pattern_text)));
    if (const Value* pattern = schema.if_contains("pattern")) {
        const auto compiled = schema_.patterns.find(std::string_view(pattern->get_string()));
        if (!std::regex_search(text.begin(), text.end(), compiled->second)) say(words::wrong_form(schema));
    }
}

void SchemaWalk::check_number(const Object& schema, const Value& value) {
    const auto number = value.to_number<double>();
    const Value* least = schema.if_contains("minimum");
    const Value* most = schema.if_contains("maximum");
    const bool too_small = least != nullptr && least->is_number() && number < least->to_number<double>();
    const bool too_large = most != nullptr && most->is_number() && number > most->to_number<double>();
    if (too_small || too_large) say(words::out_of_range(schema));
}

void SchemaWalk::check_list(const Object& schema, const json::array& list) {
    const Value* least = schema.if_contains("minItems");
    const Value* most = schema.if_contains("maxItems");
    if (least != nullptr && list.size() < count(*least)) say(words::too_few(*least, "item", {}));
    if (most != nullptr && list.size() > count(*most)) return say(words::too_many(*most, "item", {}));
    const Value* items = schema.if_contains("items");
    const bool unique = is_true(schema, "uniqueItems");
    const std::size_t above = pointer_.size();
    for (std::size_t index = 0; index < list.size(); ++index) {
        pointer_ += "/" + std::to_string(index);
        const auto* end = list.begin() + static_cast<std::ptrdiff_t>(index);
        if (unique && std::find(list.begin(), end, list[index]) != end) say("Stands in this list already.");
        if (items != nullptr) at(*items, list[index]);
        pointer_.resize(above);
    }
}

void SchemaWalk::check_object(const Object& schema, const Object& object) {
    check_key_count(schema, object);
    check_required(schema, object);
    for (const auto& [key, value] : object) check_member(schema, object, key, value);
}

void SchemaWalk::check_key_count(const Object& schema, const Object& object) {
    const Value* least = schema.if_contains("minProperties");
    const Value* most = schema.if_contains("maxProperties");
    if (least != nullptr && object.size() < count(*least)) say(words::too_few(*least, "key", known_keys(schema)));
    if (most != nullptr && object.size() > count(*most)) say(words::too_many(*most, "key", known_keys(schema)));
}

void SchemaWalk::check_required(const Object& schema, const Object& object) {
    const Value* required = schema.if_contains("required");
    if (required == nullptr || !required->is_array()) return;
    const Object* properties = properties_of(schema);
    const std::vector<std::string_view> free = free_keys(schema, object);
    for (const Value& name : required->get_array()) {
        const std::string_view key = name.get_string();
        if (object.contains(key)) continue;
        // One slip is one fault: a key that is this one misspelt is reported as such.
        const auto is_slip = [&](const json::key_value_pair& member) {
            const bool unknown = is_closed(schema) && (properties == nullptr || !properties->contains(member.key()));
            return unknown && nearest(member.key(), free) == key;
        };
        if (secrets_ == 0 && std::any_of(object.begin(), object.end(), is_slip)) continue;
        say(words::missing(key, properties != nullptr ? properties->if_contains(key) : nullptr));
    }
}

void SchemaWalk::check_member(const Object& schema, const Object& object, std::string_view key, const Value& value) {
    const Object* properties = properties_of(schema);
    const Value* property = properties != nullptr ? properties->if_contains(key) : nullptr;
    const std::size_t above = pointer_.size();
    const bool unknown = property == nullptr && is_closed(schema);
    if (unknown && secrets_ > 0)
        return say(words::unknown_key(key, known_keys(schema), free_keys(schema, object), true));

    pointer_ += pointer_step(key);
    if (const Value* names = schema.if_contains("propertyNames")) at(*names, json::string(key));
    if (unknown) {
        say(words::unknown_key(key, known_keys(schema), free_keys(schema, object), false));
    } else if (property != nullptr) {
        at(*property, value);
    } else if (const Value* others = schema.if_contains("additionalProperties")) {
        at(*others, value);
    }
    pointer_.resize(above);
}

void SchemaWalk::check_combinations(const Object& schema, const Value& value) {
    if (const Value* all = schema.if_contains("allOf")) {
        for (const Value& one : all->get_array()) at(one, value);
    }
    if (const Value* any = schema.if_contains("anyOf")) check_branches(any->get_array(), value, false);
    if (const Value* one = schema.if_contains("oneOf")) check_branches(one->get_array(), value, true);
    if (const Value* never = schema.if_contains("not"); never != nullptr && faults_of(*never, value).empty()) {
        say(words::forbidden(schema));
    }
    if (const Value* condition = schema.if_contains("if")) {
        const Value* follows = schema.if_contains(faults_of(*condition, value).empty() ? "then" : "else");
        if (follows != nullptr) at(*follows, value);
    }
}

// Of alternatives the one that came nearest is explained: that with the fewest faults.
void SchemaWalk::check_branches(const json::array& branches, const Value& value, bool exactly_one) {
    std::vector<ProblemError> nearest_faults;
    std::size_t fitting = 0;
    for (const Value& branch : branches) {
        std::vector<ProblemError> faults = faults_of(branch, value);
        if (faults.empty()) ++fitting;
        if (nearest_faults.empty() || faults.size() < nearest_faults.size()) nearest_faults = std::move(faults);
    }
    if (fitting == 0) errors_.insert(errors_.end(), nearest_faults.begin(), nearest_faults.end());
    if (exactly_one && fitting > 1) say("Fits several of the forms that are allowed here; it must fit exactly one.");
}

std::vector<ProblemError> SchemaWalk::faults_of(const Value& schema, const Value& value) {
    std::vector<ProblemError> outer;
    outer.swap(errors_);
    ++trials_;
    at(schema, value);
    --trials_;
    outer.swap(errors_);
    return outer;
}

}  // namespace coexist::config
