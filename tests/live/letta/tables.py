# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes Letta 0.16.7's tables in the database that LETTA_PG_URI names: its wheel ships no migrations.

The models create all but one thing the migrations do: messages.sequence_id counts on its own. Without that each new
agent is refused with 409.
"""
import importlib
import os
import pkgutil

import letta.orm
import sqlalchemy

for module in pkgutil.iter_modules(letta.orm.__path__):
    if module.name != "sqlite_functions":
        importlib.import_module("letta.orm." + module.name)
from letta.orm.base import Base  # noqa: E402  (complete only after the imports above)

FROZEN_DATES = """SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'
                  AND column_name = 'created_at' AND column_default LIKE '''20%'"""

engine = sqlalchemy.create_engine(os.environ["LETTA_PG_URI"].replace("postgresql:", "postgresql+psycopg2:", 1))
with engine.begin() as connection:
    def run(statement):
        return connection.execute(sqlalchemy.text(statement))

    run("CREATE EXTENSION IF NOT EXISTS vector")
    Base.metadata.create_all(connection)
    run("CREATE SEQUENCE IF NOT EXISTS message_seq_id")
    run("ALTER TABLE messages ALTER COLUMN sequence_id SET DEFAULT nextval('message_seq_id')")
    for (table,) in run(FROZEN_DATES).fetchall():
        run(f'ALTER TABLE "{table}" ALTER COLUMN created_at SET DEFAULT now()')
