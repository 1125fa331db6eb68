// A second tap on the same spot meant the same button, a second press of a key the same thing: when the screen changed in between,
// it must not do what lies there now.

const WINDOW_MS = 450;
const NEAR_PX = 48;

/** @param {() => string} screenName */
export function guardDoubleTaps(screenName) {
  let last = { time: -Infinity, x: 0, y: 0, screen: '' };
  addEventListener('click', (event) => {
    if (event.detail === 0) return;
    const near = Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR_PX;
    const stray = near && event.timeStamp - last.time < WINDOW_MS && screenName() !== last.screen;
    if (stray) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    last = { time: event.timeStamp, x: event.clientX, y: event.clientY, screen: screenName() };
  }, { capture: true });
}

/** Whether a key is pressed once more for a screen that has gone. Goes on as long as it is hammered. */
export class DoubleKeys {
  #screenName;
  #last = { key: '', time: -Infinity, screen: '' };

  /** @param {() => string} screenName */
  constructor(screenName) {
    this.#screenName = screenName;
  }

  /** @param {{key: string, timeStamp: number}} event @returns {boolean} whether it is stray */
  press({ key, timeStamp }) {
    const again = key === this.#last.key && timeStamp - this.#last.time < WINDOW_MS;
    const stray = again && this.#screenName() !== this.#last.screen;
    this.#last = { key, time: timeStamp, screen: stray ? this.#last.screen : this.#screenName() };
    return stray;
  }

  /** The hand was on the screen in between. */
  touched() {
    this.#last = { key: '', time: -Infinity, screen: '' };
  }
}
