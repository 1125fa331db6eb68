#!/usr/bin/env python3
"""Recomputes every hash, batch and signed head in journal-vectors.json from docs/reference/journal.md alone."""
import base64
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


def signed_bytes(journal):
    properties = journal["batch"]["properties"]
    names = [journal["tenant"], journal["store"], journal["batch"]["signed"]["agent"], journal["lane"]]
    return (b"tillpost/batch-head/1\0"
            + b"".join(struct.pack(">H", len(name.encode())) + name.encode() for name in names)
            + uuid.UUID(journal["journalId"]).bytes
            + struct.pack(">QQQ", journal["epoch"], int(properties["from"]), int(properties["to"]))
            + bytes.fromhex(properties["prev"]) + bytes.fromhex(properties["head"]))


# NIST P-256 (FIPS 186-5; SP 800-186, 3.2.1.3).
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(scalar, point):
    total = None
    for bit in bin(scalar)[2:]:
        total = add(total, total)
        total = add(total, point) if bit == "1" else total
    return total


def verifies(spki, message, der):
    public = int.from_bytes(spki[-64:-32], "big"), int.from_bytes(spki[-32:], "big")
    r_end = 4 + der[3]
    r, s = int.from_bytes(der[4:r_end], "big"), int.from_bytes(der[r_end + 2:], "big")
    digest, inverse = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, N)
    point = add(times(digest * inverse % N, G), times(r * inverse % N, public))
    return 0 < r < N and 0 < s < N and point is not None and point[0] % N == r


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found}, expected {expected}")


rows_by_journal = {}
for journal in json.load(open(sys.argv[1], encoding="utf-8"))["journals"]:
    prev = genesis(journal)
    check("genesis", prev.hex(), journal["genesis"])
    for row in journal["rows"]:
        prev = row_hash(prev, journal, row)
        check(f"hash of row {row['seq']}", prev.hex(), row["hash"])
    batch = journal["batch"]
    check("head", prev.hex(), batch["properties"]["head"])
    rows_by_journal[journal["journalId"]] = journal["rows"]
    parent = journal.get("parent")
    if parent and parent["journalId"] in rows_by_journal:
        check("hash of the parent's row", rows_by_journal[parent["journalId"]][parent["seq"] - 1]["hash"], parent["hash"])
    if "signed" in batch:
        spki = bytes.fromhex(batch["signed"]["publicKey"])
        check("key", hashlib.sha256(spki).hexdigest(), batch["properties"]["key"])
        check("signed bytes", signed_bytes(journal).hex(), batch["signed"]["bytes"])
        check("signature", verifies(spki, signed_bytes(journal), base64.b64decode(batch["properties"]["signature"])), True)
    check("batch", zlib.decompress(bytes.fromhex(batch["payload"])).hex(), plain_batch(journal["rows"]).hex())
print("all vectors hold")
