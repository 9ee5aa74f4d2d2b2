#!/usr/bin/env python3
"""Checks a running server against its contract.

  check_openapi.py SPEC BASE TOKEN [--account ID]   asks for every GET path of SPEC below BASE and checks status,
                                                    content type and body; follows cursors; tries what must be refused
  check_openapi.py SPEC --documents-only            checks only that SPEC and the event schemas beside it agree
  check_openapi.py --self-test                      proves that an answer which breaks the contract is caught

BASE is the URL of the plugin's mount. TOKEN is an API token of an admin. Ids in paths are taken from the lists before
them, so the server needs at least one account with one conversation; --account chooses the account.
Exit 0: the server keeps its contract. 1: it does not, one line each. 2: it could not be checked.
"""
import argparse
import copy
import json
import pathlib
import sys
import urllib.error
import urllib.parse
import urllib.request

import jsonschema
import yaml

LONGEST_LIST = 10_000


def strict(schema):
    """The schema with every object closed whose members it names: a member that nobody documented is a fault here,
    though readers are to ignore it."""
    if isinstance(schema, dict):
        closed = {key: strict(value) for key, value in schema.items()}
        if "properties" in closed and isinstance(closed["properties"], dict):
            closed.setdefault("additionalProperties", False)
        return closed
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    return schema


def public(operation):
    """What nobody signs in for: it has rules of its own, which other tests try."""
    return operation.get("security") == []


class Spec:
    """The contract, with its references followed."""

    def __init__(self, text):
        self.document = yaml.safe_load(text)
        self.closed = strict(self.document["components"]["schemas"])

    def follow(self, part):
        while "$ref" in part:
            found = self.document
            for name in part["$ref"].lstrip("#/").split("/"):
                found = found[name]
            part = found
        return part

    def gets(self):
        for path, item in self.document["paths"].items():
            if "get" in item and not public(item["get"]):
                yield path, item["get"], item.get("parameters", []) + item["get"].get("parameters", [])

    def posts(self):
        return [path for path, item in self.document["paths"].items() if "post" in item and not public(item["post"])]

    def response(self, operation, status):
        responses = operation["responses"]
        found = responses.get(str(status))
        if found is None and status >= 400:
            found = responses.get("default")
        return None if found is None else self.follow(found)

    def faults(self, schema, value):
        whole = {"components": {"schemas": self.closed}, "allOf": [strict(schema)]}
        validator = jsonschema.Draft4Validator(whole)  # OpenAPI 3.0 is closest to draft 4
        for fault in validator.iter_errors(value):
            yield f"{'/'.join(str(step) for step in fault.absolute_path) or 'the body'}: {fault.message[:300]}"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.content_type = (headers.get("content-type") or "").split(";")[0].strip()

    def json(self):
        return json.loads(self.body)


class Server:
    def __init__(self, base, token):
        self.base, self.token = base.rstrip("/"), token

    def ask(self, target, method="GET", headers=None, body=None, token=True):
        request = urllib.request.Request(self.base + target, method=method, data=body)
        if token:
            request.add_header("authorization", "Bearer " + self.token)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return Answer(reply.status, {k.lower(): v for k, v in reply.headers.items()}, reply.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read())


class Check:
    def __init__(self, spec, server, account):
        self.spec, self.server = spec, server
        self.ids = {"account": account} if account else {}
        self.found = []
        self.checked = 0

    def fault(self, where, what):
        self.found.append(f"{where}: {what}")

    def answer(self, where, operation, answer, expected):
        """Whether the answer is what the contract says for this operation."""
        self.checked += 1
        before = len(self.found)
        if answer.status != expected:
            self.fault(where, f"status {answer.status} instead of {expected}: {answer.body[:300]!r}")
            return False
        response = self.spec.response(operation, answer.status)
        if response is None:
            self.fault(where, f"the contract knows no status {answer.status} here")
            return False
        content = response.get("content", {})
        if not content:
            if answer.body:
                self.fault(where, "a body where the contract has none")
        elif answer.content_type not in content and "*/*" not in content:
            self.fault(where, f"content type {answer.content_type!r} instead of {', '.join(content)}")
        elif answer.content_type.endswith("json") and answer.content_type in content:
            try:
                value = answer.json()
            except ValueError as error:
                self.fault(where, f"no JSON: {error}")
                return False
            for what in self.spec.faults(content[answer.content_type]["schema"], value):
                self.fault(where, what)
        for name in response.get("headers", {}):
            if name.lower() not in answer.headers:
                self.fault(where, f"lacks the header {name}")
        return len(self.found) == before

    def target(self, path):
        """The path with ids put in; None where the lists before it had none."""
        for part in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
            if part not in self.ids:
                return None
            path = path.replace("{" + part + "}", urllib.parse.quote(self.ids[part], safe=""))
        return path

    def learn(self, value):
        """Takes ids for the paths that follow."""
        for name, items in value.items():
            one = name[:-1]
            if isinstance(items, list) and items and name in ("accounts", "conversations", "messages", "contacts", "campaigns"):
                self.ids.setdefault(one, items[0]["id"])
                if one == "contact":
                    self.ids.setdefault("tenant of contact", items[0]["tenant"])
            if name == "messages" and isinstance(items, list):  # a report has their number under this name
                for message in items:
                    if href := message.get("media", {}).get("href"):
                        self.ids.setdefault("media", href.rsplit("/", 1)[1])
            if name == "rows" and isinstance(items, list) and items:
                self.ids.setdefault("segment", items[0]["segment"])
                self.ids.setdefault("row", str(items[0]["row"]))
            if name == "channels" and items:
                self.ids.setdefault("provider", items[0]["provider"])
            if name == "audit":
                for entry in items:
                    if entry.get("operation"):
                        self.ids.setdefault("operation", entry["operation"])

    def resource(self, path, operation, parameters):
        names = {self.spec.follow(parameter)["name"] for parameter in parameters}
        target = self.target(path)
        if target is None:
            self.fault(path, "could not be asked: no list before it had an id for it")
            return
        if path == "/v1/conversations" and "account" in self.ids:
            target += "?account=" + self.ids["account"]
        if path in ("/v1/contacts/{contact}", "/admin/contacts/{contact}/export", "/admin/export"):
            target += "?tenant=" + urllib.parse.quote(self.ids["tenant of contact"], safe="")
        answer = self.server.ask(target)
        if not self.answer(target, operation, answer, 200):
            return
        if answer.content_type == "application/json":
            self.learn(answer.json())
        if "304" in operation["responses"]:
            again = self.server.ask(target, headers={"if-none-match": answer.headers.get("etag", "")})
            if again.status != 200 or again.body == answer.body:  # it may have changed in between
                self.answer(target + " again", operation, again, 304)
        if "cursor" in names:
            self.pages(target, operation, answer)
        self.answer(path + " signed in as nobody", operation, self.server.ask(target, token=False), 401)
        self.answer(path + " with a parameter of no meaning", operation,
                    self.server.ask(target + ("&" if "?" in target else "?") + "nonsense=1"), 400)

    def pages(self, target, operation, whole):
        """Page by page the same things come as on one large page, each once."""
        name = next(key for key, value in whole.json().items() if isinstance(value, list))
        joint = "&" if "?" in target else "?"
        paged, seen, cursor = [], set(), None
        while len(paged) < LONGEST_LIST:
            page_target = target + joint + "limit=2" + ("&cursor=" + cursor if cursor else "")
            answer = self.server.ask(page_target)
            if not self.answer(page_target, operation, answer, 200):
                return
            page = answer.json()
            paged += page[name]
            cursor = page.get("next_cursor")
            if not cursor:
                break
            if not page[name]:
                self.fault(page_target, "an empty page that says there are more")
                return
        for item in paged:
            key = json.dumps([item.get(k) for k in ("tenant", "id", "segment", "row", "position")])
            if key in seen:
                self.fault(target, f"{key} comes twice when paged")
            seen.add(key)
        first = whole.json()[name]
        missing = [item["id"] for item in first if "id" in item and item["id"] not in {i.get("id") for i in paged}]
        if missing:
            self.fault(target, f"missing when paged: {', '.join(missing[:5])}")
        self.answer(target + " with a broken cursor", operation,
                    self.server.ask(target + joint + "cursor=broken"), 400)

    def refusals(self):
        """What must be refused, and how it must say so."""
        problem = {"responses": {"default": {"$ref": "#/components/responses/Refused"}}}
        for method, target, headers, status in (
            ("GET", "/v1/no-such-thing", {}, 404),
            ("GET", "/v1/accounts/acc_0000000000000000", {}, 404),
            ("GET", "/v1/conversations/cnv_0000000000000000", {}, 404),
            ("GET", "/v1/conversations/cnv_0000000000000000/messages", {}, 404),
            ("GET", "/v1/messages/msg_0000000000000000", {}, 404),
            ("GET", "/v1/media/med_0000000000000000", {}, 404),
            ("GET", "/v1/contacts/con_0000000000000000", {}, 404),
            ("GET", "/v1/operations/none", {}, 404),
            ("GET", "/v1/channels/none/actions", {}, 404),
            ("GET", "/v1/accounts?tenant=nobody-has-this-tenant", {}, 404),
            ("DELETE", "/v1/accounts", {}, 405),
            ("POST", "/admin/backup", {"x-requested-with": "crm", "content-type": "text/plain"}, 415),
            ("POST", "/admin/backup", {"x-requested-with": "crm", "content-type": "application/json"}, 400),
        ):
            body = b"{}" if method == "POST" else None
            self.answer(f"{method} {target}", problem, self.server.ask(target, method, headers, body), status)
        for path in self.spec.posts():
            for name, value in {"account": "acc_0000000000000000", "provider": "coex", "action": "none", "contact": "con_0000000000000000"}.items():
                path = path.replace("{" + name + "}", value)
            answer = self.server.ask(path, "POST", {"content-type": "application/json"}, b"{}")
            self.answer(f"POST {path} without the guard", problem, answer, 403)

    def run(self):
        # Lists come before what they list, so that ids are known when they are needed.
        order = {"/v1/accounts": 0, "/v1/channels": 1, "/admin/audit": 2, "/v1/conversations": 3, "/v1/contacts": 4,
                 "/admin/journal/rows": 5,
                 "/v1/conversations/{conversation}/messages": 5}
        for path, operation, parameters in sorted(self.spec.gets(), key=lambda get: order.get(get[0], 9)):
            self.resource(path, operation, parameters)
        self.refusals()
        served = self.server.ask("/v1/openapi.yaml")
        if served.status == 200 and yaml.safe_load(served.body) != self.spec.document:
            self.fault("/v1/openapi.yaml", "the server serves another contract than the one it was checked against")


def shape(root, schema):
    """Names of members, which of them are required, and their values by enum, as far as two schemas can be compared."""
    while "$ref" in schema:
        found = root
        for name in schema["$ref"].lstrip("#/").split("/"):
            found = found[name]
        schema = found
    out = {}
    if "properties" in schema:
        out["required"] = sorted(schema.get("required", []))
        out["members"] = {name: shape(root, part) for name, part in schema["properties"].items()}
    if "items" in schema:
        out["items"] = shape(root, schema["items"])
    if "enum" in schema or "const" in schema:
        out["values"] = sorted(schema.get("enum", [schema.get("const")]))
    return out


def disagreements(spec, events):
    """Where REST and the feed describe one document differently."""
    for name in ("account", "contact", "conversation", "message", "operation"):
        event = json.loads((events / f"{name}.changed.schema.json").read_text())
        of_feed = shape(event, event["properties"]["data"])
        of_rest = shape(spec.document, {"$ref": "#/components/schemas/" + name.capitalize()})
        if name == "operation":  # only the answer to a call carries the key of that call
            of_rest["members"].pop("idempotency_key", None)
        yield from differences(name, of_feed, of_rest)


def differences(where, feed, rest):
    if isinstance(feed, dict) and isinstance(rest, dict):
        for key in sorted(set(feed) | set(rest)):
            if key not in feed or key not in rest:
                yield f"{where}/{key}: only in {'the feed' if key in feed else 'REST'}"
            else:
                yield from differences(f"{where}/{key}", feed[key], rest[key])
    elif feed != rest:
        yield f"{where}: {feed} in the feed, {rest} in REST"


def self_test():
    text = pathlib.Path(__file__).resolve().parents[3].joinpath("schemas/api/openapi.yaml").read_text()
    spec = Spec(text)
    good = spec.document["components"]["schemas"]["Account"]["example"]
    reference = {"$ref": "#/components/schemas/Account"}
    assert not list(spec.faults(reference, good)), list(spec.faults(reference, good))
    assert not list(spec.faults({"$ref": "#/components/schemas/Message"},
                                spec.document["components"]["schemas"]["Message"]["example"]))

    def broken(change):
        value = copy.deepcopy(good)
        change(value)
        return list(spec.faults(reference, value))
    assert broken(lambda v: v.update(undocumented=1)), "an undocumented member passes"
    assert broken(lambda v: v["flags"].update(undocumented=True)), "an undocumented member inside passes"
    assert broken(lambda v: v.pop("state")), "a missing member passes"
    assert broken(lambda v: v.update(state="asleep")), "an unknown state passes"
    assert broken(lambda v: v.update(since=5)), "a time of another type passes"

    class Scripted:
        def __init__(self, answers):
            self.answers = answers

        def ask(self, target, method="GET", headers=None, body=None, token=True):
            return self.answers.pop(0)
    listing = spec.document["paths"]["/v1/accounts"]["get"]

    def one(status, content_type, body):
        check = Check(spec, Scripted([]), None)
        check.answer("x", listing, Answer(status, {"content-type": content_type, "etag": '"e"'}, body), 200)
        return check.found
    page = json.dumps({"accounts": [good]}).encode()
    assert not one(200, "application/json; charset=utf-8", page), one(200, "application/json", page)
    assert one(200, "text/html", page) and one(500, "application/json", page) and one(200, "application/json", b"{")
    twice = json.dumps({"accounts": [good], "next_cursor": "c"}).encode()
    ok = {"content-type": "application/json", "etag": '"e"'}
    check = Check(spec, Scripted([Answer(200, ok, twice), Answer(200, ok, page),
                                  Answer(400, {"content-type": "application/problem+json"}, b"{}")]), None)
    check.pages("/v1/accounts", listing, Answer(200, ok, page))
    assert any("twice" in found for found in check.found), check.found

    changed = Spec(text.replace("            token_invalid: {type: boolean", "            token_gone: {type: boolean"))
    events = pathlib.Path(__file__).resolve().parents[3] / "schemas/events"
    assert not list(disagreements(spec, events)), list(disagreements(spec, events))
    assert len(list(disagreements(changed, events))) == 2
    print("each kind of broken contract is caught")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", nargs="?")
    parser.add_argument("base", nargs="?")
    parser.add_argument("token", nargs="?")
    parser.add_argument("--account", help="the account whose conversations are looked at")
    parser.add_argument("--documents-only", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        self_test()
        return 0
    if not options.spec or not (options.documents_only or (options.base and options.token)):
        parser.print_usage()
        return 2
    path = pathlib.Path(options.spec).resolve()
    spec = Spec(path.read_text())
    found = list(disagreements(spec, path.parents[1] / "events"))
    checked = 0
    if not options.documents_only:
        check = Check(spec, Server(options.base, options.token), options.account)
        try:
            check.run()
        except urllib.error.URLError as error:
            print(f"{options.base} does not answer: {error.reason}")
            return 2
        found += check.found
        checked = check.checked
    for line in found:
        print(line)
    if not found:
        print(f"{checked} answers keep the contract" if checked else "REST and the feed agree on every document")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
