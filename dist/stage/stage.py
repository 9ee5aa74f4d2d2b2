"""Sets the stage on loopback: the simulator in Meta's place, the reference host with the plugin, two hotels, three people.

Used by the quickstart and by the scenario tests. Standard library only.
"""
import json
import os
import pathlib
import queue
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time

from http_json import call, look

APP, WABA, PHONE_ID, DIGITS, TOKEN = "100200300400500", "210987654321001", "310987654321002", "905321110022", "EAAquickstart"
MOUNT = "/channels/whatsapp"
CONFIG = """\
public_url: http://127.0.0.1:{host_port}{mount}
secrets_key: {{env: COEXIST_SECRETS_KEY}}
apps:
  hotel:
    app_id: {app}
    app_secret: {{env: COEXIST_APP_SECRET}}
    verify_token: {{env: COEXIST_VERIFY_TOKEN}}
    graph_base: {graph}
    signup: {{config_id: 700700, dialog_base: "{graph}", dedicated: {{pin: {{env: COEXIST_REGISTRATION_PIN}}}}}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, condition, seconds=15.0):
    """Polls `condition` until it answers something true, and answers that; fails with `what` when time runs out."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not seen within {seconds:.0f} s: {what}")
        time.sleep(0.02)


class Process:
    """A program of ours whose first lines say where it listens."""

    def __init__(self, command, environment, log):
        self.log = open(log, "ab")
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, env=environment)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.child.stdout:
            self.lines.put(line.decode())
        self.lines.put(None)

    def address(self, seconds=60):
        end = time.monotonic() + seconds
        while True:
            line = self.lines.get(timeout=max(0.1, end - time.monotonic()))
            if line is None:
                raise RuntimeError(f"{self.child.args[0]} ended at once; see {self.log.name}")
            found = re.search(r"listening on (http://\S+)", line)
            if found:
                return found.group(1)

    def stop(self, kill=False):
        if self.child.poll() is None:
            self.child.kill() if kill else self.child.terminate()
        code = self.child.wait(timeout=30)
        self.log.close()
        return code


class Stage:
    def __init__(self, build, data=None, port=None):
        self.build = pathlib.Path(build).resolve()
        self.temporary = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="coexist-"))
        self.data.mkdir(parents=True, exist_ok=True)
        self.host_port = int(port or free_port())
        self.environment = dict(os.environ, CRM_DATA=str(self.data / "crm"), **self._kept_secrets())
        self.host_process = self.simulator = None
        self.host = f"http://127.0.0.1:{self.host_port}"
        self.tokens = {}

    def _kept_secrets(self):
        """The secrets of a data folder stay the same at every start: tokens in the state are sealed with one of them."""
        kept = self.data / "secrets.json"
        known = json.loads(kept.read_text()) if kept.exists() else {}
        whole = {"COEXIST_SECRETS_KEY": secrets.token_hex(32), "COEXIST_APP_SECRET": secrets.token_hex(16),
                 "COEXIST_VERIFY_TOKEN": secrets.token_urlsafe(16), "COEXIST_REGISTRATION_PIN": f"{secrets.randbelow(10**6):06}", **known}
        if whole != known:
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(whole, file)
        return whole

    # -- people and programs ------------------------------------------------------------------------------------
    def console(self, *words, check=True):
        done = subprocess.run([self.build / "crm-host", *words], env=self.environment, capture_output=True, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(f"crm-host {' '.join(words)}: {done.stdout}{done.stderr}")
        return done

    def console_script(self):
        """A console for people: crm-host with this stage's data folder and secrets in its environment."""
        script = self.data / "console"
        exports = "".join(f"export {name}='{self.environment[name]}'\n" for name in
                          ("CRM_DATA", "COEXIST_SECRETS_KEY", "COEXIST_APP_SECRET", "COEXIST_VERIFY_TOKEN", "COEXIST_REGISTRATION_PIN"))
        script.write_text(f"#!/bin/sh\n{exports}exec '{self.build / 'crm-host'}' \"$@\"\n")
        script.chmod(0o700)
        return script

    def start_simulator(self):
        self.simulator = Process([self.build / "graph-simulator", "--port", "0", "--retry-base-ms", "100", "--retry-max-ms", "1000"],
                                 self.environment, self.data / "simulator.log")
        self.graph = self.simulator.address()
        self.config = self.data / "coexistence.yaml"
        self.config.write_text(CONFIG.format(host_port=self.host_port, mount=MOUNT, app=APP, graph=self.graph))

    def install(self):
        self.console("plugin", "install", str(self.build / "whatsapp_coexistence.so"))
        self.console("tenant", "add", "harbour", "--name", "Hotel Harbour", "--time-zone", "Europe/Istanbul")
        self.console("tenant", "add", "garden", "--name", "Hotel Garden", "--time-zone", "Europe/Madrid")
        for user, role, tenant in (("ann", "admin", "harbour"), ("sam", "staff", "harbour"), ("eve", "admin", "garden")):
            self.console("user", "add", user, "--role", role, "--tenant", tenant)
            self.tokens[user] = json.loads(self.console("token", "create", user, "--json").stdout)["token"]

    def start_host(self, *options):
        self.host_process = Process(
            [self.build / "crm-host", "serve", "--plugin-config", str(self.config), "--mount", MOUNT,
             "--listen", f"127.0.0.1:{self.host_port}", *options], self.environment, self.data / "host.log")
        self.host = self.host_process.address()

    def connect_simulator(self, onboarded=True):
        """The app with its webhook, and the hotel's number on its owner's phone; `onboarded`: on the platform too."""
        app = {"id": APP, "secret": self.environment["COEXIST_APP_SECRET"], "name": "Harbour CRM",
               "callback_url": f"{self.host}{MOUNT}/webhooks/hotel", "verify_token": self.environment["COEXIST_VERIFY_TOKEN"],
               "redirect_uris": [f"{self.host}{MOUNT}/connect/callback"], "configs": [{"id": "700700"}],
               "integration_fields": ["business_integration_install", "business_integration_uninstall", "business_integration_update"]}
        self.app = app
        made = self.sim("apps", app)
        assert made.status == 200, f"the webhook's test by the platform failed: {made.text}"
        number = {"waba_id": WABA, "phone_number_id": PHONE_ID, "display_phone_number": DIGITS, "name": "Hotel Harbour",
                  "coex": True, "owner_business_id": "410987654321003", "token": TOKEN, "app_id": APP}
        # On the platform since long ago: contacts and history were somebody else's to ask for.
        number |= {"last_onboarded_time": "2026-01-10T09:00:00+0000"} if onboarded else {"onboarded": False}
        made = self.sim("numbers", number)
        assert made.status == 200, made.text

    def stop(self):
        for process in (self.host_process, self.simulator):
            if process is not None and process.child.poll() is None:
                process.stop()
        if self.temporary:
            shutil.rmtree(self.data, ignore_errors=True)

    # -- a connection, with a browser's one cookie ---------------------------------------------------------------
    def connect(self, user="ann", tenant="harbour"):
        """An admin begins; answers the operation's id and the URL for the popup."""
        asked = self.rest("POST", "/v1/channels/coex/actions/connect", {"tenant": tenant}, user)
        assert asked.status == 202, asked.text
        return asked.json["operation"]["id"], asked.json["operation"]["result"]["authorization_url"]

    def through_the_dialog(self, authorization_url, phone_number_id=PHONE_ID):
        """The popup: our start page, the platform's dialog, our callback; answers the callback's URL and the cookie."""
        start = look(authorization_url)
        assert start.status == 302, start.text
        cookie = start.headers["Set-Cookie"].split(";")[0]
        self.sim("dialogs", {"act": "finish", "phone_number_id": phone_number_id})
        back = look(start.headers["Location"])
        assert back.status == 302, back.text
        return back.headers["Location"].split("#")[0], cookie

    # -- what people do -----------------------------------------------------------------------------------------
    def sim(self, path, body):
        return call("POST", f"{self.graph}/_sim/{path}", body)

    def sim_get(self, path):
        return call("GET", f"{self.graph}/_sim/{path}").json

    def api(self, method, path, body=None, user="sam", headers=None):
        return call(method, self.host + path, body, {"Authorization": f"Bearer {self.tokens[user]}", "X-Requested-With": "crm", **(headers or {})})

    def rest(self, method, path, body=None, user="sam", headers=None):
        """The plugin's own REST below its mount."""
        return self.api(method, MOUNT + path, body, user, headers)

    def act(self, account, action, body=None, user="sam", key=None):
        return self.rest("POST", f"/v1/accounts/{account}/actions/{action}", body or {}, user, {"Idempotency-Key": key} if key else {})

    def operation(self, operation_id, state, user="sam", seconds=15.0):
        """Waits until the operation has reached `state`."""
        def reached():
            found = self.rest("GET", f"/v1/operations/{operation_id}", user=user).json.get("operation", {})
            return found if found.get("state") == state else None
        return until(f"operation {operation_id} {state}", reached, seconds)

    def operation_now(self, operation_id, user="ann"):
        return self.rest("GET", f"/v1/operations/{operation_id}", user=user).json["operation"]

    def adopt(self, user="ann", provider="coex", **changes):
        body = {"tenant": "harbour", "waba_id": WABA, "phone_number_id": PHONE_ID, "road": "hotel", "access_token": TOKEN, **changes}
        return self.rest("POST", f"/v1/channels/{provider}/actions/adopt", body, user)

    def adopted(self):
        """Adopts the hotel's number and answers the account's id."""
        asked = self.adopt()
        assert asked.status in (200, 202), asked.text  # 200: the platform was quicker than the answer
        return self.operation(asked.json["operation"]["id"], "succeeded", "ann")["result"]["account"]

    def timeline(self, user="sam"):
        """The CRM's own records: every message of every contact, oldest first."""
        messages = []
        for contact in self.api("GET", "/api/contacts", user=user).json["contacts"]:
            messages += self.api("GET", f"/api/timeline?contact={contact['id']}", user=user).json["messages"]
        return messages
