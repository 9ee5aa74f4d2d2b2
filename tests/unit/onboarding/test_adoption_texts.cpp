#include <sstream>

#include "catch.hpp"
#include "config/approved.hpp"
#include "onboarding/adoption_refusals.hpp"

// What people read when a number is not adopted, compared letter by letter with what was approved.

using namespace coexist;
namespace refusal = adoption_refusal;

TEST_CASE("every refusal of an adoption says what was approved", "[onboarding]") {
    const std::filesystem::path here = approval::folder().parent_path() / "onboarding";
    const std::vector<Problem> all{refusal::token_invalid(),
                                   refusal::token_of_other_app(),
                                   refusal::scope_missing("whatsapp_business_management"),
                                   refusal::waba_not_confirmed(),
                                   refusal::number_not_in_waba(),
                                   refusal::phone_needed("dialog"),
                                   refusal::phone_differs()};
    std::istringstream header(approval::bytes_of(here.parent_path().parent_path().parent_path() / "plugin" /
                                                 "onboarding" / "adoption_refusals.hpp"));
    std::size_t declared = 0;
    for (std::string line; std::getline(header, line);) declared += line.rfind("Problem ", 0) == 0 ? 1 : 0;
    CHECK(all.size() == declared);
    std::string text;
    for (const Problem& problem : all) {
        text += problem.code + " (" + std::to_string(http_status(problem.refusal)) + ")\n  " + problem.detail + "\n  " +
                problem.next + "\n";
    }
    approval::check_file(here / "approved" / "adoption.txt", text);
}
