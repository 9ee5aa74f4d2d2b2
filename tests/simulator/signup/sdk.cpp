#include "signup/signup.hpp"

namespace sim::signup {

// FB.init and FB.login as far as Embedded Signup uses them. The real script hears from its popup through frames of the
// platform's own origin; this one asks the simulator, because the popup has no opener.
std::string sdk_script() {
    return R"js((function () {
  'use strict';
  var base = new URL(document.currentScript.src).origin;
  var settings = null;

  function isLoopback(host) { return host === 'localhost' || host === '127.0.0.1' || host === '[::1]'; }

  function newChannel() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (b) { return ('0' + b.toString(16)).slice(-2); }).join('');
  }

  function post(data, origin) {
    window.dispatchEvent(new MessageEvent('message', { data: data, origin: origin }));
  }

  function dialogUrl(options, more) {
    var query = new URLSearchParams({ client_id: settings.appId });
    ['config_id', 'response_type', 'scope', 'state'].forEach(function (name) {
      if (options[name] !== undefined) query.set(name, options[name]);
    });
    if (options.override_default_response_type !== undefined) {
      query.set('override_default_response_type', String(options.override_default_response_type));
    }
    if (options.extras !== undefined) query.set('extras', JSON.stringify(options.extras));
    Object.keys(more).forEach(function (name) { query.set(name, more[name]); });
    return base + '/' + settings.version + '/dialog/oauth?' + query;
  }

  function end(result, callback) {
    var tellEvents = function () { result.events.forEach(function (text) { post(text, result.event_origin); }); };
    var tellCode = function () {
      callback(result.code
        ? { authResponse: { userID: null, expiresIn: null, code: result.code }, status: 'connected' }
        : { authResponse: null, status: 'unknown' });
    };
    post('cb=f1&domain=' + location.hostname + '&relation=opener', result.event_origin);
    if (result.event_first) { tellEvents(); tellCode(); } else { tellCode(); tellEvents(); }
  }

  function ask(channel, callback) {
    fetch(base + '/dialog/result?dialog=' + channel).then(function (answer) { return answer.json(); }).then(
      function (result) {
        if (result.decided) return end(result, callback);
        setTimeout(ask, 200, channel, callback);
      },
      function () { setTimeout(ask, 1000, channel, callback); });
  }

  window.FB = {
    init: function (chosen) {
      if (!chosen || !/^v\d+\.\d+$/.test(chosen.version || '')) throw new Error('init not called with valid version');
      settings = { appId: String(chosen.appId), version: chosen.version };
    },
    login: function (callback, options) {
      options = options || {};
      if (typeof callback !== 'function') throw new Error('Expression is of type undefined, not function');
      if (!settings) { console.warn('FB.login() called before FB.init().'); return; }
      if (location.protocol !== 'https:' && !isLoopback(location.hostname)) {
        console.error('The method FB.login can no longer be called from http pages.');
        return;
      }
      var channel = newChannel();
      var popup = window.open(dialogUrl(options, {
        sdk: 'joey', display: 'popup', domain: location.hostname, channel: channel
      }), '_blank', 'width=600,height=700');
      if (popup) return ask(channel, callback);
      if (options.fallback_redirect_uri) {
        location.assign(dialogUrl(options, { redirect_uri: options.fallback_redirect_uri }));
        return;
      }
      callback({ authResponse: null, status: 'unknown' });
    }
  };
  if (typeof window.fbAsyncInit === 'function') window.fbAsyncInit();
})();
)js";
}

}  // namespace sim::signup
