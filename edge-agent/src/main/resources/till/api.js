// The agent's API as promises. A command keeps one idempotency key from the cashier's intention to its answer, however often it is sent.

/** A refusal of the agent, RFC 9457. */
export class Refusal extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? `status ${status}`);
    this.status = status;
    /** @type {string} */ this.code = problem?.code ?? `http-${status}`;
    this.retryable = problem?.retryable === true;
    /** @type {any} */ this.problem = problem ?? {};
  }

  /** The permission that `approval-needed` speaks of, e.g. `no-sale`. @param {string[]} [known] */
  permission(known = []) {
    const named = this.problem.permission ?? this.problem.errors?.[0]?.detail;
    if (named && /^[A-Za-z_-]+$/.test(named)) return wireName(named);
    const words = wireName(this.message);
    return known.find((permission) => new RegExp(`(^|[^a-z-])${permission}($|[^a-z-])`).test(words)) ?? '';
  }
}

/** @param {string} permission */
export function wireName(permission) {
  return permission.toLowerCase().replaceAll('_', '-');
}

const BUSY = new Set(['overloaded', 'stopping', 'journal-busy', 'journal-closed', 'http-502', 'http-503', 'http-504']);
/** A request without an answer for so long is sent again: the agent may have been started anew around its connection. */
const PATIENCE_MS = 20_000;
const WAITS_MS = [150, 300, 600, 1200, 2500];

/**
 * @typedef {object} Needs
 * @property {typeof fetch} fetch
 * @property {() => string} newKey
 * @property {(ms: number) => Promise<void>} sleep
 * @property {(reachable: boolean) => void} onReachable
 * @property {(refusal: Refusal) => void} onSignedOut
 * @property {(refusal: Refusal) => Promise<string | undefined>} onApproval the approval, or nothing if nobody gave one
 * @typedef {{path: string, url: string, token: string}} Asking
 */

export class Api {
  /** @param {Needs} needs */
  constructor(needs) {
    this.#needs = needs;
  }

  #needs;
  token = '';
  training = false;

  /** @param {string} path below /v1 */
  url(path) {
    return (this.training ? '/training/v1' : '/v1') + path;
  }

  /** Who asks, and of which books: as it is in the moment of asking, however often it is sent. @param {string} path */
  #asking(path) {
    return { path, url: this.url(path), token: this.token };
  }

  /** Reads; tried until the agent answers. @param {string} path @param {AbortSignal} [signal] */
  async get(path, signal) {
    const headers = {};
    const asking = this.#asking(path);
    const response = await this.#allowed(headers, () => this.#persist(() => this.#send('GET', asking, headers, undefined, signal), signal));
    return response.json();
  }

  /** @param {string} path @returns {Promise<Blob>} */
  async blob(path) {
    const asking = this.#asking(path);
    return (await this.#persist(() => this.#send('GET', asking, {}))).blob();
  }

  /** @param {string} path @returns {Promise<string>} */
  async text(path) {
    const asking = this.#asking(path);
    return (await this.#persist(() => this.#send('GET', asking, {}))).text();
  }

  /** A stream of server-sent events; not tried again. @param {string} path @param {AbortSignal} signal */
  stream(path, signal) {
    return this.#sent('GET', this.#asking(path), { Accept: 'text/event-stream' }, undefined, signal);
  }

  /**
   * Changes something. Asks for an approval where one is needed and then sends the same command again.
   * @param {string} path @param {object} [body] @param {string} [key]
   */
  async command(path, body = {}, key = this.#needs.newKey()) {
    /** @type {Record<string, string>} */
    const headers = { 'Idempotency-Key': key, 'Content-Type': 'application/json' };
    const text = JSON.stringify(body);
    const asking = this.#asking(path);
    const response = await this.#allowed(headers, () => this.#persist(() => this.#send('POST', asking, headers, text)));
    return response.status === 204 ? {} : response.json();
  }

  /** Asks somebody for an approval while one is missing. @param {Record<string, string>} headers @param {() => Promise<Response>} send */
  async #allowed(headers, send) {
    for (;;) {
      try {
        return await send();
      } catch (failure) {
        if (!(failure instanceof Refusal) || failure.code !== 'approval-needed') throw failure;
        const approval = await this.#needs.onApproval(failure);
        if (!approval) throw failure;
        headers.Approval = approval;
      }
    }
  }

  /** @param {() => Promise<Response>} send @param {AbortSignal} [signal] */
  async #persist(send, signal) {
    for (let tries = 0; ; tries++) {
      try {
        const response = await send();
        this.#needs.onReachable(true);
        return response;
      } catch (failure) {
        if (signal?.aborted) throw failure;
        if (failure instanceof Refusal && !BUSY.has(failure.code)) {
          this.#needs.onReachable(true);
          throw failure;
        }
        if (tries > 0 || !(failure instanceof Refusal)) this.#needs.onReachable(false);
        await this.#needs.sleep(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
      }
    }
  }

  /** @param {string} method @param {Asking} asking @param {Record<string, string>} headers @param {string} [body] @param {AbortSignal} [signal] */
  #send(method, asking, headers, body, signal) {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    return this.#sent(method, asking, headers, body, signal ? AbortSignal.any([signal, patience]) : patience);
  }

  /** @param {string} method @param {Asking} asking @param {Record<string, string>} headers @param {string} [body] @param {AbortSignal} [signal] */
  async #sent(method, { path, url, token }, headers, body, signal) {
    const response = await this.#needs.fetch(url, {
      method, body, signal, cache: 'no-store', headers: token ? { ...headers, Authorization: `Bearer ${token}` } : headers,
    });
    if (response.ok) return response;
    const refusal = new Refusal(response.status, await response.json().catch(() => null));
    const signingIn = path === '/sessions' || path === '/approvals';
    if (response.status === 401 && !signingIn && token === this.token) this.#needs.onSignedOut(refusal);
    throw refusal;
  }
}
