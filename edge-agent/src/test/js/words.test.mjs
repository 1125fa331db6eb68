import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import de from '../../main/resources/till/words/de.js';
import en from '../../main/resources/till/words/en.js';

const page = new URL('../../main/resources/till/', import.meta.url);
const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test('both languages say the same things with the same values in them', () => {
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
  for (const key of Object.keys(en)) {
    assert.deepEqual(places(de[key]), places(en[key]), key);
    assert.notEqual(de[key].trim(), '', key);
  }
});

test('everything that the page says has words', () => {
  const sources = readdirSync(page, { recursive: true }).map(String).filter((name) => name.endsWith('.js') && !name.includes('words/'));
  const missing = [];
  for (const name of sources) {
    const text = readFileSync(new URL(name, page), 'utf8');
    for (const [, key] of text.matchAll(/\bt\(\s*'([^'$]+)'/g)) if (!(key in en)) missing.push(`${name}: ${key}`);
    for (const [, key] of text.matchAll(/\bmany\('([^'$]+)'/g)) if (!(`${key}.one` in en && `${key}.many` in en)) missing.push(`${name}: ${key}`);
  }
  assert.ok(sources.length > 30);
  assert.deepEqual(missing, []);
});

test('every state, permission and movement that the agent knows has words', () => {
  const keys = [
    ...['ASK', 'PAID', 'NOT_CHARGED', 'CHECKING'].flatMap((state) => ['card', 'cardBack'].flatMap((say) => [`${say}.${state}`, `${say}.${state}.next`])),
    ...['unknown', 'online', 'off-offline', 'cover-open', 'rec-empty', 'fault'].map((state) => `deviceState.${state}`),
    ...['PAY_IN', 'PAY_OUT', 'SAFE_DROP', 'BANK_DEPOSIT'].flatMap((kind) => [`cashKind.${kind}`, `cash.text.${kind}`, `cash.done.${kind}`]),
    ...['cashier', 'supervisor', 'manager'].map((role) => `role.${role}`),
    ...['cash', 'card', 'voucher'].flatMap((kind) => [`tenderKind.${kind}`, `tenderKind.${kind}-refund`, `tender.giveBackText.${kind}`, `refund.done.${kind}`]),
    ...['held', 'heldBack'].flatMap((say) => ['PAID', 'NOT_CHARGED'].map((state) => `${say}.${state}`)),
    ...['PRINTING', 'CONFIRMED', 'UNCONFIRMED', 'NOT_PRINTED'].map((state) => `printed.${state}`),
    ...['starting', 'sign-in', 'taken-over', 'sale', 'tender', 'card', 'signature', 'paid', 'receipts', 'refund', 'shift', 'sale-again', 'refund-again'].map((screen) => `screen.${screen}`),
  ];
  assert.deepEqual(keys.filter((key) => !(key in en)), []);
});
