"""A hotel leaves: two hotels over one app, one of them forgotten, with the program killed in the middle."""
import base64
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "media"))
import deliveries  # noqa: E402
from gallery import GUEST, Gallery, GalleryTest, PHONE_ID, until  # noqa: E402
from scene import DIGITS, LARGE, TOKEN, WABA  # noqa: E402

OTHER_WABA, OTHER_ID, OTHER_DIGITS = "210987654321777", "310987654321777", "34911222333"
SHARED = "34600999888"  # a guest of both hotels
GUESTS = 3000 if LARGE else 250
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
WORDS = "Haben Sie am 24. ein Zimmer frei?"
REPLY = "Wir reservieren Zimmer 12 fuer Sie."
NOTE = "Likes the quiet room at the back."
SAVED = "Breakfast is from seven on the roof."
STAYS = "The other hotel keeps this question."
ITS = ("Lena Vogt", GUEST, WORDS, REPLY, NOTE, SAVED, "harbourguest", "harbour words", DIGITS, PHONE_ID, "4917600")


class TwoHotels(Gallery):
    """Who looks whether all is applied serves both."""

    def install(self):
        super().install()
        self.console("user", "add", "kim", "--role", "admin", "--tenant", "harbour", "--tenant", "garden")
        self.tokens["kim"] = json.loads(self.console("token", "create", "kim", "--json").stdout)["token"]

    def rest(self, method, path, body=None, user="sam", headers=None):
        looks = path in ("/admin/unknown", "/admin/health")
        return super().rest(method, path, body, "kim" if looks else user, headers)


class Leaving(GalleryTest):
    """One story in order; each test goes on where the one before it ended."""
    scene_type = TwoHotels
    began = int(time.time()) - 60

    def files_with(self, *texts):
        """Files of the whole data folder in which one of these stands."""
        found = []
        for path in self.scene.data.rglob("*"):
            if path.is_file() and path.suffix not in (".log", ".so"):
                held = path.read_bytes()
                found += [f"{path.relative_to(self.scene.data)}: {text}" for text in texts if text.encode() in held]
        return found

    def no_byte_is_left(self):
        try:
            until("no byte of its in the whole data folder", lambda: not self.files_with(*ITS))
        except AssertionError:
            self.fail(self.files_with(*ITS))

    def garden(self):
        """All that the other hotel has, as REST and the CRM's records tell it."""
        whole = {name: sorted(self.scene.whole(f"/v1/{name}", name, "eve"), key=lambda one: one["id"])
                 for name in ("accounts", "contacts", "conversations")}
        whole["messages"] = sorted(self.scene.messages(self.other, "eve"), key=lambda one: one["id"])
        whole["records"] = sorted(m["id"] for m in self.scene.records("eve"))
        return whole

    def crowd(self):
        """Guests with a message each, several in a delivery."""
        for first in range(0, GUESTS, 50):
            people = {f"4917600{n:05}": f"harbourguest {n}" for n in range(first, min(first + 50, GUESTS))}
            lists = [deliveries.text(f"wamid.crowd{guest}", guest, f"harbour words {guest}", self.began) for guest in people]
            self.scene.delivered(deliveries.change(PHONE_ID, DIGITS, names=people, messages=lists))

    def erasing(self, tenant="harbour", confirm="harbour", user="ann"):
        return self.scene.rest("POST", f"/admin/tenants/{tenant}/erase", {"confirm": confirm}, user=user)

    def test_1_two_hotels_live_over_one_app(self):
        scene = self.scene
        scene.number(waba_id=OTHER_WABA, phone_number_id=OTHER_ID, display_phone_number=OTHER_DIGITS, name="Other House")
        asked = scene.adopt(user="eve", tenant="garden", waba_id=OTHER_WABA, phone_number_id=OTHER_ID, access_token=TOKEN)
        self.__class__.other = scene.done(asked, "eve")["account"]
        scene.guest_writes(WORDS)
        scene.guest_writes("To the harbour, harbour words.", guest=SHARED, name="Pablo Ruiz")
        scene.sim("guest/write", {"phone_number_id": OTHER_ID, "from": SHARED, "name": "Pablo Ruiz", "text": STAYS})
        photo = scene.put(base64=base64.b64encode(PHOTO).decode())
        scene.shown(scene.guest_sends(photo), "kept")
        scene.done(scene.act(self.account, "send_text", {"to": "+" + GUEST, "text": REPLY}))
        self.crowd()
        scene.settled()
        talk = next(m["conversation"] for m in scene.messages(self.account) if m.get("text") == WORDS)
        self.assertEqual(scene.rest("POST", f"/v1/conversations/{talk}/notes", {"text": NOTE}, user="sam").status, 200)
        saved = scene.rest("POST", "/v1/saved-replies", {"tenant": "harbour", "title": "Breakfast", "text": SAVED}, user="sam")
        self.assertEqual(saved.status, 200, saved.text)
        for text in ITS:
            self.assertTrue(self.files_with(text), text)
        self.__class__.photo = photo["sha256"]
        until("the other hotel's words in its CRM", lambda: self.garden()["records"])

    def test_2_it_is_refused_while_its_number_is_connected_and_to_others(self):
        refused = self.erasing()
        self.assert_refused(refused, 409, "tenant_has_numbers")
        self.assertIn("+" + DIGITS, refused.json["detail"])
        self.assertIn("disconnect", refused.json["next"])
        self.assert_refused(self.erasing(confirm="garden"), 400, "tenant_not_confirmed")
        self.assert_refused(self.erasing(user="eve"), 404, "tenant_not_found")
        self.assertEqual(self.erasing(user="sam").status, 403)
        told = self.scene.console("erase", "--tenant", "harbour", "--as", "ann", "--json", check=False)
        self.assertEqual(json.loads(told.stdout)["problem"]["code"], "not_confirmed")
        told = self.scene.console("erase", "--tenant", "harbour", "--yes", "--as", "ann", "--json", check=False)
        self.assertEqual(json.loads(told.stdout)["problem"]["code"], "tenant_has_numbers")
        self.assertTrue(self.scene.message(self.account, text=WORDS))

    def test_3_killed_in_the_middle_it_goes_on_until_no_byte_is_left(self):
        scene = self.scene
        scene.done(scene.act(self.account, "disconnect", {"mode": "force"}, user="ann"))
        scene.settled()
        self.__class__.before = self.garden()
        asked = self.erasing()
        self.assertEqual(asked.status, 202, asked.text)
        operation = asked.json["operation"]["id"]
        again = self.erasing()  # the same, while it is under way
        self.assertEqual(again.json["operation"]["id"], operation)

        def begun():
            now = scene.operation_now(operation)
            return now if now.get("result", {}).get("erased", 0) > 0 else None
        seen = until("some persons erased", begun, 60)
        scene.restart_host()
        self.assertIn(seen["result"]["stage"], ("persons", "files"), seen)
        done = scene.operation(operation, "succeeded", "ann", 120)
        self.assertEqual(done["result"]["stage"], "done")
        self.assertGreaterEqual(done["result"]["erased"], GUESTS + 1)
        until("its photo is gone", lambda: not [f for f in scene.files() if f.endswith(self.photo)])
        until("the CRM has nothing of it", lambda: not scene.records() and not scene.api("GET", "/api/accounts", user="ann").json["accounts"])
        self.no_byte_is_left()

    def test_4_the_other_hotel_has_all_it_had(self):
        self.maxDiff = None
        self.assertEqual(self.garden(), self.before)
        self.assertTrue(self.files_with(STAYS))

    def test_5_only_that_it_was_erased_is_told(self):
        for path, name in (("/v1/accounts", "accounts"), ("/v1/contacts", "contacts"), ("/v1/conversations", "conversations"),
                           ("/v1/saved-replies", "saved_replies")):
            self.assertEqual(self.scene.rest("GET", path, user="ann").json[name], [], path)
        self.assertEqual({o["action"] for o in self.scene.whole("/v1/operations", "operations")}, {"erase_tenant"})
        audit = self.scene.whole("/admin/audit", "audit")
        self.assertLessEqual({line["action"] for line in audit}, {"erase_contact", "erase_tenant", "verify_journal"})
        self.assertIn(("ann", "succeeded"), [(line["actor"], line["outcome"]) for line in audit if line["action"] == "erase_tenant"])

    def test_6_no_rebuild_replay_or_second_import_brings_it_back(self):
        scene = self.scene
        verified = scene.console("journal", "verify")
        self.assertIn(" 0 faults", verified.stdout)
        rows = json.loads(scene.console("journal", "list", "--as", "eve", "--limit", "500", "--json").stdout)["rows"]
        for row in [r for r in rows if r["kind"] == "delivery"][:20]:
            scene.console("journal", "replay", row["segment"], str(row["row"]), "--as", "eve", check=False)
        compared = scene.console("rebuild", "--json")
        self.assertTrue(all(one["equal"] for one in json.loads(compared.stdout).values()), compared.stdout)
        scene.console("rebuild", "--adopt", "--json")
        scene.restart_host(kill=False)
        until("the other hotel's number again", lambda: self.garden()["accounts"])
        self.no_byte_is_left()
        # The hotel comes back, and its phone tells of the same old chats.
        self.__class__.account = scene.adopted()
        past = {"metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
                "threads": [{"id": GUEST, "messages": [{**deliveries.text("wamid.past1", GUEST, WORDS, self.began - 86400),
                                                        "history_context": {"status": "READ"}}]}]}
        scene.delivered(deliveries.change(PHONE_ID, DIGITS, field="history", history=[past]))
        self.crowd()
        scene.settled()
        self.assertEqual(scene.whole("/v1/contacts", "contacts"), [])
        scene.guest_writes("Ich bin wieder da.")
        scene.record(text="Ich bin wieder da.")
