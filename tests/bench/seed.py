# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills the store of a Keyswitch that does not run: `keyswitchd user add` a hundred thousand times would take hours.
The tables are those of proxy/store/sql, a sealed key is what proxy/store/keyseal.h says. That both are right is seen when
Keyswitch calls the provider with the key of the right user."""
import ctypes
import ctypes.util
import os
import sqlite3
import time

USER_KEY = 1  # KeySeal::Purpose
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 24, 16


class KeySeal:
    def __init__(self, key_file):
        self._sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
        if self._sodium.sodium_init() < 0:
            raise OSError("libsodium cannot be used")
        with open(key_file, "rb") as file:
            data_key = file.read()
        assert len(data_key) == KEY_BYTES, key_file
        self._subkey = ctypes.create_string_buffer(KEY_BYTES)
        self._sodium.crypto_kdf_derive_from_key(self._subkey, ctypes.c_size_t(KEY_BYTES), ctypes.c_uint64(USER_KEY),
                                                b"keyswtch", data_key)

    def seal(self, place, secret):
        nonce = os.urandom(NONCE_BYTES)
        sealed = ctypes.create_string_buffer(len(secret) + TAG_BYTES)
        self._sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            sealed, None, secret, ctypes.c_ulonglong(len(secret)), place, ctypes.c_ulonglong(len(place)), None, nonce,
            self._subkey)
        return b"\x01" + nonce + sealed.raw


def database(data_folder):
    return os.path.join(data_folder, "keyswitch.db")


def seed(data_folder, agents, users):
    """Agents agent-0 …, agent n of user n modulo `users`; user n has the key sk-bench-n. The store has to be there."""
    seal = KeySeal(os.path.join(data_folder, "data.key"))
    now = int(time.time() * 1000)
    store = sqlite3.connect(database(data_folder))
    with store:
        store.executemany(
            "INSERT INTO users(id,email,name,key_sealed,created_ms,changed_ms) VALUES(?,?,?,?,?,?)",
            ((n + 1, f"user-{n}@example.org", f"user {n}", seal.seal(b"users/%d" % (n + 1), b"sk-bench-%d" % n), now, now)
             for n in range(users)))
        store.executemany(
            "INSERT INTO agents(external_id,name,user_id,model,created_ms,changed_ms) VALUES(?,?,?,?,?,?)",
            ((f"agent-{n}", f"agent {n}", n % users + 1, "bench", now, now) for n in range(agents)))
    store.close()


def read(data_folder, query):
    store = sqlite3.connect(f"file:{database(data_folder)}?mode=ro", uri=True, timeout=30)
    try:
        return store.execute(query).fetchall()
    finally:
        store.close()


def outcomes(data_folder):
    """{outcome's number in the store: rows}."""
    return dict(read(data_folder, "SELECT outcome, count(*) FROM requests GROUP BY outcome"))


def rolled_up(data_folder):
    """Requests in the sums by day."""
    return read(data_folder, "SELECT coalesce(sum(requests), 0) FROM usage_day")[0][0]
