"""The schema in an editor's eyes: draft-07, found from each example, every key explained."""
import json
import re
import unittest

import jsonschema
import yaml

from bench import EXAMPLES, ROOT, FolderTest

SCHEMA = ROOT / "schemas" / "config" / "config.schema.json"
FIRST_LINE = "# yaml-language-server: $schema="


def resolved(schema, root):
    """What an editor shows of a property: its own words, else those of what it refers to."""
    shown = dict(schema)
    targets = [schema] if "$ref" in schema else [one for one in schema.get("allOf", []) if "$ref" in one]
    for one in targets:
        for key, value in root["definitions"][one["$ref"].rsplit("/", 1)[1]].items():
            shown.setdefault(key, value)
    return shown


def properties(schema, root, path=""):
    """Every property of the schema with its path."""
    for name, one in schema.get("properties", {}).items():
        shown = resolved(one, root)
        yield f"{path}{name}", shown
        yield from properties(one, root, f"{path}{name}.")
    for key in ("additionalProperties", "items"):
        if isinstance(schema.get(key), dict):
            yield from properties(schema[key], root, path + "*.")


class TheSchema(FolderTest):
    def setUp(self):
        super().setUp()
        self.schema = json.loads(SCHEMA.read_text())

    def all_properties(self):
        yield from properties(self.schema, self.schema)
        for name, definition in self.schema["definitions"].items():
            yield from properties(definition, self.schema, f"{name}: ")

    def test_it_is_draft_07(self):
        self.assertEqual(self.schema["$schema"], "http://json-schema.org/draft-07/schema#")
        jsonschema.Draft7Validator.check_schema(self.schema)

    def test_every_key_has_a_title_and_a_description_and_an_example_or_a_choice(self):
        paths = []
        for path, shown in self.all_properties():
            paths.append(path)
            with self.subTest(path):
                self.assertGreater(len(shown.get("title", "")), 2)
                self.assertRegex(shown.get("description", ""), r"^\S.{14,}\S$")
                by_parts = shown.get("type") == "object" and "properties" in shown
                told = {"examples", "default", "enum", "not"} & shown.keys()
                self.assertTrue(told or by_parts, "neither examples nor default nor a choice")
        self.assertEqual(len(paths), len(set(paths)))
        self.assertGreater(len(paths), 40)

    def test_the_examples_in_the_schema_fit_where_they_stand(self):
        def walk(node, path):
            if isinstance(node, dict):
                for example in list(node.get("examples", [])) + ([node["default"]] if "default" in node else []):
                    with self.subTest(path):
                        part = dict(node, definitions=self.schema["definitions"])
                        jsonschema.Draft7Validator(part).validate(example)
                for key, value in node.items():
                    if key not in ("examples", "default", "enum", "const"):
                        walk(value, f"{path}/{key}")
        walk(self.schema, "")

    def test_each_example_file_leads_to_the_schema_and_fulfils_it(self):
        self.assertGreaterEqual(len(EXAMPLES), 5)
        for example in EXAMPLES:
            with self.subTest(example.name):
                first = example.read_text().splitlines()[0]
                self.assertTrue(first.startswith(FIRST_LINE), first)
                meant = (example.parent / first[len(FIRST_LINE):]).resolve()
                self.assertEqual(meant, SCHEMA.resolve())
                document = yaml.safe_load(example.read_text())
                self.assertEqual([e.message for e in jsonschema.Draft7Validator(self.schema).iter_errors(document)], [])

    def test_what_the_plugin_refuses_by_the_schema_an_editor_refuses_too(self):
        """And the other way round: the plugin's own rules (numbers that fit, plain http) come on top."""
        by_rules = {"numbers_that_do_not_fit", "numbers_that_do_not_fit_a_tenant", "one_name_twice", "plain_http",
                    "secrets_in_wrong_places", "duplicate_keys", "merged_twice", "callback_too_long", "signup_without_https", "sdk_over_http"}
        refused = 0
        for file in sorted((ROOT / "tests/unit/config/rejected").glob("*.yaml")):
            try:
                document = yaml.safe_load(file.read_text())
            except (yaml.YAMLError, ValueError, RecursionError):
                continue
            if file.stem in by_rules:
                continue
            with self.subTest(file.stem):
                self.assertFalse(jsonschema.Draft7Validator(self.schema).is_valid(document))
                refused += 1
        self.assertGreater(refused, 10)


class NoDeadKey(unittest.TestCase):
    """A key that the schema takes does something, or the plugin warns that it does not yet."""
    ONLY_IN_CONFIG = {}

    def source(self, *folders, but=()):
        files = [f for folder in folders for f in (ROOT / "plugin" / folder).rglob("*.[ch]pp") if f.name not in but]
        return "\n".join(f.read_text() for f in files)

    def test_every_key_of_the_schema_is_read(self):
        schema = json.loads(SCHEMA.read_text())
        decode = "".join(file.read_text() for file in (ROOT / "plugin/config").glob("*_decode.cpp"))
        keys = {path.split(".")[-1] for path, shown in properties(schema, schema) if shown.get("not") != {}}
        for definition in schema["definitions"].values():
            keys |= {path.split(".")[-1] for path, shown in properties(definition, schema) if shown.get("not") != {}}
        self.assertGreater(len(keys), 25)
        self.assertEqual({key for key in keys if f'"{key}"' not in decode}, set())

    def test_every_setting_has_an_effect(self):
        text = (ROOT / "plugin/config/settings.hpp").read_text()
        fields = set(re.findall(r"^ +[\w:<>, ]+[ >](\w+)(?: = [^;()]+|\{[^}]*\})?;", text, re.M)) - {"reference", "path"}
        self.assertGreater(len(fields), 25)
        others = self.source(*[f.name for f in (ROOT / "plugin").iterdir() if f.is_dir() and f.name != "config"])
        unused = {field for field in fields if not re.search(rf"(\.|->){field}\b", others)}
        self.assertEqual(unused, set(self.ONLY_IN_CONFIG))
        rules = (ROOT / "plugin/config/settings_rules.cpp").read_text()
        self.assertRegex(rules, r"send_share_mps > \w+\.throughput_mps")


if __name__ == "__main__":
    unittest.main()
