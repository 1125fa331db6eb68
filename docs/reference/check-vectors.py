#!/usr/bin/env python3
"""Recomputes every hash and every batch in journal-vectors.json from docs/reference/journal.md alone."""
import hashlib
import json
import struct
import sys
import uuid
import zlib


def framed(part):
    return struct.pack(">I", len(part)) + part


def genesis(journal):
    parent = journal.get("parent")
    parts = [journal["tenant"].encode(), journal["store"].encode(), uuid.UUID(journal["journalId"]).bytes,
             struct.pack(">Q", journal["epoch"])]
    parts += [uuid.UUID(parent["journalId"]).bytes, struct.pack(">Q", parent["seq"]),
              bytes.fromhex(parent["hash"])] if parent else [b"", b"", b""]
    return hashlib.sha256(b"tillpost/journal/1\0" + b"".join(map(framed, parts))).digest()


def row_hash(prev, journal, row):
    head = b"tillpost/event/1\0" + prev + struct.pack(">Q", row["seq"]) + uuid.UUID(row["eventId"]).bytes
    parts = [uuid.UUID(journal["journalId"]).bytes, struct.pack(">Q", journal["epoch"]), row["type"].encode(),
             struct.pack(">I", row["version"]), row["metadata"].encode(), row["body"].encode()]
    return hashlib.sha256(head + b"".join(map(framed, parts))).digest()


def plain_batch(rows):
    return b"".join(
        uuid.UUID(row["eventId"]).bytes + struct.pack(">H", len(row["type"].encode())) + row["type"].encode()
        + struct.pack(">I", row["version"]) + framed(row["metadata"].encode()) + framed(row["body"].encode())
        for row in rows)


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found}, expected {expected}")


for journal in json.load(open(sys.argv[1], encoding="utf-8"))["journals"]:
    prev = genesis(journal)
    check("genesis", prev.hex(), journal["genesis"])
    for row in journal["rows"]:
        prev = row_hash(prev, journal, row)
        check(f"hash of row {row['seq']}", prev.hex(), row["hash"])
    batch = journal["batch"]
    check("head", prev.hex(), batch["properties"]["head"])
    check("batch", zlib.decompress(bytes.fromhex(batch["payload"])).hex(), plain_batch(journal["rows"]).hex())
print("all vectors hold")
