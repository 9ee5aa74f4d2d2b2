"""A delivery arrives whole, whatever it holds, however often and in whatever order it comes."""
import random
import unittest

import deliveries as d
from scene import DIGITS, GUEST, PHONE_ID, TOKEN, WABA, SceneTest

SECOND_WABA, SECOND_PHONE, SECOND_DIGITS = "210987654321009", "310987654321009", "905321110099"
START = d.now() - 3600
OTHER_GUEST = "351900000001"


def two_entries():
    """Two entries with two changes each; the first change has three messages."""
    return d.body(
        d.entry(WABA,
                d.change(PHONE_ID, DIGITS, names={GUEST: "Lena Vogt"}, messages=[
                    d.text("wamid.three-1", GUEST, "Good morning", START),
                    d.text("wamid.three-2", GUEST, "Is there a cot?", START + 1),
                    d.text("wamid.three-3", GUEST, "And a view?", START + 2)]),
                d.change(PHONE_ID, DIGITS, names={OTHER_GUEST: "Rui"}, messages=[
                    d.text("wamid.change-2", OTHER_GUEST, "Late arrival", START + 3)])),
        d.entry(SECOND_WABA,
                d.change(SECOND_PHONE, SECOND_DIGITS, names={GUEST: "Lena Vogt"}, messages=[
                    d.text("wamid.entry-2", GUEST, "Table for two", START + 4)]),
                d.change(SECOND_PHONE, SECOND_DIGITS, field="smb_message_echoes", message_echoes=[
                    d.echo("wamid.entry-2-echo", SECOND_DIGITS, GUEST, "With pleasure", START + 5)])))


WHOLE = {"wamid.three-1": "Good morning", "wamid.three-2": "Is there a cot?", "wamid.three-3": "And a view?",
         "wamid.change-2": "Late arrival", "wamid.entry-2": "Table for two", "wamid.entry-2-echo": "With pleasure"}


class TwoNumbers(SceneTest):
    @classmethod
    def set_scene(cls, data=None):
        scene = super().set_scene(data)
        scene.number(waba_id=SECOND_WABA, phone_number_id=SECOND_PHONE, display_phone_number=SECOND_DIGITS, name="Restaurant")
        return scene

    @classmethod
    def adopted(cls, scene):
        first = scene.adopted()
        asked = scene.adopt(waba_id=SECOND_WABA, phone_number_id=SECOND_PHONE, access_token=TOKEN)
        return first, scene.done(asked)["account"]


class ADeliveryWithManyParts(TwoNumbers):
    adopt = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = cls.adopted(cls.scene)
        assert cls.scene.deliver(two_entries()).status == 200
        cls.scene.settled()

    def test_two_entries_with_two_changes_and_three_messages_in_one_change_arrive_whole_in_the_plugin(self):
        found = [m for account in self.accounts for m in self.scene.messages(account)]
        self.assertEqual({m["wamid"]: m["text"] for m in found}, WHOLE)
        self.assertEqual(len(found), len(WHOLE))

    def test_all_of_it_is_in_the_records_of_the_crm(self):
        found = self.scene.records()
        self.assertEqual({m["wamid"]: m["text"] for m in found}, WHOLE)
        self.assertEqual(len(found), len(WHOLE))
        self.assertEqual({m["wamid"] for m in found if m["direction"] == "out"}, {"wamid.entry-2-echo"})

    def test_each_message_is_on_the_number_that_it_came_to(self):
        first, second = ({m["wamid"] for m in self.scene.messages(account)} for account in self.accounts)
        self.assertEqual(first, {"wamid.three-1", "wamid.three-2", "wamid.three-3", "wamid.change-2"})
        self.assertEqual(second, {"wamid.entry-2", "wamid.entry-2-echo"})

    def test_the_same_delivery_five_times_changes_nothing(self):
        before = self.scene.dump()
        events = self.scene.console("events", "--json").stdout
        self.assertIn("message.changed", events)
        for _ in range(5):
            self.assertEqual(self.scene.deliver(two_entries()).status, 200)
        self.assertEqual(self.scene.dump(), before)
        self.assertEqual(self.scene.console("events", "--json").stdout, "", "the feed told something again")


def a_day():
    """Deliveries that bear on each other: messages, their edits, reactions, echoes and statuses."""
    def one(**lists):
        return d.body(d.entry(WABA, d.change(PHONE_ID, DIGITS, **lists)))
    return [
        two_entries(),
        one(messages=[d.text("wamid.edited", GUEST, "Room for too", START + 10)], names={GUEST: "Lena"}),
        one(messages=[d.edit("wamid.edit-1", GUEST, "wamid.edited", "Room for two", START + 20)]),
        one(messages=[d.edit("wamid.edit-2", GUEST, "wamid.edited", "Room for three", START + 30)]),
        one(messages=[d.text("wamid.revoked", GUEST, "Forget this", START + 40)]),
        one(messages=[d.revoke("wamid.revoke-1", GUEST, "wamid.revoked", START + 41)]),
        one(field="smb_message_echoes", message_echoes=[d.echo("wamid.phone", DIGITS, GUEST, "One moment", START + 50)]),
        one(statuses=[d.status("wamid.phone", GUEST, "sent", START + 51)]),
        one(statuses=[d.status("wamid.phone", GUEST, "delivered", START + 52)]),
        one(statuses=[d.status("wamid.phone", GUEST, "read", START + 53)]),
        one(messages=[d.reaction("wamid.react-1", GUEST, "wamid.phone", "👍", START + 60)]),
        one(messages=[d.reaction("wamid.react-2", GUEST, "wamid.phone", "❤️", START + 61)]),
        one(messages=[d.text("wamid.later", GUEST, "See you", START + 70)], names={GUEST: "Lena Vogt-Berg"}),
    ]


class DeliveriesInAnyOrder(unittest.TestCase):
    def state_after(self, bodies):
        scene = TwoNumbers.set_scene()
        try:
            TwoNumbers.adopted(scene)
            for raw in bodies:
                self.assertEqual(scene.deliver(raw).status, 200)
            return scene.dump()
        finally:
            scene.stop()

    def test_any_order_and_any_number_of_repeats_end_in_the_same_state(self):
        day = a_day()
        in_order = self.state_after(day)
        by_wamid = {m["wamid"]: m for m in in_order["messages"]}
        self.assertEqual(by_wamid["wamid.edited"]["text"], "Room for three")
        self.assertTrue(by_wamid["wamid.revoked"]["revoked"])
        self.assertEqual(by_wamid["wamid.phone"]["status"], "read")
        self.assertEqual([r["emoji"] for r in by_wamid["wamid.phone"]["reactions"]], ["❤️"])
        self.assertEqual(self.state_after(day[::-1]), in_order)
        for seed in (1, 2):
            mixed = day * 5
            random.Random(seed).shuffle(mixed)
            self.assertEqual(self.state_after(mixed), in_order, f"order of seed {seed}")
