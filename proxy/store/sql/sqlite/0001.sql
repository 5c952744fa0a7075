-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first schema. Times are milliseconds since 1970 UTC; money is integer billionths of a US dollar.

-- What the store knows about itself: where the data key comes from.
CREATE TABLE meta(
    name TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- Settings that were changed here (flags and environment win over them). A secret has `sealed` and no `value`.
CREATE TABLE settings(
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT,
    sealed BLOB,
    fingerprint TEXT NOT NULL DEFAULT '',
    changed_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Users and agents are never deleted, since requests name them: removed_ms hides them and their keys are wiped.
CREATE TABLE users(
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name TEXT NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1,
    key_sealed BLOB,
    key_fingerprint TEXT NOT NULL DEFAULT '',
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    removed_ms INTEGER
);

CREATE TABLE agents(
    id INTEGER PRIMARY KEY,
    external_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users(id),
    model TEXT NOT NULL DEFAULT '',
    enabled INTEGER NOT NULL DEFAULT 1,
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    removed_ms INTEGER
);
CREATE INDEX agents_user ON agents(user_id);

-- Dimensions: words that repeat in millions of requests. 0 stands for none.
CREATE TABLE models(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE failures(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- One row a request. id = (start_ms - 1704067200000) * 256 + last byte of the request id, or a little more where another
-- request has it (requestkey.h): ordered by time without an index on it, and the same again when a batch is retried.
-- call_id '=' is the request id's own text. NULL tokens and cost are unknown.
CREATE TABLE requests(
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL,
    agent_id INTEGER NOT NULL,
    model_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    status INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    cached_tokens INTEGER,
    reasoning_tokens INTEGER,
    estimated INTEGER NOT NULL,
    cost_nano INTEGER,
    cost_origin INTEGER NOT NULL,
    ttft_us INTEGER,
    duration_us INTEGER NOT NULL,
    request_bytes INTEGER NOT NULL,
    response_bytes INTEGER NOT NULL,
    request_id BLOB NOT NULL,
    upstream_id TEXT,
    call_id TEXT,
    failure_id INTEGER
);
-- An index ends with the row's id, so each of these serves "of this user, newest first". An index by model does not
-- pay: a guard in the roll-ups does its work.
CREATE INDEX requests_user ON requests(user_id);
CREATE INDEX requests_agent ON requests(agent_id);
CREATE INDEX requests_outcome ON requests(outcome) WHERE outcome <> 0;
CREATE INDEX requests_failure ON requests(failure_id) WHERE failure_id IS NOT NULL;

-- Sums, changed in the same transaction as the rows. bucket: day = days since 1970, hour = hours since 1970,
-- month = year * 12 + month - 1; all UTC. The narrow ones are there since a year by user takes 2 s from the wide one.
CREATE TABLE usage_day(
    bucket INTEGER NOT NULL, user_id INTEGER NOT NULL, agent_id INTEGER NOT NULL, model_id INTEGER NOT NULL,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, without_cost INTEGER NOT NULL,
    prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL, reasoning INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL,
    PRIMARY KEY(bucket, user_id, agent_id, model_id)
) WITHOUT ROWID;

CREATE TABLE usage_month(
    bucket INTEGER NOT NULL, user_id INTEGER NOT NULL, agent_id INTEGER NOT NULL, model_id INTEGER NOT NULL,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, without_cost INTEGER NOT NULL,
    prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL, reasoning INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL,
    PRIMARY KEY(bucket, user_id, agent_id, model_id)
) WITHOUT ROWID;

CREATE TABLE usage_day_user(
    bucket INTEGER NOT NULL, user_id INTEGER NOT NULL,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, without_cost INTEGER NOT NULL,
    prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL, reasoning INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL,
    PRIMARY KEY(bucket, user_id)
) WITHOUT ROWID;

CREATE TABLE usage_month_user(
    bucket INTEGER NOT NULL, user_id INTEGER NOT NULL,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, without_cost INTEGER NOT NULL,
    prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL, reasoning INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL,
    PRIMARY KEY(bucket, user_id)
) WITHOUT ROWID;

CREATE TABLE usage_day_model(
    bucket INTEGER NOT NULL, model_id INTEGER NOT NULL,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, without_cost INTEGER NOT NULL,
    prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL, reasoning INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL,
    PRIMARY KEY(bucket, model_id)
) WITHOUT ROWID;

CREATE TABLE usage_hour_model(
    bucket INTEGER NOT NULL, model_id INTEGER NOT NULL,
    requests INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, without_cost INTEGER NOT NULL,
    prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL, reasoning INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL,
    PRIMARY KEY(bucket, model_id)
) WITHOUT ROWID;
