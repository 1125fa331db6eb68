import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiptsTyped } from '../../main/resources/till/receipt-number.js';

const KNOWN = ['hamburg-1', 'hamburg-1-refunds', 'hamburg-11'];
const read = (text, known = KNOWN) => receiptsTyped(text, known).map(({ series, number }) => `${series}/${number}`).sort();

test('a number is read as it is printed, whatever case and separators', () => {
  for (const text of ['hamburg-1 12', 'hamburg-1/12', 'Receipt hamburg-1 12', 'BELEG HAMBURG-1 12', ' hamburg-1 / 12 ']) assert.ok(read(text).includes('hamburg-1/12'), text);
  for (const text of ['hamburg 1 12', 'Hamburg-1-12', 'hamburg1.12']) assert.ok(read(text).includes('hamburg-1/12'), text);
  assert.deepEqual(read('hamburg-1-refunds 7'), ['hamburg-1-refunds/7']);
  assert.deepEqual(read('hamburg1refunds7'), ['hamburg-1-refunds/7']);
});

test('what may be several is several', () => {
  assert.deepEqual(read('hamburg112'), ['hamburg-1/12', 'hamburg-11/2']);
  assert.deepEqual(read('12'), ['hamburg-1-refunds/12', 'hamburg-1/12', 'hamburg-11/12']);
  assert.deepEqual(read('12', ['kiosk']), ['kiosk/12']);
  assert.deepEqual(read('712', ['7']), ['7/12', '7/712']);
});

test('a series that nobody knows here is asked for as it stands', () => {
  assert.deepEqual(read('old-e1a2b/12'), ['old-e1a2b/12']);
  assert.deepEqual(read('old-e1a2b 12', []), ['old-e1a2b/12']);
});

test('what has no number at its end, or none that there could be, is none', () => {
  for (const text of ['', 'hamburg-1', 'hamburg', 'hamburg-1/', 'hamburg-1/x', '1'.repeat(19)]) assert.deepEqual(read(text, ['hamburg-1']), [], text);
});

test('the same receipt is named once', () => {
  assert.deepEqual(read('hamburg-1 0012', ['hamburg-1']).length, 1);
});

test('a number as it is printed is that one, though it could be another one without its separators', () => {
  for (const text of ['shop-1-2/5', 'SHOP-1-2/5', 'Receipt shop-1-2 5']) assert.deepEqual(receiptsTyped(text, ['shop-1', 'shop-1-2']), [{ series: 'shop-1-2', number: '5' }], text);
  assert.deepEqual(receiptsTyped('shop125', ['shop-1', 'shop-1-2']).length, 2);
});
