"""The examples in config/: each is checked without network and secrets, and an owner really starts with it."""
import unittest

import yaml

from bench import EXAMPLES, GUARD, FolderTest, with_secrets


class Examples(FolderTest):
    def roads(self, text):
        document = yaml.safe_load(text)
        return document, list(document.get("apps", {})) + list(document.get("gateways", {}))

    def test_there_is_one_for_each_way_to_begin(self):
        self.assertEqual([e.name for e in EXAMPLES],
                         ["agency.yaml", "gateway.yaml", "one_hotel.yaml", "quickstart.yaml", "several_apps.yaml"])

    def test_checking_touches_neither_network_nor_secrets(self):
        for example in EXAMPLES:
            with self.subTest(example.name):
                text, environment, secrets = with_secrets(example.read_text(), self.folder, "guarded", "GUARDED_")
                file = self.written(example.name, text)
                checked = self.check(file, environment=dict(environment, LD_PRELOAD=GUARD))
                self.assertEqual(checked.returncode, 0, checked.stderr)
                self.assertEqual(checked.stderr, "")
                self.assertIn(f"{file}: fine\n", checked.stdout)
                document, roads = self.roads(text)
                for road in roads:
                    self.assertIn(f" webhook {document['public_url']}/webhooks/{road},", checked.stdout)
                for secret in secrets.values():
                    self.assertNotIn(secret, checked.stdout)
                for path in (self.folder / "guarded").iterdir():
                    path.unlink()
                (self.folder / "guarded").rmdir()

    def test_the_guard_bites(self):
        self.install()
        for name, said in (("several_apps.yaml", "getenv GUARDED_"), ("agency.yaml", "open /")):
            with self.subTest(name):
                example = next(e for e in EXAMPLES if e.name == name)
                text, environment, _ = with_secrets(example.read_text(), self.folder, "guarded" if "agency" in name else "other",
                                                    "GUARDED_")
                if "agency" in name:
                    self.assertIn("/guarded/", text)
                started = self.run_host("serve", "--plugin-config", self.written(name, text), "--listen", "127.0.0.1:0",
                                        environment=dict(environment, LD_PRELOAD=GUARD))
                self.assertLess(started.returncode, 0)
                self.assertIn("config_guard: " + said, started.stderr)

    def test_an_owner_starts_with_each_and_knows_its_webhooks(self):
        self.install()
        for example in EXAMPLES:
            with self.subTest(example.name):
                text, environment, secrets = with_secrets(example.read_text(), self.folder, example.stem)
                process, address = self.serve(self.written(example.name, text), **environment)
                document, roads = self.roads(text)
                self.assertTrue(roads)
                for road in roads:
                    given = document.get("apps", {}).get(road) or document["gateways"][road]
                    if "verify_token" not in given:
                        continue
                    where = list(given["verify_token"].values())[0].split("/")[-1]
                    answered = self.handshake(address, road, secrets[where])
                    self.assertEqual((answered.status, answered.text), (200, "4711"), road)
                    self.assertEqual(self.handshake(address, road, "a-guess").status, 403, road)
                self.assertEqual(process.stop(), 0)
                for secret in secrets.values():
                    self.assertNotIn(secret, self.log())


if __name__ == "__main__":
    unittest.main()
