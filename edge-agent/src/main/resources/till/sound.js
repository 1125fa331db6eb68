// Short tones that tell the states apart without looking. Made, not loaded.

/** Frequency in Hz, start and length in milliseconds. @type {Record<string, [number, number, number][]>} */
const TUNES = {
  scan: [[1760, 0, 45]],
  refused: [[220, 0, 130], [196, 150, 190]],
  ASK: [[660, 0, 90], [880, 110, 110]],
  PAID: [[784, 0, 110], [988, 120, 110], [1319, 240, 220]],
  NOT_CHARGED: [[330, 0, 180], [247, 200, 300]],
  CHECKING: [[523, 0, 120], [523, 220, 120], [523, 440, 120]],
};

/** @type {AudioContext | null} */ let context = null;
let muted = false;

/** @param {boolean} quiet */
export function mute(quiet) {
  muted = quiet;
}

/** @param {string} name */
export function play(name) {
  if (muted || !TUNES[name]) return;
  try {
    context ??= new AudioContext();
    void context.resume();
    for (const [frequency, startMs, lengthMs] of TUNES[name]) tone(context, frequency, context.currentTime + startMs / 1000, lengthMs / 1000);
  } catch {
    // A machine without sound sells as well.
  }
}

/** @param {AudioContext} audio @param {number} frequency @param {number} start @param {number} length */
function tone(audio, frequency, start, length) {
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.12, start + 0.008);
  gain.gain.exponentialRampToValueAtTime(0.001, start + length);
  const source = audio.createOscillator();
  source.frequency.value = frequency;
  source.connect(gain).connect(audio.destination);
  source.start(start);
  source.stop(start + length + 0.02);
}
