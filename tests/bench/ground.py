"""What the benches stand on: a state with one connected number, made once; a fresh copy of it for each round."""
import json
import os
import pathlib
import shutil
import subprocess

from stage import APP, DIGITS, MOUNT, PHONE_ID, WABA, Process, Stage

PLUGIN = "plugins"


class Ground:
    def __init__(self, build, data):
        self.build, self.data = build, data
        self.rounds = 0

    def __enter__(self):
        shutil.rmtree(self.data, ignore_errors=True)
        stage = Stage(self.build, self.data / "stage")
        try:
            stage.start_simulator()
            stage.install()
            stage.start_host()
            stage.connect_simulator()
            stage.adopted()
            self.token = stage.tokens["sam"]
        finally:
            stage.stop()
        self.template, self.config = self.data / "stage" / "crm", stage.config
        self.environment = dict(stage.environment, BENCH_APP_SECRET=stage.environment["COEXIST_APP_SECRET"])
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.data, ignore_errors=True)

    def fresh(self):
        """A folder of its own for one round."""
        self.rounds += 1
        folder = self.data / f"round-{self.rounds}"
        folder.mkdir()
        return folder

    def host_data(self, folder):
        """A copy of the host's data, with the number connected."""
        shutil.copytree(self.template, folder / "crm")
        return folder / "crm"

    def plugin_state(self, folder):
        states = [path for path in (self.template / PLUGIN).iterdir() if (path / "state.db").exists()]
        assert len(states) == 1, f"expected one plugin's state, found {states}"
        shutil.copytree(states[0], folder / "state")
        return folder / "state"

    @property
    def number(self):
        return ["--phone-number-id", PHONE_ID, "--waba-id", WABA, "--digits", DIGITS]

    def run(self, program, *words):
        """Runs one of our programs to its end and answers its JSON line."""
        command = [str(self.build / program), *map(str, words), *self.number]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        return json.loads(done.stdout)

    def start(self, folder, *command, **environment):
        return Process(list(map(str, command)), dict(self.environment, **environment), folder / "log")

    def start_host(self, folder, *words, state=None, **environment):
        """The reference host; `words`: more of its options; `state`: instead of a copy of the plugin's own."""
        data = self.host_data(folder)
        if state is not None:
            own, = [path for path in (data / PLUGIN).iterdir() if (path / "state.db").exists()]
            shutil.rmtree(own)
            own.symlink_to(state, target_is_directory=True)
        return self.start(folder, self.build / "crm-host", "serve", "--plugin-config", self.config, "--mount", MOUNT,
                          "--listen", "127.0.0.1:0", "--stop-seconds", 1, *words, CRM_DATA=str(data), **environment)

    def start_bare(self, folder, **environment):
        return self.start(folder, self.build / "bench-bare-server", "--directory", folder / "bare", **environment)

    def load(self, address, *words):
        """Starts the load generator; it begins when it is told a line."""
        port = address.rsplit(":", 1)[1]
        command = [str(self.build / "bench-http-load"), "--port", port, "--path", f"{MOUNT}/webhooks/hotel",
                   *map(str, words), *self.number]
        child = subprocess.Popen(command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if child.stdout.readline() != "ready\n":
            raise RuntimeError(f"{' '.join(command)} did not start")
        return child


def cpu_seconds(pid):
    """Processor time of each thread of a process, by (thread, name)."""
    times = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (task / "comm").read_text().strip()
            times[(task.name, name)] = int((task / "schedstat").read_text().split()[0]) / 1e9
        except (FileNotFoundError, ProcessLookupError):
            continue
    return times
