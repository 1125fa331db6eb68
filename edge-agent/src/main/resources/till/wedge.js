// Tells a barcode scanner that types from a person who types. A scanner's keys come at most `maxGapMs` apart and end with Enter or Tab;
// a busy machine may delay some of them, so what has begun like a scan is given time, and the greater part of the gaps decides.
// Outside of text fields keys wait until it is known whose they are. In a text field a person's keys are let through at once, and are
// taken back if they turn out to be the beginning of a scan. Nothing is lost and nothing is doubled.

/**
 * @typedef {{key: string, place: string}} Key what a key wrote, and what it would have written on an American keyboard
 * @typedef {{type: 'scan', code: string, places: string}} Scan what was written, and what would have been on an American keyboard
 * @typedef {{type: 'typed', keys: string[], inField: boolean}} Typed keys that were held and turned out to be a person's
 * @typedef {{type: 'takeBack', count: number}} TakeBack so many keys of the scan were let go already. In a field: restore what was there before the chain began
 * @typedef {Scan | Typed | TakeBack} WedgeEvent
 * @typedef {{maxGapMs?: number, patienceMs?: number, minLength?: number, prefix?: string}} WedgeOptions
 */

const ENDS = new Set(['Enter', 'Tab']);
const SILENT = new Set(['Shift', 'Alt', 'AltGraph', 'Control', 'Meta', 'CapsLock', 'NumLock', 'Dead', 'Process', 'Unidentified']);
const PREFIX_WAIT_MS = 500;
/** A gap after which keys do not belong together, before and after they look like a scan. */
const APART_MS = 120;
const SCAN_APART_MS = 400;
/** The same outside of fields, where a check digit tells whose the keys before a long gap were. */
const STALL_MS = 800;
/** Lengths of a GTIN, the likeliest first. */
const GTIN_LENGTHS = [13, 12, 14, 8];
/** Long gaps at the beginning of a chain, before it looks like a scan. */
const HICCUPS = 2;
/** So few digits may be a scanner's at any pace. */
const FIRST_KEYS = 3;
const NO_TAIL = { keys: '', last: -Infinity, inField: false };

export class Wedge {
  /** @param {WedgeOptions} [options] */
  constructor({ maxGapMs = 35, patienceMs = 100, minLength = 3, prefix = '' } = {}) {
    this.maxGapMs = maxGapMs;
    this.patienceMs = patienceMs;
    this.minLength = minLength;
    this.prefix = prefix;
    this.#forget();
  }

  /** Keys that may be one scan, each soon after the one before. @type {Key[]} */ #chain = [];
  /** How many of them a person can see already. */ #shown = 0;
  #fast = 0;
  #slow = 0;
  #began = -Infinity;
  #last = -Infinity;
  #inField = false;
  #prefixed = false;
  /** Digits that were let go a moment ago: a stalled scanner's first keys. */ #tail = { ...NO_TAIL };

  /** Whether [idle] has to be called. */
  get waiting() {
    return this.#chain.length > 0 || this.#prefixed;
  }

  /**
   * One key going down. `fresh`: it begins a chain, so what is in the field now is what a take-back restores.
   * @param {string} key as in KeyboardEvent.key @param {number} time milliseconds @param {boolean} inField whether it would type into a field
   * @param {string} [place] what it would write on an American keyboard
   * @returns {{swallow: boolean, fresh: boolean, events: WedgeEvent[]}}
   */
  press(key, time, inField, place = key) {
    if (SILENT.has(key)) return { swallow: false, fresh: false, events: [] };
    const events = this.idle(time);
    if (this.#prefixed) return { swallow: true, fresh: false, events: [...events, ...this.#afterPrefix({ key, place }, time)] };
    if (this.prefix && key === this.prefix && (this.#chain.length === 0 || inField === this.#inField)) {
      events.push(...this.#flush());
      this.#prefixed = true;
      this.#last = time;
      return { swallow: true, fresh: false, events };
    }
    if (ENDS.has(key)) return this.#end(time, events);
    if (key.length !== 1) {
      events.push(...this.#flush());
      this.#tail = { ...NO_TAIL };
      return { swallow: false, fresh: false, events };
    }
    if (this.#chain.length === 0) return this.#begin({ key, place }, time, inField, events);
    return this.#goOn({ key, place }, time, inField, events);
  }

  /** Time passed: what has waited too long was a person's. @param {number} now @returns {WedgeEvent[]} */
  idle(now) {
    const waited = now - this.#last;
    if (this.#prefixed) return waited > PREFIX_WAIT_MS ? this.#flush() : [];
    if (waited > (this.#looksLikeScan() ? scanApart(this.#inField) : APART_MS)) return this.#flush();
    if (this.#looksLikeScan()) return [];
    return waited > (this.#inField ? this.maxGapMs : this.patienceMs) ? this.#show() : [];
  }

  /** A hand touched something: no scan goes on across that. @returns {WedgeEvent[]} */
  touched() {
    const events = this.#flush();
    this.#tail = { ...NO_TAIL };
    return events;
  }

  /** @param {Key} one @param {number} time @param {boolean} inField @param {WedgeEvent[]} events */
  #begin(one, time, inField, events) {
    if (one.key === ' ' && !inField) return { swallow: false, fresh: false, events };
    this.#forget();
    this.#chain = [one];
    this.#began = time;
    this.#last = time;
    this.#inField = inField;
    this.#shown = inField ? 1 : 0;
    return { swallow: !inField, fresh: this.#stalled(time, inField) === '', events };
  }

  /** @param {Key} one @param {number} time @param {boolean} inField @param {WedgeEvent[]} events */
  #goOn(one, time, inField, events) {
    const slow = time - this.#last > this.maxGapMs;
    if (inField !== this.#inField || (slow && !this.#looksLikeScan() && this.#slow === HICCUPS)) {
      events.push(...this.#flush());
      return this.#begin(one, time, inField, events);
    }
    const human = slow && inField && !this.#looksLikeScan();
    if (human) events.push(...this.#show());
    this.#chain.push(one);
    if (slow) this.#slow++;
    else this.#fast++;
    this.#last = time;
    if (human) this.#shown = this.#chain.length;
    return { swallow: !human, fresh: false, events };
  }

  #looksLikeScan() {
    return this.#fast >= 3;
  }

  /** @param {number} time @param {WedgeEvent[]} events */
  #end(time, events) {
    if (this.#chain.length < this.minLength || this.#fast < 2 || this.#slow >= this.#fast) {
      events.push(...this.#flush());
      this.#tail = { ...NO_TAIL };
      return { swallow: false, fresh: false, events };
    }
    const stalled = this.#first();
    const count = this.#shown + stalled.length;
    if (count > 0) events.push({ type: 'takeBack', count });
    events.push({ type: 'scan', code: stalled + this.#written(), places: stalled + this.#written('place') });
    this.#forget();
    this.#tail = { ...NO_TAIL };
    return { swallow: true, fresh: false, events };
  }

  /** @param {Key} one @param {number} time @returns {WedgeEvent[]} */
  #afterPrefix(one, time) {
    this.#last = time;
    if (!ENDS.has(one.key)) {
      if (one.key.length === 1) this.#chain.push(one);
      return [];
    }
    const code = this.#written();
    const places = this.#written('place');
    this.#forget();
    return code === '' ? [] : [{ type: 'scan', code, places }];
  }

  /** @param {keyof Key} [how] */
  #written(how = 'key') {
    return this.#chain.map((one) => one[how]).join('');
  }

  /** Held keys appear, and still may become a scan. @returns {WedgeEvent[]} */
  #show() {
    const keys = this.#chain.slice(this.#shown).map((one) => one.key);
    this.#shown = this.#chain.length;
    return keys.length === 0 ? [] : [{ type: 'typed', keys, inField: this.#inField }];
  }

  /** It was a person. @returns {WedgeEvent[]} */
  #flush() {
    const events = this.#show();
    this.#remember();
    this.#forget();
    return events;
  }

  /** The keys before these, if they may be of the same scan. @param {number} began @param {boolean} inField */
  #stalled(began, inField) {
    return inField === this.#tail.inField && began - this.#tail.last <= scanApart(inField) ? this.#tail.keys : '';
  }

  /** Which keys before these are of the scan that ends now: a check digit decides, without one the time. */
  #first() {
    const before = this.#stalled(this.#began, this.#inField);
    if (before === '' || this.#inField) return before;
    const chain = this.#written();
    for (const length of GTIN_LENGTHS) {
      const missing = length - chain.length;
      if (missing < 0 || missing > before.length) continue;
      const first = before.slice(before.length - missing);
      if (isGtin(first + chain)) return first;
    }
    return this.#began - this.#tail.last <= SCAN_APART_MS ? before : '';
  }

  /** What was let go, if it may have been a scanner: digits, not at a person's pace. */
  #remember() {
    if (this.#chain.length === 0) return;
    const keys = this.#written();
    const scanner = /^\d+$/.test(keys) && (this.#fast > 0 || keys.length <= FIRST_KEYS);
    const before = this.#stalled(this.#began, this.#inField);
    this.#tail = scanner ? { keys: before + keys, last: this.#last, inField: this.#inField } : { ...NO_TAIL };
  }

  #forget() {
    this.#chain = [];
    this.#shown = 0;
    this.#fast = 0;
    this.#slow = 0;
    this.#last = -Infinity;
    this.#inField = false;
    this.#prefixed = false;
  }
}

/** @param {boolean} inField */
function scanApart(inField) {
  return inField ? SCAN_APART_MS : STALL_MS;
}

/** Whether its last digit is the check digit of those before it, weighed 3, 1, 3 ... from the right. @param {string} code */
function isGtin(code) {
  if (!/^\d+$/.test(code)) return false;
  const sum = [...code].reverse().reduce((before, digit, index) => before + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
