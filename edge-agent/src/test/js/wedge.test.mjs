import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Wedge } from '../../main/resources/till/wedge.js';

/** A page with one text field, and a clock that is turned by hand. */
class Page {
  constructor(options) {
    this.wedge = new Wedge(options);
    this.now = 1000;
    this.scans = [];
    this.typed = [];
    this.field = '';
    this.native = [];
    this.before = null;
  }

  act(events) {
    for (const event of events) {
      if (event.type === 'scan') this.scans.push(event.code);
      else if (event.type === 'takeBack' && this.before !== null) this.field = this.before;
      else if (event.type === 'takeBack') this.typed.length -= event.count;
      else if (event.inField) this.field += event.keys.join('');
      else this.typed.push(...event.keys);
    }
  }

  key(key, gap, inField) {
    this.now += gap;
    const { swallow, fresh, events } = this.wedge.press(key, this.now, inField);
    this.act(events);
    if (fresh) this.before = inField ? this.field : null;
    if (swallow) return;
    if (inField && key.length === 1) this.field += key;
    else this.native.push(key);
  }

  keys(text, gap, inField = false) {
    for (const key of text) this.key(key, gap, inField);
  }

  scan(code, gap = 2, inField = false) {
    this.keys(code, gap, inField);
    this.key('Enter', gap, inField);
  }

  wait(ms) {
    this.now += ms;
    this.act(this.wedge.idle(this.now));
  }
}

const CODE = '4006381333931';

test('fifty scans at two milliseconds a key are fifty scans, none lost and none doubled', () => {
  const page = new Page();
  const codes = Array.from({ length: 50 }, (_, index) => String(4000000000000 + index));
  for (const code of codes) page.scan(code);
  assert.deepEqual(page.scans, codes);
  assert.deepEqual(page.typed, []);
  assert.deepEqual(page.native, []);
});

test('fifty scans into a text field leave the field as it was', () => {
  const page = new Page();
  page.keys('choc', 140, true);
  page.wait(200);
  const codes = Array.from({ length: 50 }, (_, index) => String(4000000000000 + index));
  for (const code of codes) page.scan(code, 2, true);
  assert.deepEqual(page.scans, codes);
  assert.equal(page.field, 'choc');
});

test('every gap up to the limit is still the scanner', () => {
  for (let gap = 0; gap <= 35; gap++) {
    const page = new Page();
    page.scan(CODE, gap);
    assert.deepEqual(page.scans, [CODE], `gap ${gap}`);
  }
});

test('a person who types slowly types, wherever it is', () => {
  const page = new Page();
  page.keys('123', 180);
  page.wait(200);
  page.keys('milk', 150, true);
  assert.deepEqual(page.typed, ['1', '2', '3']);
  assert.equal(page.field, 'milk');
  assert.deepEqual(page.scans, []);
});

test('a fast typist loses no letter and none changes place', () => {
  for (const gaps of [[20, 20, 20, 90, 20], [90, 20, 20, 20, 90], [36, 36, 36, 36, 36], [10, 10, 10, 10, 10], [5, 120, 5, 120, 5]]) {
    const page = new Page();
    [...'banana'].forEach((key, index) => page.key(key, gaps[index % gaps.length], true));
    page.wait(500);
    assert.equal(page.field, 'banana', String(gaps));
    assert.deepEqual(page.scans, []);
  }
});

test('letters of a person in a field are seen at once', () => {
  const page = new Page();
  page.keys('mi', 80, true);
  assert.equal(page.field, 'mi');
});

test('Enter after a person stays Enter', () => {
  const page = new Page();
  page.keys('42', 150);
  page.key('Enter', 150, false);
  assert.deepEqual(page.typed, ['4', '2']);
  assert.deepEqual(page.native, ['Enter']);
});

test('a scanner that is held up twice by a busy machine is still one scan', () => {
  for (let first = 1; first < CODE.length; first++) {
    for (let second = first; second < CODE.length; second++) {
      for (const inField of [false, true]) {
        const page = new Page();
        [...CODE].forEach((key, index) => {
          page.key(key, index === first || index === second ? 80 : 2, inField);
          page.wait(1);
        });
        page.key('Enter', 2, inField);
        assert.deepEqual(page.scans, [CODE], `held up before ${first} and ${second}, field ${inField}`);
        assert.equal(page.field, '');
        assert.deepEqual(page.typed, []);
      }
    }
  }
});

test('a scanner that stalls in the middle is still one scan, and what was let go is taken back', () => {
  for (let stall = 1; stall < CODE.length; stall++) {
    const page = new Page();
    page.keys('7', 600);
    page.wait(900);
    [...CODE].forEach((key, index) => {
      if (index === stall) for (let waited = 0; waited < 300; waited += 20) page.wait(20);
      page.key(key, 2, false);
    });
    page.key('Enter', 2, false);
    const rest = CODE.length - stall;
    if (stall === 1 || rest < 3) continue;
    assert.deepEqual(page.scans, [CODE], `stalled before ${stall}`);
    assert.deepEqual(page.typed, ['7']);
    assert.deepEqual(page.native, []);
  }
});

test('a quantity that was typed a moment before a scan is no part of it', () => {
  const page = new Page();
  page.keys('3*', 150);
  page.now += 150;
  page.scan(CODE);
  assert.deepEqual(page.typed, ['3', '*']);
  assert.deepEqual(page.scans, [CODE]);
});

test('a number of an article that a person types is left to Enter', () => {
  const page = new Page();
  page.keys('1004', 110);
  page.wait(200);
  page.key('Enter', 50, false);
  assert.deepEqual(page.typed, ['1', '0', '0', '4']);
  assert.deepEqual(page.native, ['Enter']);
});

test('too short a burst is no scan', () => {
  const page = new Page();
  page.keys('42', 2);
  page.key('Enter', 2, false);
  assert.deepEqual(page.scans, []);
  assert.deepEqual(page.typed, ['4', '2']);
});

test('shift and other silent keys do not cut a scan', () => {
  const page = new Page();
  for (const key of ['Shift', 'A', 'B', 'Shift', 'C', '-', '1', '2']) page.key(key, 2, false);
  page.key('Enter', 2, false);
  assert.deepEqual(page.scans, ['ABC-12']);
});

test('a tab ends a scan as well', () => {
  const page = new Page();
  page.keys(CODE, 2);
  page.key('Tab', 2, false);
  assert.deepEqual(page.scans, [CODE]);
  assert.deepEqual(page.native, []);
});

test('a space on a button still presses it, and inside a code it is a space', () => {
  const page = new Page();
  page.key(' ', 300, false);
  page.scan('AB 12');
  assert.deepEqual(page.native, [' ']);
  assert.deepEqual(page.scans, ['AB 12']);
});

test('with a prefix a slow scanner is known from its first key', () => {
  const page = new Page({ prefix: '~' });
  page.key('~', 300, true);
  page.keys('4711', 90, true);
  page.key('Enter', 90, true);
  assert.deepEqual(page.scans, ['4711']);
  assert.equal(page.field, '');
});

test('a prefix without an end is forgotten after a while, and keys work again', () => {
  const page = new Page({ prefix: '~' });
  page.key('~', 300, false);
  page.wait(600);
  page.keys('1', 300);
  page.wait(200);
  assert.deepEqual(page.typed, ['1']);
});

test('focus that jumps into a field between two keys loses none', () => {
  const page = new Page();
  page.key('1', 300, false);
  page.key('2', 20, true);
  page.wait(200);
  assert.deepEqual(page.typed, ['1']);
  assert.equal(page.field, '2');
});

test('digits before a touch are no part of the scan behind it', () => {
  const page = new Page();
  page.keys('100', 60);
  page.act(page.wedge.touched());
  page.scan(CODE, 20);
  assert.deepEqual(page.typed, ['1', '0', '0']);
  assert.deepEqual(page.scans, [CODE]);
});

/** One key after the other, with these gaps before some of them, while the page's clock ticks. */
function stalling(page, code, stalls) {
  [...code, 'Enter'].forEach((key, index) => {
    const stall = stalls.get(index) ?? 0;
    for (let waited = 0; waited < stall; waited += 20) page.wait(20);
    page.key(key, 2, false);
  });
}

test('a scan with any one gap of up to seven hundred milliseconds is that scan, once', () => {
  for (let at = 1; at <= CODE.length; at++) {
    for (let stall = 20; stall <= 700; stall += 20) {
      const page = new Page();
      stalling(page, CODE, new Map([[at, stall]]));
      assert.deepEqual(page.scans, [CODE], `${stall} ms before key ${at}`);
      assert.deepEqual(page.typed, []);
      assert.deepEqual(page.native, []);
    }
  }
});

test('a scan with any two long gaps is that scan once, or its keys in order and Enter', () => {
  for (let first = 1; first < CODE.length; first++) {
    for (let second = first + 1; second <= CODE.length; second++) {
      for (const stall of [60, 120, 240, 360, 600]) {
        const page = new Page();
        stalling(page, CODE, new Map([[first, stall], [second, stall]]));
        const got = page.scans.length > 0 ? [page.scans, page.typed, page.native] : [[page.typed.join('')], [], page.native.slice(0, -1)];
        assert.deepEqual(got, [[CODE], [], []], `${stall} ms before keys ${first} and ${second}`);
      }
    }
  }
});

test('a digit typed a moment before a scan stays typed: the check digit tells them apart', () => {
  for (const gap of [150, 300, 600]) {
    const page = new Page();
    page.keys('7', 600);
    for (let waited = 0; waited < gap; waited += 10) page.wait(10);
    page.scan(CODE);
    assert.deepEqual(page.scans, [CODE], `${gap} ms`);
    assert.deepEqual(page.typed, ['7']);
  }
});

test('a receipt with a slash in it is one scan, outside of fields and in one', () => {
  for (const inField of [false, true]) {
    const page = new Page();
    page.field = inField ? 'ab' : '';
    page.scan('hamburg-1-refunds/12', 2, inField);
    assert.deepEqual(page.scans, ['hamburg-1-refunds/12']);
    assert.equal(page.field, inField ? 'ab' : '');
    assert.deepEqual(page.typed, []);
    assert.deepEqual(page.native, []);
  }
});

test('the places of the keys are told beside what they wrote, with a prefix too', () => {
  for (const prefix of ['', '~']) {
    const wedge = new Wedge({ prefix });
    const events = [...prefix, ...'s-1/1'].flatMap((key, at) => wedge.press(key === '/' ? '-' : key, 1000 + at, false, key).events);
    events.push(...wedge.press('Enter', 1010, false).events);
    assert.deepEqual(events, [{ type: 'scan', code: 's-1-1', places: 's-1/1' }]);
  }
});
