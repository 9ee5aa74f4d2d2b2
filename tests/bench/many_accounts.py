"""A state with thousands of connected numbers: the one that is connected, written down again under other names. What
hangs on each number is copied with it, but for its regular checks: the first start begins them, as it does after an
upgrade. Nobody has the state open meanwhile."""
import sqlite3

# By table: which row is copied, and the columns that get a value of their own. The other columns stay what they are.
COPIED = {
    "account": ("WHERE id = :first", {"id": ":n", "account_id": "'acc_' || printf('%016x', :n)",
                                      "digits": "'90533' || printf('%07d', :n)", "waba_id": "'w' || :n",
                                      "phone_number_id": "'p' || :n", "name": "name || ' ' || :n"}),
    "operation": ("LIMIT 1", {"id": "NULL", "operation_id": "'op_' || printf('%032x', :n)",
                              "account_id": "'acc_' || printf('%016x', :n)"}),
    "feed": ("WHERE kind = 1 LIMIT 1", {"seq": ":base + :n", "key": ":n"}),
}


def names(state):
    """The accounts' ids."""
    with sqlite3.connect(state / "state.db") as database:
        return [name for (name,) in database.execute("SELECT account_id FROM account ORDER BY account_id")]


def copying(database, table):
    """The statement that copies one row of a table."""
    which, own = COPIED[table]
    columns = [column for _, column, *_ in database.execute(f"PRAGMA table_info({table})")]
    assert set(own) <= set(columns), (table, columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(own.get(c, c) for c in columns)} FROM {table} {which}"


def multiply(state, count):
    """Makes them `count` numbers of one hotel group."""
    with sqlite3.connect(state / "state.db", isolation_level=None) as database:
        first, = database.execute("SELECT id FROM account").fetchone()
        base, = database.execute("SELECT max(seq) FROM feed").fetchone()
        statements = [copying(database, table) for table in COPIED]
        database.execute("BEGIN")
        for number in range(first + 1, first + count):
            for statement in statements:
                database.execute(statement, {"n": number, "first": first, "base": base})
        database.execute("UPDATE meta SET value = (SELECT max(seq) + 1 FROM feed) WHERE name = 'feed_next'")
        database.execute("COMMIT")
    with sqlite3.connect(state / "state.db") as database:
        found, = database.execute("SELECT count(*) FROM account").fetchone()
        assert found == count, found
