// What this screen is like: no business here, so it may live in the browser. Refused storage (private window) means defaults.

/** @typedef {{language: string, theme: 'system' | 'light' | 'dark' | 'contrast', muted: boolean, till: string, scanPrefix: string}} Settings */

const NAME = 'tillpost.screen';
const SESSION = 'tillpost.session';
const RENEWED = 'tillpost.renewed';

/** @returns {Settings} */
export function loadSettings() {
  return { language: '', theme: 'system', muted: false, till: '', scanPrefix: '', ...read(() => localStorage, NAME) };
}

/** @param {Settings} settings */
export function saveSettings(settings) {
  write(() => localStorage, NAME, settings);
}

/** @returns {{token: string, training: boolean} | null} */
export function loadSession() {
  return read(() => sessionStorage, SESSION);
}

/** @param {{token: string, training: boolean} | null} session */
export function saveSession(session) {
  write(() => sessionStorage, SESSION, session);
}

/** The version of the page that it was last loaded anew for. @returns {string | null} */
export function loadRenewed() {
  return read(() => sessionStorage, RENEWED);
}

/** @param {string} version */
export function saveRenewed(version) {
  write(() => sessionStorage, RENEWED, version);
}

/** @param {() => Storage} storage @param {string} name */
function read(storage, name) {
  try {
    return JSON.parse(storage().getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {() => Storage} storage @param {string} name @param {any} value */
function write(storage, name, value) {
  try {
    if (value === null) storage().removeItem(name);
    else storage().setItem(name, JSON.stringify(value));
  } catch {
    // No storage: it is asked again next time.
  }
}
