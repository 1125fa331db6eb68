// Where the page begins.
import { inHand } from './app.js';
import { DoubleKeys, guardDoubleTaps } from './double-tap.js';
import { tellKey, tellScan } from './input.js';
import { isField, listen } from './listen.js';
import { till } from './till.js';
import { speak, t } from './words.js';
import { start } from './action/session.js';

const FUNCTION_KEY = /^F\d+$/;

/** Keys that were meant for what was there before. @type {WeakSet<Event>} */
const strays = new WeakSet();

/** Sees every key before the wedge takes some of them. */
function watchDoubleKeys() {
  const keys = new DoubleKeys(inHand);
  addEventListener('keydown', (event) => {
    if (!event.repeat && keys.press(event)) strays.add(event);
  }, { capture: true });
  addEventListener('pointerdown', () => keys.touched(), { capture: true });
}

/** Keys that are no text go to whoever is on the screen, unless a field or button has a use for them. */
function listenToNamedKeys() {
  addEventListener('keydown', (event) => {
    if (strays.has(event) && (event.key === 'Enter' || FUNCTION_KEY.test(event.key))) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented || event.key.length === 1 || event.ctrlKey || event.altKey || event.metaKey || event.repeat && event.key !== 'Backspace') return;
    const target = /** @type {Element} */ (event.target);
    const taken = isField(target) || target instanceof HTMLSelectElement || (target instanceof HTMLInputElement);
    if (taken && !FUNCTION_KEY.test(event.key)) return;
    if (event.key === 'Enter' && target.closest('button, a, summary')) return;
    if (event.key === 'Escape' && document.querySelector('dialog[open]')) return;
    if (tellKey(event.key)) event.preventDefault();
  });
}

/** A button that was tapped does not keep the keys: Enter after it is for what was typed since, not for the button again. */
function letGoOfTappedButtons() {
  addEventListener('click', (event) => {
    const button = event.detail === 0 ? null : /** @type {Element} */ (event.target).closest('button');
    if (button && button === document.activeElement) button.blur();
  }, { capture: true });
}

const { settings } = till.state;
await speak(settings.language || navigator.language);
await till.settle({});
watchDoubleKeys();
listen({ prefix: settings.scanPrefix }, (code, places) => {
  if (!tellScan(code, places)) till.notify('bad', t('scan.ignored', { code }));
}, (key) => void tellKey(key));
listenToNamedKeys();
letGoOfTappedButtons();
guardDoubleTaps(inHand);
await start();
