// Recomputes every hash, batch and signed head in journal-vectors.json from docs/reference/journal.md alone.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

const utf8 = (text) => Buffer.from(text, "utf8");
const hex = (text) => Buffer.from(text, "hex");
const uuid = (text) => hex(text.replaceAll("-", ""));
const u16 = (value) => { const b = Buffer.alloc(2); b.writeUInt16BE(value); return b; };
const u32 = (value) => { const b = Buffer.alloc(4); b.writeUInt32BE(value); return b; };
const u64 = (value) => { const b = Buffer.alloc(8); b.writeBigUInt64BE(BigInt(value)); return b; };
const framed = (part) => Buffer.concat([u32(part.length), part]);
const sha256 = (parts) => createHash("sha256").update(Buffer.concat(parts)).digest();

function genesis(journal) {
  const parent = journal.parent
    ? [uuid(journal.parent.journalId), u64(journal.parent.seq), hex(journal.parent.hash)]
    : [utf8(""), utf8(""), utf8("")];
  const parts = [utf8(journal.tenant), utf8(journal.store), uuid(journal.journalId), u64(journal.epoch), ...parent];
  return sha256([utf8("tillpost/journal/1\0"), ...parts.map(framed)]);
}

function rowHash(prev, journal, row) {
  const parts = [uuid(journal.journalId), u64(journal.epoch), utf8(row.type), u32(row.version), utf8(row.metadata),
    utf8(row.body)];
  return sha256([utf8("tillpost/event/1\0"), prev, u64(row.seq), uuid(row.eventId), ...parts.map(framed)]);
}

const plainBatch = (rows) => Buffer.concat(rows.flatMap((row) => [uuid(row.eventId), u16(utf8(row.type).length),
  utf8(row.type), u32(row.version), framed(utf8(row.metadata)), framed(utf8(row.body))]));

function check(what, found, expected) {
  if (found !== expected) {
    console.error(`${what}: ${found}, expected ${expected}`);
    process.exit(1);
  }
}

const short = (text) => Buffer.concat([u16(utf8(text).length), utf8(text)]);

function signedBytes(journal) {
  const { signed, properties } = journal.batch;
  return Buffer.concat([utf8("tillpost/batch-head/1\0"), short(journal.tenant), short(journal.store), short(signed.agent),
    short(journal.lane), uuid(journal.journalId), u64(journal.epoch), u64(properties.from), u64(properties.to),
    hex(properties.prev), hex(properties.head)]);
}

const rowsByJournal = new Map();
for (const journal of JSON.parse(readFileSync(process.argv[2], "utf8")).journals) {
  let prev = genesis(journal);
  check("genesis", prev.toString("hex"), journal.genesis);
  for (const row of journal.rows) {
    prev = rowHash(prev, journal, row);
    check(`hash of row ${row.seq}`, prev.toString("hex"), row.hash);
  }
  check("head", prev.toString("hex"), journal.batch.properties.head);
  rowsByJournal.set(journal.journalId, journal.rows);
  const parents = rowsByJournal.get(journal.parent?.journalId);
  if (parents) {
    check("hash of the parent's row", parents[journal.parent.seq - 1].hash, journal.parent.hash);
  }
  if (journal.batch.signed) {
    const spki = hex(journal.batch.signed.publicKey);
    check("key", sha256([spki]).toString("hex"), journal.batch.properties.key);
    check("signed bytes", signedBytes(journal).toString("hex"), journal.batch.signed.bytes);
    const key = createPublicKey({ key: spki, format: "der", type: "spki" });
    check("signature", verify("sha256", signedBytes(journal), key, Buffer.from(journal.batch.properties.signature, "base64")),
      true);
  }
  check("batch", inflateSync(hex(journal.batch.payload)).toString("hex"), plainBatch(journal.rows).toString("hex"));
}
console.log("all vectors hold");
