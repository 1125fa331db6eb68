// Who gets a key or a scan: dialogs before screens, the newest first, until one takes it.

/** @typedef {{modal?: boolean, onKey?: (key: string) => boolean | void, onScan?: (code: string, places: string) => boolean | void}} Listener */

/** @type {Listener[]} */
const listeners = [];

/** @param {Listener} listener @returns {() => void} takes it out again */
export function hear(listener) {
  listeners.push(listener);
  return () => {
    const at = listeners.indexOf(listener);
    if (at >= 0) listeners.splice(at, 1);
  };
}

const inOrder = () => [...listeners].reverse().sort((a, b) => Number(b.modal ?? false) - Number(a.modal ?? false));

/** @param {string} key @returns {boolean} whether somebody took it */
export function tellKey(key) {
  for (const listener of inOrder()) {
    if (listener.onKey?.(key) === true) return true;
    if (listener.modal) return false;
  }
  return false;
}

/** @param {string} code @param {string} places the same keys on an American keyboard @returns {boolean} whether somebody took it */
export function tellScan(code, places) {
  return inOrder().some((listener) => listener.onScan?.(code, places) === true);
}
