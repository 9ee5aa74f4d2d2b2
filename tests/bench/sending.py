"""rate: whether a number may send, decided by the plugin's paces, beside one word a number in an array. send: from asking
for messages to the platform's having them, over TLS, beside a program that writes each down and sends it."""
import shutil
import ssl
import statistics
import subprocess
import time
import urllib.request

from lines import emit
from stage import APP, TOKEN, Process, Stage

NUMBERS, QUICK_NUMBERS = 1_000_000, 100_000
MOST_NS = 150
# Dedicated numbers, so many that their 80 a second each do not count.
SENDING_NUMBERS, SENDS, QUICK_SENDS = 60, 20_000, 2_000
WABA = "218765432109900"


def rate(ground, options):
    numbers = QUICK_NUMBERS if options.quick else NUMBERS
    words = ("--numbers", numbers, "--calls", numbers * 4)
    ours, bare = [], []
    for _ in range(options.rounds):
        ours.append(ground.run("bench-rate", *words)["decision_ns"])
        bare.append(ground.run("bench-bare-rate", *words)["decision_ns"])
    value, ceiling = statistics.median(ours), statistics.median(bare)
    emit({"bench": "rate", "value": value, "unit": "ns", "most": MOST_NS, "ceiling": ceiling, "ratio": round(ceiling / value, 3),
          "rounds": len(ours), "spread": [min(ours), max(ours)], "ceiling_spread": [min(bare), max(bare)], "numbers": numbers})


def hotels_with_a_template(ground):
    """A stage with many dedicated numbers and a template; answers it and the accounts' ids."""
    stage = Stage(ground.build, ground.fresh() / "stage")
    try:
        stage.start_simulator()
        stage.install()
        stage.start_host()
        stage.connect_simulator()
        accounts = []
        for place in range(SENDING_NUMBERS):
            phone = f"3198765432{place:05}"
            number = {"waba_id": WABA, "phone_number_id": phone, "display_phone_number": f"90535{place:07}", "name": "Spa", "token": TOKEN,
                      "coex": False, "owner_business_id": "410987654321003", "app_id": APP, "last_onboarded_time": "2026-01-10T09:00:00+0000"}
            assert stage.sim("numbers", number).status == 200
            if place == 0:
                made = stage.sim("templates", {"phone_number_id": phone, "name": "stay", "language": "de",
                                               "components": [{"type": "BODY", "text": "We look forward to your stay."}]})
                assert made.status == 200, made.text
            asked = stage.adopt(provider="meta", waba_id=WABA, phone_number_id=phone)
            accounts.append(stage.operation(asked.json["operation"]["id"], "succeeded", "ann")["result"]["account"])
        synced = stage.act(accounts[0], "sync_templates", user="ann")
        stage.operation(synced.json["operation"]["id"], "succeeded", "ann")
    finally:
        stage.stop()
    return stage, accounts


class Platform:
    def __init__(self, ground, folder):
        self.certificate, key = folder / "platform.pem", folder / "platform.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", self.certificate],
                       check=True, capture_output=True)
        self.process = Process([str(ground.build / "bench-tls-platform"), "--certificate", str(self.certificate), "--key", str(key)],
                               ground.environment, folder / "platform.log")
        self.port = self.process.address().rsplit(":", 1)[1]
        self.url = f"https://127.0.0.1:{self.port}"
        self.trusting = ssl.create_default_context(cafile=self.certificate)

    def taken(self):
        with urllib.request.urlopen(f"{self.url}/taken", context=self.trusting) as answer:
            return int(answer.read())


def seconds_for(platform, command, environment, sends):
    """From the program's word that it begins until the platform has them all."""
    child = subprocess.Popen([str(word) for word in command], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    if child.stdout.readline() != "begin\n":
        raise RuntimeError(child.communicate()[1])
    began = time.monotonic()
    while platform.taken() < sends:
        if child.poll() is not None or time.monotonic() > began + 300:
            child.kill()
            raise RuntimeError(f"{command[0]}: {platform.taken()} of {sends} left: {child.communicate()[1]}")
        time.sleep(0.02)
    spent = time.monotonic() - began
    child.communicate("\n")
    return spent


def send(ground, options):
    sends = options.messages or (QUICK_SENDS if options.quick else SENDS)
    stage, accounts = hotels_with_a_template(ground)
    state, = [path for path in (stage.data / "crm" / "plugins").iterdir() if (path / "state.db").exists()]
    ours, bare = [], []
    for _ in range(options.rounds):
        folder = ground.fresh()
        platform = Platform(ground, folder)
        shutil.copytree(state, folder / "state")
        (folder / "accounts").write_text("\n".join(accounts) + "\n")
        config = folder / "bench.yaml"
        text = stage.config.read_text().replace(f"graph_base: {stage.graph}", f"graph_base: {platform.url}")
        config.write_text(text + f"outgoing: {{ca_file: {platform.certificate}}}\n")
        ours.append(seconds_for(platform, [ground.build / "bench-send", "--plugin", ground.build / "whatsapp_coexistence.so", "--config", config,
                                           "--directory", folder / "state", "--accounts", folder / "accounts", "--sends", sends],
                                stage.environment, sends))
        platform.process.stop(kill=True)
        platform = Platform(ground, folder)
        bare.append(seconds_for(platform, [ground.build / "bench-bare-send", "--directory", folder / "bare", "--port", platform.port,
                                           "--ca", platform.certificate, "--sends", sends], ground.environment, sends))
        platform.process.stop(kill=True)
        shutil.rmtree(folder)
    rates, ceilings = ([sends / seconds for seconds in side] for side in (ours, bare))
    value, ceiling = statistics.median(rates), statistics.median(ceilings)
    emit({"bench": "send", "value": round(value), "unit": "sends/s", "better": "higher", "ceiling": round(ceiling),
          "ratio": round(value / ceiling, 3), "at_least": 0.7, "rounds": len(ours), "sends": sends, "numbers": SENDING_NUMBERS,
          "spread": [round(min(rates)), round(max(rates))], "ceiling_spread": [round(min(ceilings)), round(max(ceilings))]})


BENCHES = {"rate": rate, "send": send}
