"""Who did what to which account, when, from where: by people, by the platform, by whoever runs the host."""
import json
import re

import deliveries as d
from scene import WABA, SceneTest, until


class Audit(SceneTest):
    def lines(self, user="ann", query=""):
        return self.scene.whole(f"/admin/audit{query}", "audit", user)

    def line(self, what, user="ann", **wanted):
        return until(what, lambda: next((a for a in self.lines(user) if wanted.items() <= a.items()), None))

    def test_1_what_people_do_is_there_with_who_whence_and_the_state(self):
        adopted = self.line("the adoption", action="adopt", outcome="succeeded")
        self.assertEqual((adopted["account"], adopted["after"], adopted["initiator"]), (self.account, "connected", "platform"))
        asked = self.line("who asked for it", operation=adopted["operation"], initiator="person")
        self.assertEqual((asked["actor"], asked["actor_roles"], asked["actor_tenants"], asked["tenant"]), ("ann", "admin", ["harbour"], "harbour"))
        self.assertRegex(asked["origin"], r"^127\.0\.0\.1:\d+$")
        self.scene.guest_writes("A secret question")
        conversation = self.scene.record(text="A secret question")["conversation"]
        self.scene.done(self.scene.act(self.account, "send_text", {"conversation": conversation, "text": "A secret answer"}), "sam")
        self.line("the answer", action="send_text", actor="sam", account=self.account)
        self.scene.console("act", self.account, "confirm_phone_opened", "--as", "ann")
        self.line("what was done at the console", action="confirm_phone_opened", actor="ann", origin="console")
        told = json.dumps(self.lines())
        for secret in ("secret", "EAA", "905321110022", "4915"):
            self.assertNotIn(secret, told)

    def test_2_denied_attempts_are_there(self):
        self.assertEqual(self.scene.act(self.account, "disconnect", user="sam").status, 403)
        line = self.line("sam's attempt", action="disconnect", actor="sam", outcome="denied")
        self.assertEqual((line["code"], line["account"], line["tenant"]), ("role_missing", self.account, "harbour"))
        self.assertEqual(self.scene.act(self.account, "refresh", user="eve").status, 404)
        foreign = self.line("eve's attempt", action="refresh", actor="eve", outcome="denied")
        self.assertEqual((foreign["code"], foreign["account"]), ("account_not_found", self.account))
        self.assertNotIn("tenant", foreign)
        asked = {"account": self.account, "action": "pause"}
        self.assertEqual(self.scene.api("POST", "/api/actions", asked, user="eve").status, 404)
        told = self.scene.console("act", self.account, "send_text", "--as", "eve", "--json", check=False)
        self.assertEqual(told.returncode, 1)
        self.assertEqual([a for a in self.lines("eve") if a.get("tenant") != "garden"], [])

    def test_3_backups_replays_and_another_configuration_are_there(self):
        self.assertEqual(self.scene.deliver(b"not JSON").status, 200)
        self.scene.settled()
        self.assertEqual(self.scene.rest("POST", "/admin/quarantine/replay", {"all": True}, user="ann").status, 200)
        replayed = self.line("the replay", action="replay_quarantine", actor="ann")
        self.assertIn("1 still set aside", replayed["detail"])
        self.scene.console("backup", str(self.scene.data / "copy"))
        self.assertIn("copy", self.line("the backup", action="backup", actor="console", outcome="succeeded")["detail"])
        config = self.scene.config.read_text()
        self.scene.config.write_text(config + "log: {level: warn}\n")
        self.scene.restart_host(kill=False)
        changed = self.line("the configuration", action="configure", initiator="host")
        self.assertRegex(changed["before"] + changed["after"], r"^(configuration [0-9a-f]{8}){2}$")
        self.assertNotEqual(changed["before"], changed["after"])

    def test_4_what_the_phone_does_is_there_as_the_platforms(self):
        asked = self.scene.act(self.account, "disconnect", user="ann")
        self.line("the wish", action="disconnect", actor="ann", before="connected", after="disconnect_pending")
        self.assertEqual(self.scene.sim("owner/disconnect", {"phone_number_id": "310987654321002"}).status, 200)
        self.scene.operation(asked.json["operation"]["id"], "succeeded", "ann")
        line = self.line("the phone's word", action="state_changed", initiator="platform")
        self.assertEqual((line["actor"], line["account"], line["before"], line["after"]), ("", self.account, "disconnect_pending", "disconnected"))
        self.assertTrue(line["code"])
        ended = self.line("the end of the wish", action="disconnect", initiator="platform")
        self.assertEqual((ended["outcome"], ended["operation"]), ("succeeded", asked.json["operation"]["id"]))

    def test_5_it_narrows_down_and_the_console_prints_it(self):
        whole = self.lines()
        self.assertEqual([a["id"] for a in whole], sorted((a["id"] for a in whole), key=int, reverse=True))
        own = self.lines(query=f"?account={self.account}&actor=sam")
        self.assertTrue(own)
        self.assertEqual({(a["account"], a["actor"]) for a in own}, {(self.account, "sam")})
        self.assertEqual(self.lines(query="?until=2020-01-01"), [])
        self.assertEqual(len(self.lines(query="?since=2020-01-01")), len(whole))
        table = self.scene.console("audit", "--action", "disconnect").stdout
        self.assertRegex(table.splitlines()[0], r"^TIME +WHO +FROM +ACTION +ACCOUNT +STATE +OUTCOME")
        self.assertRegex(table, r"(?m)^\S+Z +ann +127\.0\.0\.1:\d+ +disconnect +acc_\w+ +connected > disconnect_pending +pending")
        self.assertRegex(table, r"(?m)^\S+Z +sam .*denied: role_missing")
        printed = json.loads(self.scene.console("audit", "--json", "--limit", "3").stdout)["audit"]
        self.assertEqual(len(printed), 3)
        refused = self.scene.console("audit", "--since", "yesterday", check=False)
        self.assertIn("time_invalid", refused.stderr)
        mine = json.loads(self.scene.console("audit", "--json", "--as", "eve").stdout)["audit"]
        self.assertEqual([a for a in mine if a.get("tenant") != "garden"], [])
