import assert from 'node:assert/strict';
import { test } from 'node:test';
import { americanKey, receiptsOf } from '../../main/resources/till/scan.js';
import { Wedge } from '../../main/resources/till/wedge.js';

/** Keys of a scanner that is set to an American keyboard, on a computer that is set to another: place and what is written. */
const LAYOUTS = {
  german: { Minus: 'ß', Slash: '-', KeyY: 'z', KeyZ: 'y' },
  swiss: { Minus: "'", Slash: '-', KeyY: 'z', KeyZ: 'y' },
  french: { Minus: ')', Slash: '!', KeyA: 'q', KeyQ: 'a', KeyW: 'z', KeyZ: 'w', KeyM: ',', Digit1: '&', Digit2: 'é', Digit3: '"', Digit4: "'", Digit5: '(', Digit6: '-', Digit7: 'è', Digit8: '_', Digit9: 'ç', Digit0: 'à' },
  italian: { Minus: "'", Slash: '-' },
};

function places(code) {
  return [...code].map((char) => (/\d/.test(char) ? `Digit${char}` : { '-': 'Minus', '/': 'Slash' }[char] ?? `Key${char.toUpperCase()}`));
}

/** A scan as the page gets it. */
function scan(keys) {
  const wedge = new Wedge();
  let time = 1000;
  const events = [];
  for (const [key, place] of [...keys, ['Enter', 'Enter']]) events.push(...wedge.press(key, (time += 2), false, americanKey(place, key)).events);
  return events.find((event) => event.type === 'scan');
}

const RECEIPT = { series: 'hamburg-1-e2k7q-r', number: '12034567' };
const CODE = `${RECEIPT.series}/${RECEIPT.number}`;

test('a receipt is read when scanner and computer are set to the same keyboard, whatever key the slash is on', () => {
  const german = [...CODE].map((char, at) => [char, { '-': 'Slash', '/': 'Digit7', y: 'KeyZ', z: 'KeyY' }[char] ?? places(CODE)[at]]);
  const { code, places: american } = scan(german);
  assert.equal(code, CODE);
  assert.deepEqual(receiptsOf(code, american)[0], RECEIPT);
});

for (const [name, layout] of Object.entries(LAYOUTS)) {
  test(`a receipt is read by a scanner that is set to an American keyboard, on a ${name} one`, () => {
    const { code, places: american } = scan(places(CODE).map((place, at) => [layout[place] ?? CODE[at], place]));
    assert.notEqual(code, CODE);
    assert.equal(american, CODE);
    assert.deepEqual(receiptsOf(code, american), [RECEIPT]);
  });
}

test('a receipt is read from the keys of a number pad, and with capitals on', () => {
  assert.deepEqual(receiptsOf('HAMBURG-1/12'), [{ series: 'hamburg-1', number: '12' }]);
  assert.equal(['KeyS', 'NumpadSubtract', 'Numpad1', 'NumpadDivide', 'Numpad9'].map((place) => americanKey(place, '?')).join(''), 's-1/9');
});

test('what was written comes before what an American keyboard would have written', () => {
  assert.deepEqual(receiptsOf('a/12', 'b/12'), [{ series: 'a', number: '12' }, { series: 'b', number: '12' }]);
  assert.deepEqual(receiptsOf('abc-12', 'abc/12'), [{ series: 'abc', number: '12' }]);
});

test('other codes are no receipts', () => {
  for (const code of ['', '4006381333931', '12', '/12', 'a/', 'a/b', '-a/1', 'a-/1', 'a b/1', 'a/1/2', 'a/1234567890123456789', `${'a'.repeat(33)}/1`, 'https://x/1', 'ä/1']) {
    assert.deepEqual(receiptsOf(code), [], code);
  }
});

test('keys that a receipt has no use for stay as they were written', () => {
  assert.deepEqual([['Quote', 'ä'], ['Equal', '+'], ['', 'x'], ['Enter', 'Enter']].map(([place, key]) => americanKey(place, key)), ['ä', '+', 'x', 'Enter']);
});
