"""A person is forgotten: whole programs, and then every byte of the data folder."""
import base64
import json
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "media"))
from gallery import GUEST, Gallery, GalleryTest, PHONE_ID, until  # noqa: E402

OTHER = "34600111222"
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
WORDS = "Haben Sie am 24. ein Zimmer frei?"
REPLY = "Wir reservieren Zimmer 12 fuer Sie."
NOTE = "Likes the quiet room at the back."
STAYS = "The other guest asks for breakfast."


class Forgetting(GalleryTest):
    """One story in order; each test goes on where the one before it ended."""

    def files_with(self, *texts):
        """Files of the whole data folder in which one of these stands."""
        found = []
        for path in self.scene.data.rglob("*"):
            if path.is_file() and path.suffix not in (".log", ".so"):
                held = path.read_bytes()
                found += [f"{path.relative_to(self.scene.data)}: {text}" for text in texts if text.encode() in held]
        return found

    def contact(self, number):
        return next((c for c in self.scene.whole("/v1/contacts", "contacts") if c.get("phone") == "+" + number), None)

    def test_1_it_is_told_first_what_would_go(self):
        scene = self.scene
        scene.guest_writes(WORDS)
        scene.guest_writes(STAYS, guest=OTHER, name="Pablo Ruiz")
        photo = scene.put(base64=base64.b64encode(PHOTO).decode())
        scene.shown(scene.guest_sends(photo), "kept")
        sent = scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": REPLY}, key="reply-1")
        scene.done(sent)
        scene.settled()
        self.assertIsNotNone(self.contact(GUEST))
        self.assertTrue(self.files_with(GUEST, WORDS, REPLY))
        contact = self.contact(GUEST)["id"]
        talk = next(c["id"] for c in scene.whole("/v1/conversations", "conversations") if c["contact"] == contact)
        noted = scene.rest("POST", f"/v1/conversations/{talk}/notes", {"text": NOTE}, user="sam")
        self.assertEqual(noted.status, 200, noted.text)
        self.assertTrue(self.files_with(NOTE))
        self.__class__.id = self.contact(GUEST)["id"]
        self.__class__.photo = photo["sha256"]
        asked = scene.console("erase", self.id, "--as", "ann", "--json", check=False)
        self.assertEqual(json.loads(asked.stdout)["problem"]["code"], "not_confirmed")
        self.assertIsNotNone(self.contact(GUEST))

    def test_2_staff_and_other_hotels_may_not(self):
        path = f"/admin/contacts/{self.id}/erase"
        self.assertEqual(self.scene.rest("POST", path, {}, user="sam").status, 403)
        self.assertEqual(self.scene.rest("POST", path, {}, user="eve").status, 404)

    def test_3_all_that_is_held_of_him_can_be_taken_along(self):
        out = self.scene.data / "guest.jsonl"
        self.scene.console("export", self.id, "--as", "ann", "--out", str(out))
        lines = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)
        out.unlink()
        texts = [line["item"].get("text") for line in lines if line["section"] == "messages"]
        self.assertIn(WORDS, texts)
        self.assertIn(REPLY, texts)
        self.assertNotIn(STAYS, texts)
        self.assertEqual([line["item"]["text"] for line in lines if line["section"] == "notes"], [NOTE])
        whole = self.scene.console("export", "--as", "ann").stdout
        self.assertEqual({json.loads(line)["section"] for line in whole.splitlines()},
                         {"accounts", "contacts", "conversations", "messages", "audit", "notes", "operations", "files"})
        folder = self.scene.data / "files-of-the-hotel"
        told = self.scene.console("export", "--as", "ann", "--files", str(folder))
        self.assertIn("1 files were copied", told.stderr)
        self.assertEqual([f.read_bytes() for f in folder.iterdir()], [PHOTO])
        self.assertEqual((folder.stat().st_mode & 0o777, next(folder.iterdir()).stat().st_mode & 0o777), (0o700, 0o600))
        shutil.rmtree(folder)
        self.assertIn(STAYS, whole)
        self.assertNotIn("token", whole)

    def test_4_an_admin_erases_him_and_no_byte_is_left(self):
        scene = self.scene
        self.assertEqual(len([f for f in scene.files() if f.endswith(self.photo)]), 1)
        done = json.loads(scene.console("erase", self.id, "--yes", "--as", "ann", "--json").stdout)
        self.assertEqual(done["state"], "done", done)
        self.assertGreaterEqual(done["messages"], 3)
        self.assertEqual(done["files"], 1)
        scene.settled()
        until("the CRM has forgotten him", lambda: not any(m.get("text") == WORDS for m in scene.records()))
        self.assertIsNone(self.contact(GUEST))
        until("his photo is gone", lambda: not [f for f in scene.files() if f.endswith(self.photo)])
        his = (GUEST, WORDS, REPLY, NOTE, "Lena Vogt")
        try:
            until("no byte of his in the whole data folder", lambda: not self.files_with(*his))
        except AssertionError:
            self.fail(self.files_with(*his))
        self.assertTrue(self.files_with(STAYS))
        line = next(a for a in scene.whole("/admin/audit", "audit") if a["action"] == "erase_contact")
        self.assertEqual((line["actor"], line["outcome"]), ("ann", "succeeded"))
        self.assertNotIn(GUEST, json.dumps(line))

    def test_5_the_journal_stays_whole_and_tells_the_rest(self):
        verified = self.scene.console("journal", "verify")
        self.assertIn(" 0 faults", verified.stdout)
        rows = json.loads(self.scene.console("journal", "list", "--as", "ann", "--limit", "500", "--json").stdout)["rows"]
        self.assertTrue([r for r in rows if r["kind"] == "emptied"])
        left = next(r for r in rows if r["kind"] == "delivery" and r["state"] == "applied")
        shown = self.scene.console("journal", "show", left["segment"], str(left["row"]), "--as", "ann").stdout
        self.assertNotIn(GUEST, shown)
        self.scene.console("journal", "replay", left["segment"], str(left["row"]), "--as", "ann")
        until("the replay in the audit", lambda: [a for a in self.scene.whole("/admin/audit", "audit")
                                                  if a["action"] == "replay_row" and a["outcome"] == "succeeded"])
        hidden = json.loads(self.scene.console("journal", "list", "--as", "eve", "--json").stdout)["rows"]
        self.assertEqual(hidden, [])

    def test_6_a_new_state_from_the_journal_does_not_bring_him_back(self):
        compared = self.scene.console("rebuild", "--json")
        self.assertTrue(all(one["equal"] for one in json.loads(compared.stdout).values()), compared.stdout)
        self.scene.console("rebuild", "--adopt", "--json")
        self.scene.restart_host(kill=False)
        self.scene.settled()
        self.assertIsNone(self.contact(GUEST))
        self.assertFalse([m for m in self.scene.records() if m.get("text") in (WORDS, REPLY)])
        self.assertTrue([m for m in self.scene.records() if m.get("text") == STAYS])

    def test_7_if_he_writes_again_he_begins_anew(self):
        self.scene.guest_writes("Ich bin wieder da.")
        self.scene.settled()
        self.assertEqual(self.contact(GUEST)["name"], "Lena Vogt")
        self.assertEqual([m["text"] for m in self.scene.records() if m.get("contact") == self.id], ["Ich bin wieder da."])
