#include "secrets/token_cipher.hpp"

#include "secrets/digest.hpp"
#include "secrets/gcm.hpp"
#include "secrets/resolve.hpp"

#include <optional>

namespace coexist {
namespace {

constexpr std::string_view version_mark = "v1.";
constexpr std::string_view key_id_label = "coexist token key id";
constexpr std::size_t key_id_digits = 8;

Problem key_changed(std::string_view sealed_under, const std::string& have) {
    return {Refusal::config,
            "secrets_key_changed",
            "A stored token was sealed under the key " + std::string(sealed_under) +
                ", but secrets_key now holds the key " + have + ".",
            "Put the old key back where secrets_key points. If it is lost, no stored token can be read any more: every "
            "account must be connected or adopted anew; messages and contacts are not affected.",
            {}};
}

Problem corrupted() {
    return {Refusal::internal,
            "sealed_secret_corrupted",
            "A stored token is damaged, or belongs to another account: it does not open with the right key.",
            "Connect or adopt this account anew. If many accounts are hit, restore the state from its backup.",
            {}};
}

Problem newer() {
    return {Refusal::version,
            "sealed_secret_newer",
            "A stored token was sealed by a newer version of this plugin.",
            "Install that version again, or a later one.",
            {}};
}

std::optional<std::string> key_from(std::string_view text) {
    auto key = text.size() == 2 * gcm::key_bytes ? from_hex(text) : from_base64(text);
    if (!key || key->size() != gcm::key_bytes) return {};
    return key;
}

}  // namespace

Result<TokenCipher> TokenCipher::from_key(const Secret& key_text) {
    std::optional<std::string> bytes = key_from(key_text.reveal());
    if (!bytes) {
        return Problem{
            Refusal::config,
            "secrets_key_invalid",
            "What secrets_key points to is not a key: 32 bytes are needed, as base64 (44 characters) or hex "
            "(64 digits).",
            "Make one with: openssl rand -base64 32 . Keep a copy apart from the state's backup. If accounts "
            "are connected already, find their key instead: a new one cannot open their tokens.",
            {}};
    }
    Secret key = Secret::taking(*bytes);
    const Sha256 mark = hmac_sha256(key.reveal(), key_id_label);
    const std::string hex = to_hex({reinterpret_cast<const char*>(mark.data()), mark.size()});
    return TokenCipher(std::move(key), hex.substr(0, key_id_digits));
}

Result<TokenCipher> TokenCipher::load(const SecretRef& secrets_key) {
    Result<ResolvedSecret> key_text = resolve(secrets_key);
    if (!key_text) {
        Problem problem = key_text.take_problem();
        problem.next += " secrets_key takes 32 random bytes; make them with: openssl rand -base64 32 .";
        return problem;
    }
    return from_key(key_text->secret);
}

Result<std::string> TokenCipher::seal(const Secret& secret, std::string_view bound_to) const {
    const auto box = gcm::seal(key_.reveal(), secret.reveal(), bound_to);
    if (!box) {
        return Problem{Refusal::unavailable,
                       "random_unavailable",
                       "The system gave no random numbers to seal a token with.",
                       "Try again; if it stays, look at the system's /dev/urandom.",
                       {}};
    }
    return std::string(version_mark) + key_id_ + "." + to_base64(*box);
}

Result<Secret> TokenCipher::open(std::string_view sealed, std::string_view bound_to) const {
    if (sealed.substr(0, version_mark.size()) != version_mark) {
        const bool versioned = sealed.size() > 2 && sealed[0] == 'v' && sealed[1] >= '2' && sealed[1] <= '9';
        return versioned ? newer() : corrupted();
    }
    sealed.remove_prefix(version_mark.size());
    if (sealed.size() <= key_id_digits || sealed[key_id_digits] != '.') return corrupted();
    const std::string_view sealed_under = sealed.substr(0, key_id_digits);
    if (!from_hex(sealed_under)) return corrupted();
    if (sealed_under != key_id_) return key_changed(sealed_under, key_id_);
    const auto box = from_base64(sealed.substr(key_id_digits + 1));
    if (!box) return corrupted();
    auto secret = gcm::open(key_.reveal(), *box, bound_to);
    if (!secret) return corrupted();
    return std::move(*secret);
}

std::string TokenCipher::sign(std::string_view purpose, std::string_view bytes) const {
    const auto text = [](const Sha256& mac) {
        return std::string_view(reinterpret_cast<const char*>(mac.data()), mac.size());
    };
    const Sha256 derived = hmac_sha256(key_.reveal(), std::string("coexist ") + std::string(purpose));
    return to_hex(text(hmac_sha256(text(derived), bytes)));
}

}  // namespace coexist
