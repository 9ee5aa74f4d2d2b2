"""What lies in the files after a cut, and what promises it must keep. Reads a copy: opening a database changes it."""
import json
import re
import shutil
import sqlite3

DELIVERY, COMMAND = 1, 2  # kinds of journal rows
WAMID = re.compile(rb'"id": ?"(wamid\.[^"]+)"')


def rows(path, sql, *values):
    connection = sqlite3.connect(path, timeout=10)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def sound(path):
    """What SQLite finds wrong with a database; [] if nothing."""
    try:
        found = [row[0] for row in rows(path, "PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if found == ["ok"] else found


class AfterCut:
    """A copy of what the cut left. `faults` says which promises it breaks, in sentences."""

    def __init__(self, base, state, scratch, promised, calls):
        self.faults = []
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(base, scratch)
        self.state = scratch / state
        self.records = scratch / "crm.db"
        self.promised, self.calls = promised, calls
        try:
            self._look()
        except sqlite3.DatabaseError as error:
            self.faults.append(f"a database cannot be read: {error}")
        shutil.rmtree(scratch)

    def _look(self):
        databases = [self.records, self.state / "state.db", self.state / "consumers.db", *self._segments()]
        for path in databases:
            if path.exists():
                self.faults += [f"{path.name}: {wrong}" for wrong in sound(path)[:1]]
        if self.faults:
            return
        deliveries, commands = self._journal()
        self._say("deliveries that were answered 200 are not in the journal", self.promised.deliveries - deliveries)
        if not (self.state / "state.db").exists():
            return self._say("calls left and there is no state", set(self.calls))
        tables = {name for (name,) in rows(self.state / "state.db", "SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"send", "feed"} <= tables:
            return self._say("calls left and the state has no tables", set(self.calls))
        self._intents(commands)
        self._feed()

    def _segments(self):
        return sorted((self.state / "journal").glob("*.journal"))

    def _journal(self):
        deliveries, commands = set(), set()
        for segment in self._segments():
            if not rows(segment, "SELECT name FROM sqlite_master WHERE name = 'entry'"):
                continue  # cut before it was made: nothing in it was promised
            for kind, body in rows(segment, "SELECT kind, body FROM entry"):
                if kind == DELIVERY:
                    deliveries.update(wamid.decode() for wamid in WAMID.findall(body))
                elif kind == COMMAND:
                    commands.add(json.loads(body)["operation"])
        return deliveries, commands

    def _intents(self, commands):
        sends = {operation: (state, attempts)
                 for operation, state, attempts in rows(self.state / "state.db", "SELECT operation_id, state, attempts FROM send")}
        self._say("sends were promised and are nowhere", self.promised.sends - set(sends) - commands)
        self._say("calls left whose intent is not in the state",
                  {call for call in self.calls if call not in sends or sends[call][:2] == ("queued", 0)})
        self._say("calls were made twice", {call for call, times in self.calls.items() if times > 1})

    def _feed(self):
        meta = dict(rows(self.state / "state.db", "SELECT name, value FROM meta"))
        newest = (meta.get("feed_epoch", 1), meta.get("feed_next", 1) - 1)
        if (self.state / "consumers.db").exists():
            known = rows(self.state / "consumers.db", "SELECT name FROM sqlite_master WHERE name = 'consumer'")
            ahead = rows(self.state / "consumers.db", "SELECT consumer, epoch, max(position, past) FROM consumer") if known else []
            self._say("consumers acknowledged events that were never told", {c for c, *place in ahead if tuple(place) > newest})
        for table in ("message", "contact", "conversation", "operation", "account"):
            if not self.records.exists():
                break
            revisions = rows(self.records, f"SELECT id, revision FROM {table}")
            self._say(f"the host has a {table} that the state does not know yet",
                      {id for id, text in revisions if (int(text[:6]), int(text[6:])) > newest})

    def _say(self, sentence, which):
        if which:
            self.faults.append(f"{len(which)} {sentence}: {', '.join(sorted(which)[:3])}")


def differences(state, records, promised):
    """How the running state differs from the promises, and the host's records from the state; [] if they agree."""
    database = state / "state.db"
    found = []
    wamids = [wamid for (wamid,) in rows(database, "SELECT wamid FROM message WHERE wamid <> ''")]
    missing = promised.deliveries - set(wamids)
    if missing:
        found.append(f"{len(missing)} acknowledged messages are not in the state: {', '.join(sorted(missing)[:3])}")
    if len(wamids) != len(set(wamids)):
        found.append("a message is in the state twice")
    pieces = {place[1] for (value,) in rows(database, "SELECT value FROM account_history") for place in json.loads(value)["c"]}
    if promised.pieces - pieces:
        found.append(f"{len(promised.pieces - pieces)} acknowledged pieces of history are not counted as come")
    sends = {operation for (operation,) in rows(database, "SELECT operation_id FROM operation")}
    if promised.sends - sends:
        found.append(f"{len(promised.sends - sends)} promised sends are not in the state")
    aside = rows(database, "SELECT reason FROM quarantine")
    if aside:
        found.append(f"{len(aside)} deliveries were set aside: {aside[0][0]}")
    epoch = rows(database, "SELECT value FROM meta WHERE name = 'feed_epoch'")[0][0]
    for table in ("message", "contact", "conversation", "operation", "account"):
        own = sorted(f"{epoch:06}{revision:014}" for (revision,) in rows(database, f"SELECT revision FROM {table}") if revision > 0)
        theirs = sorted(text for (text,) in rows(records, f"SELECT revision FROM {table}"))
        if own != theirs:
            lost = sorted(set(own) - set(theirs))
            found.append(f"the host's {table} records differ from the state: {len(own)} and {len(theirs)}, missing {lost[:3]}")
    return found
