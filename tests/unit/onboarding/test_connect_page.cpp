#include "catch.hpp"
#include "onboarding/connect_page.hpp"
#include "onboarding/refusals.hpp"

using namespace coexist;

namespace {

bool says(const ConnectPage& page, const std::string& words) {
    return page.body.find(html_text(words)) != std::string::npos;
}

}  // namespace

TEST_CASE("the page at the end of the dialog speaks the browser's language", "[onboarding]") {
    const ConnectPage turkish = received_page("de-AT, tr;q=0.8", "op_1", Provider::coex);
    CHECK(turkish.body.find("<html lang=\"tr\">") != std::string::npos);
    CHECK(says(turkish, "WhatsApp yanıt verdi"));
    CHECK(says(turkish, "Telefonda WhatsApp Business uygulamasını birkaç dakika açık bırakın."));
    CHECK(turkish.body.find("operation:'op_1'") != std::string::npos);
    CHECK_FALSE(says(received_page("tr", "op_1", Provider::meta), "Telefonda"));
    CHECK(says(received_page("es-MX", "op_1", Provider::coex), "Puede cerrar esta ventana."));
    for (const char* wishes : {"", "de", "en-GB", "</title>"}) {
        CAPTURE(wishes);
        const ConnectPage english = received_page(wishes, "op_1", Provider::coex);
        CHECK(english.body.find("<html lang=\"en\">") != std::string::npos);
        CHECK(says(english, "You may close this window."));
    }
}

TEST_CASE("what the dialog's end refuses is said in each language, in English as everywhere", "[onboarding]") {
    using namespace connect_refusal;
    for (const Problem& problem :
         {state_invalid(), state_used(), expired(), other_browser(), code_missing(), dialog_denied()}) {
        CAPTURE(problem.code);
        const ConnectPage english = refused_page("en", problem, {});
        CHECK(says(english, problem.detail));
        CHECK(says(english, problem.next));
        for (const char* language : {"tr", "es"}) {
            const ConnectPage page = refused_page(language, problem, {});
            CAPTURE(language, page.body);
            CHECK(page.status == english.status);
            CHECK_FALSE(says(page, problem.detail));
            CHECK_FALSE(says(page, problem.next));
            CHECK(says(page, problem.code));
        }
    }
    CHECK(says(refused_page("es", expired(), {}), "La conexión no se terminó dentro de la hora en que era válida."));
}

TEST_CASE("a number that the platform told stands on the page in each language", "[onboarding]") {
    for (const char* language : {"en", "tr", "es"}) {
        CHECK(says(refused_page(language, connect_refusal::dialog_error("1349195"), {}),
                   "connect_dialog_failed 1349195"));
        CHECK(refused_page(language, connect_refusal::dialog_error({}), {}).body.find(">connect_dialog_failed</p>") !=
              std::string::npos);
    }
}

TEST_CASE("a refusal that no catalogue knows keeps its own words", "[onboarding]") {
    const Problem odd{Refusal::invalid, "odd", "An <odd> thing.", "Do that.", {}};
    CHECK(says(refused_page("tr", odd, {}), "An <odd> thing."));
    CHECK(says(refused_page("tr", odd, {}), "Do that."));
    CHECK(refused_page("tr", odd, {}).body.find("<odd>") == std::string::npos);
}
