"""A state with thousands of connected numbers: the one that is connected, written down again under other names. What
hangs on each number is copied with it, but for its regular checks: the first start begins them, as it does after an
upgrade. Nobody has the state open meanwhile."""
import sqlite3

COPIED = {
    "account": "SELECT :n, 'acc_' || printf('%016x', :n), tenant, provider, printf('90533%07d', :n), 'w' || :n, 'p' || :n, road, "
               "name || ' ' || :n, token_sealed, generation, generation_start, asked, asked_at, asked_reason, asked_by, "
               "phone_confirmed_at, token_invalid, payment_problem, revision FROM account WHERE id = :first",
    "operation": "SELECT NULL, 'op_' || printf('%032x', :n), tenant, 'acc_' || printf('%016x', :n), provider, action, input_hash, "
                 "actor, state, result, problem, created_at, changed_at, revision, refused FROM operation LIMIT 1",
    "feed": "SELECT :base + :n, tenant, kind, :n FROM feed WHERE kind = 1 LIMIT 1",
}


def names(state):
    """The accounts' ids."""
    with sqlite3.connect(state / "state.db") as database:
        return [name for (name,) in database.execute("SELECT account_id FROM account ORDER BY account_id")]


def multiply(state, count):
    """Makes them `count` numbers of one hotel group."""
    with sqlite3.connect(state / "state.db", isolation_level=None) as database:
        first, = database.execute("SELECT id FROM account").fetchone()
        base, = database.execute("SELECT max(seq) FROM feed").fetchone()
        database.execute("BEGIN")
        for number in range(first + 1, first + count):
            given = {"n": number, "first": first, "base": base}
            for table, select in COPIED.items():
                database.execute(f"INSERT INTO {table} {select}", given)
        database.execute("UPDATE meta SET value = (SELECT max(seq) + 1 FROM feed) WHERE name = 'feed_next'")
        database.execute("COMMIT")
    with sqlite3.connect(state / "state.db") as database:
        found, = database.execute("SELECT count(*) FROM account").fetchone()
        assert found == count, found
