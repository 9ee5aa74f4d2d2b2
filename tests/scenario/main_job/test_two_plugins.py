"""A second plugin of another maker in the same host: mails in a folder."""
import json
import pathlib

from scene import BUILD, GUEST, MOUNT, Process, SceneTest, call, until

ANN = "Ann Lee <ann@example.org>"


class TwoPlugins(SceneTest):
    @classmethod
    def before_host(cls, scene):
        scene.drop = scene.data / "drop"
        scene.drop.mkdir()
        source = pathlib.Path(BUILD).resolve() / "maildrop.so"
        here = scene.data / "maildrop.so"
        here.write_bytes(source.read_bytes())
        scene.console("plugin", "manifest", str(here))
        scene.console("plugin", "install", str(here))
        settings = scene.data / "maildrop.json"
        settings.write_text(json.dumps({"folder": str(scene.drop), "tenant": "harbour", "drop_token": "for-the-test-only"}))
        listed = json.loads(scene.console("plugin", "list", "--json").stdout)["plugins"]
        cls.maildrop = next(p["id"] for p in listed if "maildrop" in p["id"])

        def start_host():
            scene.host_process = Process(
                [scene.build / "crm-host", "serve", "--plugin-config", f"io.coexist.whatsapp={scene.config}",
                 "--plugin-config", f"{cls.maildrop}={settings}", "--mount", f"io.coexist.whatsapp={MOUNT}",
                 "--mount", f"{cls.maildrop}=/mail", "--listen", f"127.0.0.1:{scene.host_port}"],
                scene.environment, scene.data / "host.log")
            scene.host = scene.host_process.address()
        scene.start_host = start_host

    def mail(self, name, words):
        hidden = self.scene.drop / "in" / f".{name}"
        hidden.write_text(f"From: {ANN}\n\n{words}")
        hidden.rename(hidden.with_name(name))

    def test_both_plugins_and_all_their_channels_are_there(self):
        plugins = {p["id"]: p for p in self.scene.api("GET", "/api/plugins").json["plugins"]}
        self.assertEqual(set(plugins), {"io.coexist.whatsapp", self.maildrop})
        self.assertEqual({c["provider"] for p in plugins.values() for c in p["channels"]}, {"coex", "meta", "meow", "files"})

    def test_a_mail_in_the_folder_and_a_guests_message_are_both_in_the_crms_records(self):
        self.mail("friday.txt", "Is a room free on Friday?\n")
        self.scene.guest_writes("Is a room free on Saturday?")
        mail = until("the mail", lambda: next((m for m in self.scene.records() if m.get("text", "").startswith("Is a room free on Friday?")), None))
        message = self.scene.record(text="Is a room free on Saturday?")
        self.assertEqual((mail["account"], mail["origin"]), ("maildrop", "customer"))
        self.assertEqual(message["account"], self.account)
        names = {c.get("name") for c in self.scene.api("GET", "/api/contacts").json["contacts"]}
        self.assertLessEqual({"Ann Lee", "Lena Vogt"}, names)

    def test_staff_answer_a_mail_with_the_same_action_as_a_guest(self):
        asked = {"account": "maildrop", "action": "send_text", "input": {"to": "ann@example.org", "text": "Yes, it is."}, "idempotency_key": "mail-1"}
        done = self.scene.api("POST", "/api/actions", asked)
        self.assertEqual((done.status, done.json["operation"]["state"]), (200, "succeeded"))
        again = self.scene.api("POST", "/api/actions", asked)
        self.assertEqual(again.json["operation"]["id"], done.json["operation"]["id"])
        written = [f.read_text() for f in (self.scene.drop / "out").iterdir()]
        self.assertEqual(written, ["To: ann@example.org\n\nYes, it is."])
        self.scene.record(text="Yes, it is.", origin="api")
        self.scene.guest_writes("And breakfast?")
        self.scene.record(text="And breakfast?")
        asked = {"account": self.account, "action": "send_text", "input": {"to": "+" + GUEST, "text": "From seven."}}
        self.assertEqual(self.scene.api("POST", "/api/actions", asked).status // 100, 2)
        until("the answer read", lambda: self.scene.record(text="From seven.").get("status") == "read")

    def test_each_number_offers_the_actions_of_its_own_plugin(self):
        def offered(account, user="ann"):
            return {a["id"]: a["enabled"] for a in self.scene.api("GET", f"/api/actions?account={account}", user=user).json["actions"]}
        mail, coex = offered("maildrop"), offered(self.account)
        self.assertEqual(mail, {"send_text": True, "pause": True, "resume": False})
        self.assertTrue(coex["disconnect"])
        self.assertNotIn("pause", coex)
        self.assertIn("maildrop", self.scene.console("accounts").stdout)
        console = json.loads(self.scene.console("actions", "maildrop", "--json").stdout)["actions"]
        self.assertEqual({a["id"] for a in console}, {"send_text", "pause", "resume"})

    def test_pause_is_for_the_mail_drop_and_not_for_the_coexistence_number(self):
        def pause(account):
            return self.scene.api("POST", "/api/actions", {"account": account, "action": "pause"}, user="ann")
        self.assert_refused(pause(self.account), 409, "action_not_for_provider")
        self.assertEqual(pause("maildrop").status, 200)
        resumed = self.scene.api("POST", "/api/actions", {"account": "maildrop", "action": "resume"}, user="ann")
        self.assertEqual(resumed.status, 200)

    def test_each_plugin_has_its_own_door_and_the_one_does_not_open_the_other(self):
        letter = b"From: Bo <bo@example.org>\n\nOver HTTP"
        url = f"{self.scene.host}/mail/drop"
        self.assertEqual(call("POST", url, letter, {"x-maildrop-token": "wrong"}).status, 401)
        self.assertEqual(call("POST", url, letter, {"x-maildrop-token": "for-the-test-only"}).status // 100, 2)
        until("the letter", lambda: any(m.get("text", "").startswith("Over HTTP") for m in self.scene.records()))
        self.assertEqual(call("POST", f"{self.scene.host}/mail/webhooks/hotel", letter).status, 404)

    def test_both_go_on_after_the_host_was_killed(self):
        self.scene.restart_host(kill=True)
        self.mail("monday.txt", "And on Monday?\n")
        self.scene.guest_writes("And on Tuesday?")
        until("the mail", lambda: any(m.get("text", "").startswith("And on Monday?") for m in self.scene.records()))
        self.scene.record(text="And on Tuesday?")
        health = self.scene.api("GET", "/api/health").json["plugins"]
        self.assertEqual(set(health), {"io.coexist.whatsapp", self.maildrop})
