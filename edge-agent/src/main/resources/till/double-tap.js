// A second tap on the same spot meant the same button, a second press of a key the same thing: when what it works on has changed in
// between (another screen, a dialog that closed, a sale that is paid in part), it must not do what lies there now.

const WINDOW_MS = 450;
const NEAR_PX = 48;

/** @param {() => string} inHand */
export function guardDoubleTaps(inHand) {
  let last = { time: -Infinity, x: 0, y: 0, on: '' };
  addEventListener('click', (event) => {
    if (event.detail === 0) return;
    const near = Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR_PX;
    const stray = near && event.timeStamp - last.time < WINDOW_MS && inHand() !== last.on;
    if (stray) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    last = { time: event.timeStamp, x: event.clientX, y: event.clientY, on: inHand() };
  }, { capture: true });
}

/** Whether a key is pressed once more for what has gone. Goes on as long as it is hammered. */
export class DoubleKeys {
  #inHand;
  #last = { key: '', time: -Infinity, on: '' };

  /** @param {() => string} inHand */
  constructor(inHand) {
    this.#inHand = inHand;
  }

  /** @param {{key: string, timeStamp: number}} event @returns {boolean} whether it is stray */
  press({ key, timeStamp }) {
    const again = key === this.#last.key && timeStamp - this.#last.time < WINDOW_MS;
    const stray = again && this.#inHand() !== this.#last.on;
    this.#last = { key, time: timeStamp, on: stray ? this.#last.on : this.#inHand() };
    return stray;
  }

  /** The hand was on the screen in between. */
  touched() {
    this.#last = { key: '', time: -Infinity, on: '' };
  }
}
