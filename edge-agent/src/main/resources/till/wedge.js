// Tells a barcode scanner that types from a person who types. A scanner's keys come at most `maxGapMs` apart and end with Enter or Tab.
// The first key of a burst cannot be told from a person's: in a text field it is let through at once and taken back if a scan follows,
// anywhere else it waits. The keys behind it are held until it is known what they are. Nothing is lost and nothing is doubled.

/**
 * @typedef {{type: 'scan', code: string}} Scan
 * @typedef {{type: 'typed', keys: string[], inField: boolean}} Typed keys that were held and turned out to be a person's
 * @typedef {{type: 'takeBack'}} TakeBack the first key of the scan is in the field: restore what was there before
 * @typedef {{maxGapMs?: number, minLength?: number, prefix?: string}} WedgeOptions
 */

const ENDS = new Set(['Enter', 'Tab']);
const SILENT = new Set(['Shift', 'Alt', 'AltGraph', 'Control', 'Meta', 'CapsLock', 'NumLock', 'Dead', 'Process', 'Unidentified']);
const PREFIX_WAIT_MS = 500;

export class Wedge {
  /** @param {WedgeOptions} [options] */
  constructor({ maxGapMs = 35, minLength = 3, prefix = '' } = {}) {
    this.maxGapMs = maxGapMs;
    this.minLength = minLength;
    this.prefix = prefix;
    this.#forget();
  }

  /** @type {string[]} */ #held = [];
  #last = -Infinity;
  #inField = false;
  #prefixed = false;

  /** Whether keys are held: [idle] has to be called. */
  get waiting() {
    return this.#held.length > 0 || this.#prefixed;
  }

  /** When the newest held key came. */
  get last() {
    return this.#last;
  }

  /**
   * One key going down.
   * @param {string} key as in KeyboardEvent.key @param {number} time milliseconds @param {boolean} inField whether it would type into a field
   * @returns {{swallow: boolean, events: (Scan | Typed | TakeBack)[]}}
   */
  press(key, time, inField) {
    if (SILENT.has(key)) return { swallow: false, events: [] };
    const events = this.idle(time);
    if (this.#prefixed) return { swallow: true, events: [...events, ...this.#afterPrefix(key, time)] };
    if (this.prefix && key === this.prefix && this.#held.length === 0) {
      this.#prefixed = true;
      this.#last = time;
      return { swallow: true, events };
    }
    if (ENDS.has(key)) return this.#end(events);
    if (key.length !== 1) return { swallow: false, events: [...events, ...this.#flush()] };
    if (this.#held.length > 0) {
      this.#held.push(key);
      this.#last = time;
      return { swallow: true, events };
    }
    if (key === ' ' && !inField) return { swallow: false, events };
    this.#held = [key];
    this.#last = time;
    this.#inField = inField;
    return { swallow: !inField, events };
  }

  /** Time passed: what has waited too long was a person. @param {number} now @returns {(Scan | Typed | TakeBack)[]} */
  idle(now) {
    const wait = this.#prefixed ? PREFIX_WAIT_MS : this.maxGapMs;
    return this.waiting && now - this.#last > wait ? this.#flush() : [];
  }

  /** @param {string} key @param {number} time @returns {(Scan | Typed)[]} */
  #afterPrefix(key, time) {
    this.#last = time;
    if (!ENDS.has(key)) {
      if (key.length === 1) this.#held.push(key);
      return [];
    }
    const code = this.#held.join('');
    this.#forget();
    return code === '' ? [] : [{ type: 'scan', code }];
  }

  /** @param {(Scan | Typed | TakeBack)[]} events */
  #end(events) {
    if (this.#held.length < this.minLength) return { swallow: false, events: [...events, ...this.#flush()] };
    const code = this.#held.join('');
    if (this.#inField) events.push({ type: 'takeBack' });
    events.push({ type: 'scan', code });
    this.#forget();
    return { swallow: true, events };
  }

  /** @returns {Typed[]} */
  #flush() {
    const keys = this.#inField ? this.#held.slice(1) : this.#held;
    const inField = this.#inField;
    this.#forget();
    return keys.length === 0 ? [] : [{ type: 'typed', keys, inField }];
  }

  #forget() {
    this.#held = [];
    this.#last = -Infinity;
    this.#inField = false;
    this.#prefixed = false;
  }
}
