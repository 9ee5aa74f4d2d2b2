#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "channel/channel.hpp"
#include "channel/media_desk.hpp"

namespace rooms {

coexist::SendOutcome taken(const std::string& wamid);
coexist::SendOutcome refused(std::int64_t code, coexist::Cure cure = coexist::Cure::fix,
                             coexist::AccountEffect effect = coexist::AccountEffect::none);
coexist::SendOutcome not_sent();
coexist::SendOutcome no_answer();

/// A platform of the test's own: answers what was written down for it, and remembers what it was asked. The provider's
/// card and refusals are the real ones. Thread-safe.
class ScriptedChannel : public coexist::Channel {
  public:
    explicit ScriptedChannel(coexist::Provider provider);

    /// Answers to sends, in this order; afterwards every send is taken.
    void answer_sends(std::vector<coexist::SendOutcome> outcomes);
    /// What reading any number answers from now on, and what subscribing does.
    void describe_number(coexist::NumberOutcome number);
    void answer_subscribe(coexist::CallOutcome outcome);
    /// Whether the platform lists us, until we subscribe or unsubscribe; what unsubscribing answers.
    void list_subscription(bool ours);
    void answer_unsubscribe(coexist::CallOutcome outcome);
    /// Sends wait from now on, until let_go() or abort().
    void hold_sends();
    void let_go();
    /// The next send throws.
    void throw_once();
    void set_can_deliver(bool can);
    void set_retry_after(std::optional<std::int64_t> ms);

    /// What listing the templates answers, and what giving a file does (its id is "media-1", "media-2", ...).
    void list_templates(std::vector<coexist::ListedTemplate> templates);
    void answer_uploads(std::vector<coexist::CallOutcome> outcomes);
    coexist::UploadOutcome upload(const coexist::FileToUpload& file);
    /// Files that were given, by path and type.
    std::vector<std::string> uploaded();

    /// Requests that reached the platform, oldest first.
    std::vector<std::string> sent();
    int waiting();
    int reads();
    int subscribes();
    int unsubscribes();
    /// Messages that were marked as read: the wamid, and " typing" where that was asked for.
    std::vector<std::string> marked();
    bool aborted();
    /// Tokens that calls came with.
    std::string last_token();
    /// Called on the worker's thread before a send is answered.
    std::function<void(const std::string& request)> on_send;

    [[nodiscard]] const coexist::ChannelCard& card() const override;
    [[nodiscard]] std::optional<coexist::OtherAction> instead_of(std::string_view action) const override;
    [[nodiscard]] bool can_deliver() const override;
    /// Composed as the Cloud API's own channels do.
    [[nodiscard]] coexist::Result<coexist::Outgoing> compose(const coexist::Draft& draft) const override;
    /// "RECIPIENT: TEXT" of a text, the Cloud API's body of anything else.
    [[nodiscard]] std::string request(const coexist::Envelope& envelope,
                                      const coexist::Outgoing& outgoing) const override;
    coexist::CallOutcome mark_read(const coexist::Line& line, const std::string& wamid, bool typing) override;
    coexist::SendOutcome send(const coexist::Line& line, const std::string& request) override;
    coexist::NumberOutcome read_number(const coexist::Line& line) override;
    coexist::TemplatesOutcome read_templates(const coexist::Line& line) override;
    coexist::CallOutcome subscribe(const coexist::Line& line) override;
    coexist::SubscriptionOutcome read_subscription(const coexist::Line& line) override;
    coexist::CallOutcome unsubscribe(const coexist::Line& line) override;
    [[nodiscard]] std::optional<coexist::Problem> refuses(const coexist::NumberNode& number) const override;
    [[nodiscard]] std::optional<std::int64_t> retry_after_ms(const coexist::CallOutcome& outcome,
                                                             std::int64_t attempts) const override;
    void abort() override;

  private:
    const coexist::Provider provider_;
    mutable std::mutex guard_;
    std::condition_variable moved_;
    std::deque<coexist::SendOutcome> outcomes_;
    coexist::NumberOutcome number_;
    coexist::CallOutcome subscribed_;
    coexist::CallOutcome unsubscribed_;
    bool listed_ = true;
    int unsubscribes_ = 0;
    std::vector<std::string> sent_;
    std::vector<std::string> marked_;
    std::vector<std::string> uploaded_;
    std::deque<coexist::CallOutcome> uploads_;
    std::vector<coexist::ListedTemplate> templates_;
    std::string token_;
    std::optional<std::int64_t> retry_after_;
    int waiting_ = 0;
    int reads_ = 0;
    int subscribes_ = 0;
    bool held_ = false;
    bool throws_ = false;
    bool can_deliver_ = true;
    bool aborted_ = false;
};

}  // namespace rooms
