"""Adoption over an own app: Meta confirms token, account and number before anything is kept or subscribed."""
from scene import APP, PHONE_ID, TOKEN, WABA, SceneTest

OTHER_APP, OTHER_WABA, OTHER_PHONE = "100200300400599", "210987654321099", "310987654321098"


class OverAnOwnApp(SceneTest):
    adopt = False

    def token(self, name, **more):
        made = self.scene.sim("tokens", {"token": name, "app_id": APP, "waba_ids": [WABA], **more})
        self.assertEqual(made.status, 200, made.text)
        return name

    def refused(self, **changes):
        problem = self.scene.failure(self.scene.adopt(**changes))
        self.assertEqual(self.scene.whole("/v1/accounts", "accounts"), [])
        self.assertEqual(self.scene.calls("subscribed_apps"), [])
        return problem["code"]

    def test_a_wrong_token_account_or_number_is_refused_by_name_and_leaves_nothing(self):
        made = self.scene.sim("apps", {"id": OTHER_APP, "secret": "secret-of-the-other", "name": "Another CRM"})
        self.assertEqual(made.status, 200, made.text)
        made = self.scene.sim("numbers", {"waba_id": OTHER_WABA, "phone_number_id": OTHER_PHONE, "display_phone_number": "905321110077",
                                          "coex": True, "token": "EAAofTheOther", "app_id": APP})
        self.assertEqual(made.status, 200, made.text)
        self.assertEqual(self.refused(access_token="EAAofNobody"), "adopt_token_invalid")
        self.assertEqual(self.refused(access_token=self.token("EAAover", expires_at=1700000000)), "adopt_token_invalid")
        self.assertEqual(self.refused(access_token=self.token("EAAforeign", app_id=OTHER_APP)), "adopt_token_foreign")
        sending = self.token("EAAsendsOnly", scopes=["whatsapp_business_messaging"])
        self.assertEqual(self.refused(access_token=sending), "adopt_permission_missing")
        self.assertEqual(self.refused(waba_id=OTHER_WABA, phone_number_id=OTHER_PHONE), "adopt_waba_not_confirmed")
        both = self.token("EAAboth", waba_ids=[WABA, OTHER_WABA])
        self.assertEqual(self.refused(access_token=both, waba_id=OTHER_WABA), "adopt_number_not_confirmed")
        self.assertEqual(self.refused(phone="+905321110099"), "adopt_phone_differs")
        adopted = self.scene.done(self.scene.adopt(access_token=TOKEN, phone="+905321110022", phone_number_id=PHONE_ID))
        self.assertEqual(adopted["address"], "+905321110022")


if __name__ == "__main__":
    import unittest
    unittest.main()
