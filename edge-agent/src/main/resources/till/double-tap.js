// A second tap on the same spot meant the same button: when the screen changed in between, it must not press what lies there now.

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
