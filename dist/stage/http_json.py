"""JSON over HTTP with the standard library: what the stage and the scenario tests speak with host and simulator."""
import json
import urllib.error
import urllib.request


class Answer:
    def __init__(self, status, body, headers):
        self.status, self.text, self.headers = status, body, headers

    @property
    def json(self):
        return json.loads(self.text) if self.text else {}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_staying = urllib.request.build_opener(_Stay)


def look(url, headers=None, timeout=20):
    """GET as a browser does it, one step: a redirect is answered, not followed."""
    try:
        with _staying.open(urllib.request.Request(url, headers=headers or {}), timeout=timeout) as response:
            return Answer(response.status, response.read().decode(), response.headers)
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode(), error.headers)


def call(method, url, body=None, headers=None, timeout=20):
    """One request; `body` is JSON unless it is bytes. Answers whatever status comes."""
    sent = dict(headers or {})
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        sent.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=body, method=method, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return Answer(response.status, response.read().decode(), response.headers)
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode(), error.headers)
