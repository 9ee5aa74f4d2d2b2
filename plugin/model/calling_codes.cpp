#include "model/calling_codes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace coexist {
namespace {

using Code = std::pair<std::string_view, std::string_view>;

// Sorted as texts, so that the longest code that fits is found by search.
constexpr std::array codes{
    Code{"1", "US"},    Code{"1242", "BS"}, Code{"1246", "BB"}, Code{"1264", "AI"}, Code{"1268", "AG"},
    Code{"1284", "VG"}, Code{"1340", "VI"}, Code{"1345", "KY"}, Code{"1441", "BM"}, Code{"1473", "GD"},
    Code{"1649", "TC"}, Code{"1658", "JM"}, Code{"1664", "MS"}, Code{"1670", "MP"}, Code{"1671", "GU"},
    Code{"1684", "AS"}, Code{"1721", "SX"}, Code{"1758", "LC"}, Code{"1767", "DM"}, Code{"1784", "VC"},
    Code{"1787", "PR"}, Code{"1809", "DO"}, Code{"1829", "DO"}, Code{"1849", "DO"}, Code{"1868", "TT"},
    Code{"1869", "KN"}, Code{"1876", "JM"}, Code{"1939", "PR"}, Code{"20", "EG"},   Code{"211", "SS"},
    Code{"212", "MA"},  Code{"213", "DZ"},  Code{"216", "TN"},  Code{"218", "LY"},  Code{"220", "GM"},
    Code{"221", "SN"},  Code{"222", "MR"},  Code{"223", "ML"},  Code{"224", "GN"},  Code{"225", "CI"},
    Code{"226", "BF"},  Code{"227", "NE"},  Code{"228", "TG"},  Code{"229", "BJ"},  Code{"230", "MU"},
    Code{"231", "LR"},  Code{"232", "SL"},  Code{"233", "GH"},  Code{"234", "NG"},  Code{"235", "TD"},
    Code{"236", "CF"},  Code{"237", "CM"},  Code{"238", "CV"},  Code{"239", "ST"},  Code{"240", "GQ"},
    Code{"241", "GA"},  Code{"242", "CG"},  Code{"243", "CD"},  Code{"244", "AO"},  Code{"245", "GW"},
    Code{"246", "IO"},  Code{"247", "SH"},  Code{"248", "SC"},  Code{"249", "SD"},  Code{"250", "RW"},
    Code{"251", "ET"},  Code{"252", "SO"},  Code{"253", "DJ"},  Code{"254", "KE"},  Code{"255", "TZ"},
    Code{"256", "UG"},  Code{"257", "BI"},  Code{"258", "MZ"},  Code{"260", "ZM"},  Code{"261", "MG"},
    Code{"262", "RE"},  Code{"263", "ZW"},  Code{"264", "NA"},  Code{"265", "MW"},  Code{"266", "LS"},
    Code{"267", "BW"},  Code{"268", "SZ"},  Code{"269", "KM"},  Code{"27", "ZA"},   Code{"290", "SH"},
    Code{"291", "ER"},  Code{"297", "AW"},  Code{"298", "FO"},  Code{"299", "GL"},  Code{"30", "GR"},
    Code{"31", "NL"},   Code{"32", "BE"},   Code{"33", "FR"},   Code{"34", "ES"},   Code{"350", "GI"},
    Code{"351", "PT"},  Code{"352", "LU"},  Code{"353", "IE"},  Code{"354", "IS"},  Code{"355", "AL"},
    Code{"356", "MT"},  Code{"357", "CY"},  Code{"358", "FI"},  Code{"359", "BG"},  Code{"36", "HU"},
    Code{"370", "LT"},  Code{"371", "LV"},  Code{"372", "EE"},  Code{"373", "MD"},  Code{"374", "AM"},
    Code{"375", "BY"},  Code{"376", "AD"},  Code{"377", "MC"},  Code{"378", "SM"},  Code{"380", "UA"},
    Code{"381", "RS"},  Code{"382", "ME"},  Code{"383", "XK"},  Code{"385", "HR"},  Code{"386", "SI"},
    Code{"387", "BA"},  Code{"389", "MK"},  Code{"39", "IT"},   Code{"40", "RO"},   Code{"41", "CH"},
    Code{"420", "CZ"},  Code{"421", "SK"},  Code{"423", "LI"},  Code{"43", "AT"},   Code{"44", "GB"},
    Code{"45", "DK"},   Code{"46", "SE"},   Code{"47", "NO"},   Code{"48", "PL"},   Code{"49", "DE"},
    Code{"500", "FK"},  Code{"501", "BZ"},  Code{"502", "GT"},  Code{"503", "SV"},  Code{"504", "HN"},
    Code{"505", "NI"},  Code{"506", "CR"},  Code{"507", "PA"},  Code{"508", "PM"},  Code{"509", "HT"},
    Code{"51", "PE"},   Code{"52", "MX"},   Code{"53", "CU"},   Code{"54", "AR"},   Code{"55", "BR"},
    Code{"56", "CL"},   Code{"57", "CO"},   Code{"58", "VE"},   Code{"590", "GP"},  Code{"591", "BO"},
    Code{"592", "GY"},  Code{"593", "EC"},  Code{"594", "GF"},  Code{"595", "PY"},  Code{"596", "MQ"},
    Code{"597", "SR"},  Code{"598", "UY"},  Code{"599", "CW"},  Code{"60", "MY"},   Code{"61", "AU"},
    Code{"62", "ID"},   Code{"63", "PH"},   Code{"64", "NZ"},   Code{"65", "SG"},   Code{"66", "TH"},
    Code{"670", "TL"},  Code{"672", "NF"},  Code{"673", "BN"},  Code{"674", "NR"},  Code{"675", "PG"},
    Code{"676", "TO"},  Code{"677", "SB"},  Code{"678", "VU"},  Code{"679", "FJ"},  Code{"680", "PW"},
    Code{"681", "WF"},  Code{"682", "CK"},  Code{"683", "NU"},  Code{"685", "WS"},  Code{"686", "KI"},
    Code{"687", "NC"},  Code{"688", "TV"},  Code{"689", "PF"},  Code{"690", "TK"},  Code{"691", "FM"},
    Code{"692", "MH"},  Code{"7", "RU"},    Code{"76", "KZ"},   Code{"77", "KZ"},   Code{"81", "JP"},
    Code{"82", "KR"},   Code{"84", "VN"},   Code{"850", "KP"},  Code{"852", "HK"},  Code{"853", "MO"},
    Code{"855", "KH"},  Code{"856", "LA"},  Code{"86", "CN"},   Code{"880", "BD"},  Code{"886", "TW"},
    Code{"90", "TR"},   Code{"91", "IN"},   Code{"92", "PK"},   Code{"93", "AF"},   Code{"94", "LK"},
    Code{"95", "MM"},   Code{"960", "MV"},  Code{"961", "LB"},  Code{"962", "JO"},  Code{"963", "SY"},
    Code{"964", "IQ"},  Code{"965", "KW"},  Code{"966", "SA"},  Code{"967", "YE"},  Code{"968", "OM"},
    Code{"970", "PS"},  Code{"971", "AE"},  Code{"972", "IL"},  Code{"973", "BH"},  Code{"974", "QA"},
    Code{"975", "BT"},  Code{"976", "MN"},  Code{"977", "NP"},  Code{"98", "IR"},   Code{"992", "TJ"},
    Code{"993", "TM"},  Code{"994", "AZ"},  Code{"995", "GE"},  Code{"996", "KG"},  Code{"998", "UZ"},
};

constexpr std::size_t longest_code = 4;

}  // namespace

std::string_view country_of_number(std::string_view digits) {
    for (std::size_t length = std::min(longest_code, digits.size()); length > 0; --length) {
        const std::string_view code = digits.substr(0, length);
        const auto* found = std::lower_bound(codes.begin(), codes.end(), code,
                                             [](const Code& one, std::string_view other) { return one.first < other; });
        if (found != codes.end() && found->first == code) return found->second;
    }
    return {};
}

}  // namespace coexist
