"""What the tests of the configuration share: crm-host, a folder of one's own, and the examples with reachable secrets."""
import base64
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "dist" / "stage"))
from http_json import call  # noqa: E402,F401
from stage import Process, until  # noqa: E402,F401

BUILD = pathlib.Path(os.environ.get("COEXIST_BUILD", ROOT / "build" / "release"))
HOST = BUILD / "crm-host"
PLUGIN = BUILD / "whatsapp_coexistence.so"
GUARD = os.environ.get("GUARD", str(BUILD / "config_guard.so"))
EXAMPLES = sorted((ROOT / "config").glob("*.yaml"))
MOUNT = "/plugins/whatsapp"
ENV_REFERENCE = re.compile(r"\{env: ([A-Z_][A-Z0-9_]*)\}")
FILE_REFERENCE = re.compile(r"\{file: (/etc/coexist/[a-z0-9_]+)\}")


class FolderTest(unittest.TestCase):
    """A test with a folder of its own, gone with it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="coexist-config-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = dict(os.environ, CRM_DATA=str(self.folder / "crm"))

    def written(self, name, text):
        file = self.folder / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def run_host(self, *words, **more):
        return subprocess.run([HOST, *map(str, words)], capture_output=True, text=True, timeout=60,
                              env=dict(self.environment, **more.pop("environment", {})), cwd=self.folder, **more)

    def check(self, file, *words, **more):
        return self.run_host("check-config", file, "--plugin", PLUGIN, *words, **more)

    def install(self):
        installed = self.run_host("plugin", "install", PLUGIN)
        self.assertEqual(installed.returncode, 0, installed.stderr)

    def serve(self, config, **environment):
        """An owner that really runs with this configuration; answers the process and its address."""
        process = Process([HOST, "serve", "--plugin-config", str(config), "--listen", "127.0.0.1:0"],
                          dict(self.environment, **environment), self.folder / "host.log")
        self.addCleanup(process.child.stdout.close)
        self.addCleanup(process.stop)
        return process, process.address()

    def log(self):
        return (self.folder / "host.log").read_text()

    def handshake(self, address, road, token):
        """What the platform's test of a webhook is answered."""
        query = f"hub.mode=subscribe&hub.challenge=4711&hub.verify_token={token}"
        return call("GET", f"{address}{MOUNT}/webhooks/{road}?{query}")


def with_secrets(text, folder, name="secrets", prefix=""):
    """An example whose secrets lie in a folder of the test's; answers the text, the variables and all secrets by their
    name there. The secret of NAME is "secret of NAME"; secrets_key's is a key."""
    secrets, environment = {}, {}
    (folder / name).mkdir()

    def value(of):
        return base64.b64encode(b"k" * 32).decode() if of.lower().endswith("secrets_key") else f"secret-of-{of.lower()}"

    def variable(found):
        environment[prefix + found[1]] = secrets[found[1]] = value(found[1])
        return f"{{env: {prefix}{found[1]}}}"

    def file(found):
        path = folder / name / pathlib.Path(found[1]).name
        path.write_text(value(path.name) + "\n")
        path.chmod(0o600)
        secrets[path.name] = value(path.name)
        return f"{{file: {path}}}"

    text = FILE_REFERENCE.sub(file, ENV_REFERENCE.sub(variable, text))
    return text.replace("/var/log/coexist/", f"{folder}/"), environment, secrets
