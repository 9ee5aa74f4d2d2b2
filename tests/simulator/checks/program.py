"""The command line."""
import json
import subprocess
import tempfile
import time
import unittest

from rig import APP, PHONE, PROGRAM, Receiver, SECRET, TOKEN, VERIFY, WABA


class Program(unittest.TestCase):
    def test_help_and_wrong_options(self):
        help_text = subprocess.run([PROGRAM[0], "--help"], capture_output=True, text=True, check=True, timeout=5).stdout
        for name in ("--port", "--world", "--retry-base-ms", "/_sim/guest/write"):
            self.assertIn(name, help_text)
        for arguments in (["--nonsense"], ["--port=high"], ["--port=70000"], ["stray"]):
            wrong = subprocess.run([PROGRAM[0]] + arguments, capture_output=True, text=True, timeout=5)
            self.assertEqual(wrong.returncode, 2, arguments)
            self.assertIn("graph-simulator:", wrong.stderr)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as world:
            world.write('{"numbers":[{"waba_id":"1"}]}')
            world.flush()
            wrong = subprocess.run([PROGRAM[0], "--port", "0", "--world", world.name], capture_output=True, text=True, timeout=5)
            self.assertEqual(wrong.returncode, 1)
            self.assertIn("numbers[0]: 'phone_number_id'", wrong.stderr)

    def test_a_world_file_waits_for_its_receiver(self):
        receiver = Receiver()
        receiver.verify_token = "not yet"
        world = {"apps": [{"id": APP, "secret": SECRET, "callback_url": receiver.url, "verify_token": VERIFY}],
                 "numbers": [{"waba_id": WABA, "phone_number_id": PHONE, "display_phone_number": "905321110022",
                              "token": TOKEN, "subscribed": [APP]}]}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(world, file)
            file.flush()
            process = subprocess.Popen([PROGRAM[0], "--port", "0", "--world", file.name], stdout=subprocess.PIPE, text=True)
            try:
                self.assertIn("listening", process.stdout.readline())
                time.sleep(0.2)
                receiver.verify_token = VERIFY
                self.assertIn("verified", process.stdout.readline())
                self.assertGreaterEqual(len(receiver.handshakes), 2)
            finally:
                process.terminate()
                self.assertEqual(process.wait(5), 0)
                process.stdout.close()
                receiver.server.shutdown()
                receiver.server.server_close()
