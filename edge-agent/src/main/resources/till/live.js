// What the agent tells by itself, as server-sent events read with fetch (EventSource cannot send a token).

/** Cuts a stream of text into events, however it was cut on the way. */
export class EventParser {
  #rest = '';

  /** @param {string} text @returns {{event: string, data: string}[]} */
  push(text) {
    const blocks = (this.#rest + text).replace(/\r\n?(?!$)/g, '\n').split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.map(EventParser.#read).filter((event) => event !== null);
  }

  /** @param {string} block */
  static #read(block) {
    let event = 'message';
    const data = [];
    for (const line of block.split('\n')) {
      const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
      if (name === 'event') event = value;
      if (name === 'data') data.push(value);
    }
    return event === 'message' && data.length === 0 ? null : { event, data: data.join('\n') };
  }
}

const WAITS_MS = [100, 300, 1000, 2000, 4000];
const SILENCE_MS = 40_000;

/**
 * Follows until it is stopped, and connects again when the line breaks.
 * @param {(signal: AbortSignal) => Promise<Response>} open
 * @param {{onOpen: () => void, onEvent: (event: string, data: any) => void, onLost: () => void}} told
 * @returns {() => void} stops it
 */
export function follow(open, told) {
  let stopped = false;
  let current = new AbortController();
  (async () => {
    for (let tries = 0; !stopped; tries++) {
      current = new AbortController();
      try {
        const silence = setTimeout(() => current.abort(), SILENCE_MS);
        const response = await open(current.signal).finally(() => clearTimeout(silence));
        tries = 0;
        told.onOpen();
        await readAll(response, current, told.onEvent);
      } catch {
        // Broken or refused: what it means is found out by the next request.
      }
      if (stopped) return;
      told.onLost();
      await new Promise((resolve) => setTimeout(resolve, WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]));
    }
  })();
  return () => {
    stopped = true;
    current.abort();
  };
}

/** @param {Response} response @param {AbortController} current @param {(event: string, data: any) => void} onEvent */
async function readAll(response, current, onEvent) {
  const parser = new EventParser();
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const silence = setTimeout(() => current.abort(), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    for (const { event, data } of parser.push(decoder.decode(value, { stream: true }))) onEvent(event, data === '' ? {} : JSON.parse(data));
  }
}
