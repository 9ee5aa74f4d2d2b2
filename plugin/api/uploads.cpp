#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <random>
#include <system_error>

#include "actions/keep_file.hpp"
#include "api/answers.hpp"
#include "api/routes.hpp"
#include "channels/cloud/file_rules.hpp"
#include "media/incoming_file.hpp"
#include "media/media_fetch.hpp"
#include "media/media_rules.hpp"
#include "store/media.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t part_bytes = 64 * 1024;
constexpr std::size_t first_bytes = 16;

Problem upload_invalid(std::string detail) {
    return {Refusal::invalid,
            "upload_invalid",
            std::move(detail),
            "Send the file's bytes as the body, and its kind as content-type; GET /v1/openapi.yaml lists the kinds.",
            {}};
}

Problem unreadable() {
    return {Refusal::invalid,
            "body_file_unreadable",
            "The file with the body cannot be read.",
            "Keep it until the call returns, readable for this process.",
            {}};
}

Problem disk_refused(const std::string& why) {
    return {Refusal::unavailable,
            "not_stored",
            "The file could not be stored: " + why + ".",
            "Free some space on the server's disk, then upload it again.",
            {}};
}

/// Where the body's bytes come from: from memory, or from the file that the host hands over.
bool pour(const HttpRequest& request, IncomingFile& into, std::string& head) {
    if (request.body_file.empty()) {
        head = request.body.substr(0, first_bytes);
        into.take(request.body);
        return true;
    }
    std::ifstream file(std::string(request.body_file), std::ios::binary);
    std::string part(part_bytes, '\0');
    const std::int64_t most = cloud::largest_file();
    while (file && into.bytes() <= most) {
        file.read(part.data(), static_cast<std::streamsize>(part.size()));
        const std::string_view read(part.data(), static_cast<std::size_t>(file.gcount()));
        if (head.empty()) head = read.substr(0, first_bytes);
        into.take(read);
    }
    return !file.bad() && (file.eof() || into.bytes() > most);
}

std::string place_for(const std::string& directory) {
    std::random_device chance;
    return incoming_folder(directory) + "/" + upload_prefix + std::to_string(chance()) + "-" + std::to_string(chance());
}

Result<json::object> kept(const Call& call, const AccountRow& account, const std::string& mime_type) {
    IncomingFile file(place_for(call.services.directory));
    std::string head;
    if (!pour(call.request, file, head)) return unreadable();
    if (file.bytes() == 0) return upload_invalid("The body is empty.");
    const auto kinds = cloud::kinds_for(mime_type, file.bytes());
    if (kinds.empty()) {
        return Problem{
            Refusal::too_large,
            "file_not_sendable",
            "WhatsApp takes no file of the kind " + mime_type + " with " + std::to_string(file.bytes()) + " bytes.",
            "Make it smaller; the most is 100 MB, for documents.",
            {}};
    }
    if (cloud::contradicts(mime_type, head)) {
        return upload_invalid("The file's bytes are not those of the kind " + mime_type + ".");
    }
    const std::string content = file.sha256();
    file.publish(media_path(call.services.directory, account.tenant, content));
    auto operation = call.services.actions.keep_file(account, call.actor, {content, mime_type, file.bytes()});
    if (!operation) return operation.take_problem();
    if (operation->state == "failed") {
        const json::object problem = json::parse(operation->problem).as_object();
        return Problem{Refusal::conflict,
                       std::string(problem.at("code").as_string()),
                       std::string(problem.at("detail").as_string()),
                       std::string(problem.at("next").as_string()),
                       {}};
    }
    if (operation->result.empty()) {
        return Problem{Refusal::unavailable,
                       "owner_absent",
                       "The file was stored, but nobody works the state at the moment, so that it has no id yet.",
                       "Start the owner, then upload it again.",
                       {}};
    }
    json::object answer = json::parse(operation->result).as_object();
    json::array& fits = answer["kinds"].emplace_array();
    for (const std::string_view kind : kinds) fits.push_back(json::string_view(kind.data(), kind.size()));
    return answer;
}

}  // namespace

Result<HttpAnswer> upload_file(const Call& call) {
    std::optional<AccountRow> account;
    {
        ReaderPool::Lease session = call.services.readers.take();
        auto asked = account_asked(call, *session, call.query.value("account"));
        if (!asked) return asked.take_problem();
        account = std::move(asked).value();
    }
    const std::string mime_type = bare_type(header_of(call.request, "content-type"));
    if (mime_type.find('/') == std::string::npos || mime_type.size() > 127) {
        return upload_invalid("The content-type does not say what kind of file it is.");
    }
    if (account->provider == Provider::meow) {
        return Problem{Refusal::conflict,
                       "action_not_for_provider",
                       "This version reaches no bridge for numbers linked by QR, so that no files go out there.",
                       "Send a text.",
                       {}};
    }
    try {
        auto answer = kept(call, *account, mime_type);
        if (!answer) return answer.take_problem();
        return json_answer(*answer, 201);
    } catch (const std::system_error& error) {
        return disk_refused(error.code().message());
    }
}

}  // namespace coexist
