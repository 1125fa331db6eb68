import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DoubleKeys } from '../../main/resources/till/double-tap.js';

test('a key that is pressed twice does nothing on the screen that came in between', () => {
  let screen = 'card';
  const keys = new DoubleKeys(() => screen);
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1000 }), false);
  screen = 'tender';
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1140 }), true);
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1500 }), true, 'hammered on');
  assert.equal(keys.press({ key: 'Enter', timeStamp: 2000 }), false, 'after a pause it is meant');
});

test('another key, or the same one on the same screen, is meant', () => {
  let screen = 'sale';
  const keys = new DoubleKeys(() => screen);
  assert.equal(keys.press({ key: 'F10', timeStamp: 1000 }), false);
  assert.equal(keys.press({ key: 'F10', timeStamp: 1100 }), false);
  screen = 'tender';
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1150 }), false);
});

test('a key that is pressed twice takes nothing for what the first press has left', () => {
  let paid = 0;
  const keys = new DoubleKeys(() => `tender ${paid}`);
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1000 }), false);
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1050 }), false, 'nothing has changed yet: the intention joins the first');
  paid = 1;
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1150 }), true);
});

test('a touch in between makes the same key a new one', () => {
  let screen = 'tender';
  const keys = new DoubleKeys(() => screen);
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1000 }), false);
  screen = 'paid';
  keys.touched();
  assert.equal(keys.press({ key: 'Enter', timeStamp: 1200 }), false);
});
