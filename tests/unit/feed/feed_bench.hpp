#pragma once
#include <boost/json.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "feed/feed.hpp"
#include "ingest/writer_bench.hpp"

namespace rooms {
using namespace coexist;
namespace json = boost::json;

/// A started feed over a state with one account and, if asked for, something to tell.
struct FeedBench : WriterBench {
    FeedBench() { feed.start(); }

    json::object next(const std::string& consumer, const std::string& begin = {}, std::uint32_t max = 0) {
        const auto answer = feed.next(consumer, begin, max);
        REQUIRE(answer.ok());
        return json::parse(*answer).as_object();
    }
    void acknowledge(const std::string& consumer, const json::object& batch) {
        const std::string cursor(batch.at("cursor").as_string());
        REQUIRE(feed.acknowledge(consumer, cursor).ok());
    }
    void imported(const std::string& wamid) { told(wamid, "long ago", Origin::imported, Witness::history, 1780000000); }
    void guest_wrote(const std::string& wamid, const std::string& text = "hello") {
        told(wamid, text, Origin::customer, Witness::live, 1795010000);
    }
    void told(const std::string& wamid, const std::string& text, Origin origin, Witness witness, std::int64_t at) {
        transact([&](WriteContext& context) {
            Message told;
            told.wamid = Wamid(wamid);
            told.origin = origin;
            told.sides = side_customer;
            told.peers = {{IdentityKind::wa_id, "4915112345678"}};
            told.content = Content{true, witness, {at, wamid}, "text", text, {}, "", ""};
            context.fold.apply(all_accounts(context.session).front(), {{}, MessageFact{told}});
        });
    }

    Feed feed{directory(), readers(), Clock()};
};

inline std::size_t count(const json::object& batch) {
    return batch.at("events").as_array().size();
}

inline std::vector<std::string> column(const json::object& batch, const char* name) {
    std::vector<std::string> values;
    for (const json::value& event : batch.at("events").as_array()) {
        values.emplace_back(event.as_object().at(name).as_string());
    }
    return values;
}

}  // namespace rooms
