#include "catch.hpp"
#include "entry/host_bench.hpp"

// Approved: a person has read these sentences. Change one only on purpose.

namespace {

std::string words(const crm_reply* reply) {
    const crm::Reply held(rooms::plugin(), reply);
    const boost::json::object said = rooms::document_of(held);
    std::string text;
    for (const char* name : {"code", "detail", "next"}) text += std::string(said.at(name).as_string()) + "\n";
    return text;
}

}  // namespace

TEST_CASE("a call that lacks an argument is told which, and what to pass", "[entry]") {
    CHECK(words(rooms::plugin().health(nullptr)) ==
          "argument_missing\nThe call has no instance.\nPass all that crm/plugin.h asks for.\n");
    CHECK(words(rooms::plugin().check_config(nullptr)) ==
          "argument_missing\nThe call has no document.\nPass all that crm/plugin.h asks for.\n");
    crm_document short_one = crm::document("{}", "x");
    short_one.struct_size = CRM_SIZE_UPTO(crm_document, text);
    CHECK(words(rooms::plugin().check_config(&short_one)) ==
          "argument_short\nThe struct_size of the document ends before a field that this call needs.\n"
          "Set it by CRM_SIZE_UPTO of the last field that you know.\n");
}
