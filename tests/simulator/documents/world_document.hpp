#pragma once
#include "json_read.hpp"

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sim {

class Simulator;
struct App;
struct Number;

/// A document that the world cannot take; `what()` is one sentence with the key that is wrong.
struct WorldDocumentError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The text at `key`; throws WorldDocumentError when there is none.
std::string required(const json::object& document, std::string_view key);
/// The texts of a list; none when there is no list.
std::set<std::string> texts_at(const json::object& document, std::string_view key);

/// `{id, secret, name?, fields?[], business_id?, live?, integration_fields?[], redirect_uris?[], sdk_domains?[],
/// configs?[], deauthorize_url?, data_deletion_url?}`; callback_url and verify_token are left to the handshake.
App& put_app(Simulator& simulator, const json::object& document);
/// The app's callback has passed its handshake.
void keep_callback(App& app, const std::string& url, const std::string& verify_token);
/// `{token, app_id?, waba_ids[], scopes?[], expires_at?, invalid_subcode?, targets_omitted?, user_id?,
/// client_business_id?}`; `waba_ids` in the order they were granted.
void put_token(Simulator& simulator, const json::object& document);
/// `{waba_id, phone_number_id, display_phone_number, name?, coex?, owner_business_id?, token(s)?, subscribed?[],
/// gateway?, onboarded?, attached_to?, shown? ...}` and what read_owner_phone takes.
Number& put_number(Simulator& simulator, const json::object& document);
/// `{apps[], numbers[], tokens[]}`; shakes hands with each app's callback, again and again until it passes, because the
/// receiver may start after the simulator.
void put_world(Simulator& simulator, const json::object& document);
/// The callback of an app: tried every half second until it passes.
void verify_callback_until_it_passes(Simulator& simulator, const std::string& app_id, const std::string& url,
                                     const std::string& verify_token);

}  // namespace sim
