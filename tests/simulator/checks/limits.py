"""The limits on calls that are no messages: counted by app and WABA, told in headers, refused above."""
import json

from rig import PHONE, SimulatorCase, TOKEN, WABA

EMPTY_WABA = "210987654321555"


class Limits(SimulatorCase):
    def told(self, header="x-business-use-case-usage"):
        return json.loads(self.last_headers[header])

    def templates(self, waba=WABA):
        return self.graph("GET", "/%s/message_templates" % waba)

    def test_a_waba_without_a_registered_number_is_refused_from_the_201st_call_until_the_hour_is_over(self):
        self.connect()
        self.sim("/numbers", {"waba_id": EMPTY_WABA, "phone_number_id": "310987654321555", "onboarded": False,
                              "display_phone_number": "905321110555"})
        self.sim("/tokens", {"token": TOKEN, "waba_ids": [WABA, EMPTY_WABA]})
        for _ in range(200):
            self.assertEqual(self.templates(EMPTY_WABA)[0], 200)
        told, = self.told()[EMPTY_WABA]
        self.assertEqual((told["type"], told["call_count"], told["estimated_time_to_regain_access"]), ("whatsapp", 100, 60))
        status, body = self.templates(EMPTY_WABA)
        self.assert_refused((status, body), 400, 80007)
        self.assertEqual(self.templates()[0], 200)  # the other WABA has a limit of its own
        self.sim("/clock", {"advance_ms": 3_600_000})
        self.assertEqual(self.templates(EMPTY_WABA)[0], 200)

    def test_a_registered_number_makes_it_five_thousand_and_messages_are_not_counted(self):
        self.connect()
        self.write()
        for _ in range(50):
            self.assertEqual(self.templates()[0], 200)
        self.assertEqual(self.told()[WABA][0]["call_count"], 1)
        for n in range(10):
            self.assertEqual(self.send("Hello %d" % n)[0], 200)
        self.graph("GET", "/%s?fields=id" % PHONE)
        self.assertEqual(self.told()[WABA][0]["call_count"], 1)

    def test_how_full_a_limit_is_can_be_said_for_a_while(self):
        self.connect()
        self.write()
        self.sim("/usage", {"waba_id": WABA, "percent": 80, "regain_minutes": 5})
        self.assertEqual(self.templates()[0], 200)
        self.assertEqual((self.told()[WABA][0]["call_count"], self.told()[WABA][0]["estimated_time_to_regain_access"]), (80, 0))
        self.sim("/usage", {"waba_id": WABA, "percent": 100, "regain_minutes": 5})
        self.assert_refused(self.templates(), 400, 80007)
        self.assertGreater(self.told()[WABA][0]["estimated_time_to_regain_access"], 4.9)
        self.assert_refused(self.graph("GET", "/%s?fields=id" % PHONE), 400, 80007)
        self.assertEqual(self.send("A message")[0], 200)
        self.sim("/clock", {"advance_ms": 300_000})
        self.assertEqual(self.templates()[0], 200)

    def test_the_apps_own_limit_holds_for_all_its_calls_but_messages(self):
        self.connect()
        self.write()
        app = self.graph("GET", "/debug_token?input_token=" + TOKEN)[1]["data"]["app_id"]
        self.sim("/usage", {"app": app, "percent": 100, "regain_minutes": 5})
        self.assert_refused(self.templates(), 400, 4)
        self.assertEqual(self.told("x-app-usage")["call_count"], 100)
        self.assertEqual(self.send("A message")[0], 200)
        self.sim("/usage", {"app": app})
        self.assertEqual(self.templates()[0], 200)

    def test_a_control_that_says_nothing_is_refused(self):
        for document in ({}, {"percent": 100}, {"waba_id": WABA, "percent": 100}, {"waba_id": WABA, "percent": -1, "regain_minutes": 1},
                         {"waba_id": WABA, "percent": 100, "regain_minutes": 0}):
            self.sim("/usage", document, expect=400)
