import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksSignature, bySignature, toSign } from '../../main/resources/till/signature.js';

const SALE = { sale: 's', signatures: ['a'] };

test('a sale with a signature to compare asks, also on a page that was just loaded', () => {
  assert.equal(toSign(SALE), 'a');
  assert.ok(asksSignature(SALE, null));
  assert.ok(asksSignature(SALE, { attempt: 'a', state: 'PAID' }));
});

test('one that has none, or of an older agent, asks nothing', () => {
  assert.ok(!asksSignature({ sale: 's', signatures: [] }, null));
  assert.ok(!asksSignature({ sale: 's' }, null));
  assert.ok(!asksSignature(null, null));
});

test('while its money may be on its way back nothing is asked, and how that ended is read first', () => {
  assert.ok(!asksSignature({ ...SALE, attempt: 'b' }, { attempt: 'b', state: 'CHECKING' }));
  assert.ok(!asksSignature(SALE, { attempt: 'b', state: 'NOT_CHARGED' }));
  assert.ok(asksSignature(SALE, null));
});

test('what a sale sells is rung up again before anything else', () => {
  assert.ok(!asksSignature({ ...SALE, forgotten: true }, null));
});

test('a charge by signature does not say that goods may be given', () => {
  assert.ok(bySignature({ state: 'PAID', kind: 'CHARGE', card: { verification: 'OFFLINE_PIN_AND_SIGNATURE' } }));
  assert.ok(!bySignature({ state: 'PAID', kind: 'CHARGE', card: { verification: 'ONLINE_PIN' } }));
  assert.ok(!bySignature({ state: 'PAID', kind: 'CHARGE', card: {} }));
  assert.ok(!bySignature({ state: 'PAID', kind: 'REVERSAL', card: { verification: 'SIGNATURE' } }));
  assert.ok(!bySignature({ state: 'CHECKING', kind: 'CHARGE' }));
});
