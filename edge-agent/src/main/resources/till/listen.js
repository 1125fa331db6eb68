// Puts the wedge in front of every key of the page.
import { americanKey } from './scan.js';
import { Wedge } from './wedge.js';

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/** A little more than the wedge's shorter wait. */
const TICK_MS = 40;
const TEXT_TYPES = new Set(['text', 'search', 'password', 'tel', 'url', 'email']);

/** @param {EventTarget | null} target @returns {target is Field} */
export function isField(target) {
  return (target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && TEXT_TYPES.has(target.type))) && !target.readOnly;
}

/**
 * @param {import('./wedge.js').WedgeOptions} options
 * @param {(code: string, places: string) => void} onScan what was written, and what the same keys write on an American keyboard
 * @param {(key: string) => void} onTyped a printable key that no field took
 */
export function listen(options, onScan, onTyped) {
  const wedge = new Wedge(options);
  /** @type {{field: Field, value: string, start: number | null, end: number | null} | null} */
  let before = null;
  let timer = 0;

  /** @param {ReturnType<Wedge['idle']>} events */
  const act = (events) => {
    for (const event of events) {
      if (event.type === 'scan') onScan(event.code, event.places);
      else if (event.type === 'takeBack') restore(event.count);
      else if (event.inField && before) insert(before.field, event.keys.join(''));
      else event.keys.forEach(onTyped);
    }
  };
  const restore = (/** @type {number} */ count) => {
    if (!before) for (let back = 0; back < count; back++) onTyped('Backspace');
    if (!before || before.field.value === before.value) return;
    before.field.value = before.value;
    before.field.setSelectionRange(before.start, before.end);
    before.field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const watch = () => {
    clearTimeout(timer);
    timer = 0;
    if (wedge.waiting) timer = setTimeout(wake, TICK_MS, performance.now() + TICK_MS);
  };
  /** @param {number} due */
  const wake = (due) => {
    // A late timer means that the page was busy: keys may be waiting behind it, so they go first.
    if (performance.now() - due > 10) {
      timer = setTimeout(wake, 20, performance.now() + 20);
      return;
    }
    act(wedge.idle(performance.now()));
    watch();
  };

  addEventListener('pointerdown', () => act(wedge.touched()), { capture: true });
  addEventListener('keydown', (event) => {
    if (event.isComposing || event.repeat || event.metaKey || (event.ctrlKey && !event.altKey)) {
      if (wedge.waiting && event.ctrlKey) stop(event);
      return;
    }
    const inField = isField(event.target);
    const { swallow, fresh, events } = wedge.press(event.key, event.timeStamp, inField, americanKey(event.code, event.key));
    act(events);
    if (fresh) before = inField ? snap(/** @type {Field} */ (event.target)) : null;
    if (swallow) stop(event);
    watch();
  }, { capture: true });
}

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {Field} field */
function snap(field) {
  return { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };
}

/** @param {Field} field @param {string} text */
function insert(field, text) {
  const room = field.maxLength < 0 ? text.length : Math.max(0, field.maxLength - field.value.length);
  field.setRangeText(text.slice(0, room), field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
