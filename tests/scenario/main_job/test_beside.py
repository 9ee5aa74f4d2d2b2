"""What people do beside a running host: the console, a backup, a second host."""
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys

from scene import BUILD, GUEST, MOUNT, PHONE_ID, Scene, SceneTest, until


class TheConsole(SceneTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scene.guest_writes("From the beach")
        cls.first = cls.scene.record(text="From the beach")

    def told(self, *words):
        return json.loads(self.scene.console(*words, "--json").stdout)

    def test_the_accounts_are_those_of_the_running_host(self):
        shown = self.told("accounts")["accounts"]
        self.assertEqual([(a["id"], a["state"]) for a in shown], [(self.account, "connected")])
        self.assertIn(self.account, self.scene.console("accounts").stdout)
        self.assertEqual(self.told("accounts", "--as", "eve")["accounts"], [])

    def test_actions_say_what_is_offered_and_why_not(self):
        offered = {a["id"]: a for a in self.told("actions", self.account)["actions"]}
        self.assertTrue(offered["send_text"]["enabled"] and offered["disconnect"]["enabled"])
        self.assertNotIn("pause", offered)
        self.assertIn("adopt", {a["id"] for a in self.told("actions", "--provider", "coex")["actions"]})

    def test_an_action_is_handed_to_the_running_host_and_waited_for(self):
        given = json.dumps({"to": "+" + GUEST, "text": "From the console"})
        done = self.told("act", self.account, "send_text", "--input", given, "--key", "console-1", "--wait", "--as", "sam")
        self.assertEqual(done["operation"]["state"], "succeeded")
        self.assertEqual(done["operation"]["actor"], "sam")
        again = self.told("act", self.account, "send_text", "--input", given, "--key", "console-1", "--wait", "--as", "sam")
        self.assertEqual(again["operation"]["id"], done["operation"]["id"])
        self.scene.record(text="From the console", status="read")
        self.assertEqual(len([m for m in self.scene.sim_get("messages?origin=api")["messages"]
                              if m["content"]["body"] == "From the console"]), 1)

    def test_a_refused_action_ends_with_one_and_the_problem(self):
        told = self.scene.console("act", self.account, "send_text", "--input", '{"to": "+393330000001", "text": "Ciao"}', "--json", check=False)
        self.assertEqual((told.returncode, json.loads(told.stdout)["problem"]["code"]), (1, "window_closed"))

    def test_events_are_told_once_to_each_consumer_and_in_the_form_of_cloud_events(self):
        self.scene.settled()
        lines = self.scene.console("events", "--consumer", "beside", "--json").stdout.splitlines()
        events = [json.loads(line) for line in lines]
        self.assertTrue(all(e["specversion"] == "1.0" and e["id"] and e["source"] and e["revision"] for e in events))
        self.assertIn(f"message/{self.first['id']}", {e["subject"] for e in events})
        self.assertEqual({e["tenantid"] for e in events}, {"harbour"})
        self.assertEqual(self.scene.console("events", "--consumer", "beside", "--json").stdout, "")
        again = self.scene.console("events", "--consumer", "beside", "--again", "--json").stdout.splitlines()
        self.assertEqual({json.loads(line)["subject"] for line in again}, {e["subject"] for e in events})

    def test_contacts_and_timeline_are_the_crms_own_records(self):
        contact = next(c for c in self.told("contacts")["contacts"] if c["id"] == self.first["contact"])
        self.assertEqual(contact["name"], "Lena Vogt")
        self.assertEqual([c["id"] for c in self.told("contacts", "--search", "Vogt")["contacts"]], [contact["id"]])
        self.assertEqual(self.told("contacts", "--as", "eve")["contacts"], [])
        shown = self.told("timeline", contact["id"])["messages"]
        self.assertIn("From the beach", [m.get("text") for m in shown])
        refused = self.scene.console("timeline", contact["id"], "--as", "eve", "--json", check=False)
        self.assertEqual((refused.returncode, json.loads(refused.stdout)["problem"]["code"]), (1, "contact_not_found"))

    def test_a_second_host_on_the_same_data_is_refused(self):
        second = self.scene.console("serve", "--plugin-config", str(self.scene.config), "--listen", "127.0.0.1:0", check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn("already_serving", second.stderr)
        self.assertEqual(self.scene.rest("GET", f"/v1/accounts/{self.account}").status, 200)

    def test_a_second_owner_of_the_plugins_state_is_refused_by_the_name_of_the_first(self):
        """Another host with records of its own, whose plugin's folder is the same."""
        other = self.scene.data / "other"
        other.mkdir()
        shutil.copytree(pathlib.Path(self.scene.environment["CRM_DATA"]) / "lib", other / "lib")
        (other / "plugins").symlink_to(pathlib.Path(self.scene.environment["CRM_DATA"]) / "plugins")
        second = self.scene.console("serve", "--data", str(other), "--plugin-config", str(self.scene.config),
                                    "--listen", "127.0.0.1:0", check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn("owner_exists", second.stderr)
        self.assertIn(str(self.scene.host_process.child.pid), second.stderr)
        self.assertEqual(self.scene.health("owner")["status"], "ok")

    def begin_a_campaign(self):
        """One that waits: its lists are asked for, too."""
        made = self.scene.sim("templates", {"phone_number_id": PHONE_ID, "name": "spring", "language": "de",
                                            "components": [{"type": "BODY", "text": "Come back in spring"}]})
        self.assertEqual(made.status, 200, made.text)
        self.scene.done(self.scene.act(self.account, "sync_templates"), "sam")
        people = [{"to": f"+49157{n:08}", "opt_in": {"at": "2026-01-05", "how": "box ticked"}} for n in range(3)]
        asked = self.scene.act(self.account, "send_campaign", {
            "name": "Spring", "template": "spring", "language": "de", "recipients": people, "start_at": "2099-01-01T00:00:00Z"})
        self.assertEqual(asked.status, 202, asked.text)

    def test_the_running_server_keeps_its_openapi_contract(self):
        self.begin_a_campaign()
        photo = self.scene.sim("media", {"phone_number_id": PHONE_ID, "mime_type": "image/jpeg", "text": "a photo"}).json
        self.scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": GUEST, "name": "Lena Vogt", "media": photo["id"]})
        until("the photo here", lambda: any(m.get("media", {}).get("state") == "kept" for m in self.scene.messages(self.account)))
        root = pathlib.Path(__file__).resolve().parents[3]
        checked = subprocess.run([sys.executable, "-B", root / "tests/scenario/openapi/check_openapi.py", root / "schemas/api/openapi.yaml",
                                  self.scene.host + MOUNT, self.scene.tokens["ann"], "--account", self.account],
                                 capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


class ABackup(SceneTest):
    def back_up(self):
        folder = self.scene.data / "backup"
        told = json.loads(self.scene.console("backup", str(folder), "--header", "x-requested-with=crm", "--json").stdout)
        self.assertEqual((told["complete"], told["problems"]), (True, []))
        return folder

    def host_from(self, folder):
        """A host of its own that was started on the copy, beside the simulator of the first one."""
        restored = Scene(BUILD, self.scene.data / "restored")
        self.addCleanup(restored.stop)
        crm = pathlib.Path(restored.environment["CRM_DATA"])
        shutil.copytree(folder, crm, ignore=shutil.ignore_patterns("plugins"))
        for state in (folder / "plugins").iterdir():
            copied = next(state.rglob("state.db")).parent  # the plugin puts a dated folder of its own there
            shutil.copytree(copied, crm / "plugins" / state.name)
        restored.environment.update({k: v for k, v in self.scene.environment.items() if k.startswith("COEXIST_")})
        restored.config, restored.graph, restored.tokens = self.scene.config, self.scene.graph, self.scene.tokens
        restored.console("plugin", "install", str(restored.build / "whatsapp_coexistence.so"))
        restored.start_host()
        return restored

    def test_a_backup_beside_a_running_host_opens_as_a_host_of_its_own(self):
        scene = self.scene
        for n in range(20):
            scene.guest_writes(f"Night {n}", str(4915300000000 + n))
            scene.record(text=f"Night {n}")
        before, records = scene.dump(), scene.records()
        scene.sim("faults", {"endpoint": "messages", "kind": "error_code", "code": 131000, "count": 1})
        waiting = scene.act(self.account, "send_text", {"to": "+4915300000002", "text": "Waits to be sent again"})
        until("the first call", scene.calls)
        folder = self.back_up()
        self.assertEqual(scene.console("backup", str(folder), "--json", check=False).returncode, 1, "it was not empty any more")
        files = [f for f in folder.rglob("*") if f.suffix in (".db", ".journal")]
        self.assertGreaterEqual(len(files), 3)
        for file in files:
            copy = sqlite3.connect(file)
            self.assertEqual(copy.execute("PRAGMA integrity_check").fetchall(), [("ok",)], file)
            copy.close()
        scene.guest_writes("After the backup")
        scene.record(text="After the backup")
        scene.operation(waiting.json["operation"]["id"], "succeeded")
        scene.host_process.stop()

        restored = self.host_from(folder)
        restored.settled()
        texts = {m.get("text") for m in restored.messages(self.account)}
        self.assertEqual(texts, {m.get("text") for m in before["messages"]} | {"Waits to be sent again"})
        self.assertLessEqual({m["id"] for m in records}, {m["id"] for m in restored.records()})
        self.assertNotIn("After the backup", texts | {m.get("text") for m in restored.records()})
        # What was not final may have left since: it is unknown now, and it does not leave a second time.
        restored.operation(waiting.json["operation"]["id"], "unknown")
        # Its number's token opens with the same key: it can send.
        restored.done(restored.act(self.account, "send_text", {"to": "+4915300000003", "text": "From the copy"}), "sam")
        sent = [m["content"]["body"] for m in scene.sim_get("messages?origin=api")["messages"]]
        self.assertEqual(sorted(sent), ["From the copy", "Waits to be sent again"])


class TheDiskBetweenStops(SceneTest):
    def test_an_orderly_stop_and_start_keeps_everything(self):
        self.scene.guest_writes("Before the stop")
        self.scene.record(text="Before the stop")
        before = self.scene.dump()
        self.assertEqual(self.scene.host_process.stop(), 0)
        self.scene.sim("guest/write", {"phone_number_id": PHONE_ID, "from": GUEST, "text": "While nobody was there"})
        self.scene.start_host()
        self.scene.record(text="While nobody was there")  # the platform delivers again
        after = {m["id"]: m for m in self.scene.dump()["messages"]}
        for message in before["messages"]:
            self.assertEqual(after[message["id"]], message)

    def test_a_configuration_with_a_fault_does_not_start_and_says_where(self):
        scene = self.scene
        broken = scene.data / "broken.yaml"
        broken.write_text(scene.config.read_text().replace("app_id:", "app_idd:"))
        told = scene.console("check-config", str(broken), "--json", check=False)
        fault = json.loads(told.stdout)["errors"][0]
        self.assertEqual(told.returncode, 1)
        self.assertGreater(fault["line"], 1)
        self.assertGreater(fault["column"], 0)

