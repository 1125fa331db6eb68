// Two ways to keep a cashier's intentions straight.

/** Does one thing after another, in the order they were asked for; a failure does not stop the next. */
export class Lane {
  /** @param {(waiting: number) => void} [onCount] told how many are not done yet */
  constructor(onCount = () => {}) {
    this.#onCount = onCount;
  }

  #onCount;
  #waiting = 0;
  /** @type {Promise<unknown>} */ #tail = Promise.resolve();

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  add(work) {
    this.#onCount(++this.#waiting);
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => {}).then(() => this.#onCount(--this.#waiting));
    return done;
  }
}

/** The same intention, asked for again while it is under way, is the same intention: a double tap is one command. */
export class Intentions {
  /** @type {Map<string, Promise<any>>} */ #running = new Map();

  /** @param {string} name */
  running(name) {
    return this.#running.has(name);
  }

  /** How many are under way. */
  get count() {
    return this.#running.size;
  }

  /** @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
  once(name, work) {
    const already = this.#running.get(name);
    if (already) return already;
    const run = (async () => {
      try {
        return await work();
      } finally {
        this.#running.delete(name);
      }
    })();
    this.#running.set(name, run);
    return run;
  }
}
