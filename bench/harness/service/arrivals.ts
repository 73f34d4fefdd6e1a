/** What comes once for each id, whether it is waited for before it has come or after. */
export class Arrivals {
  readonly #missing: string;
  readonly #patienceMs: number;
  readonly #cameAt = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();

  /** @param missing - what to say of an id that nothing came for: `was not inspected` */
  constructor(missing: string, patienceMs = 60_000) {
    this.#missing = missing;
    this.#patienceMs = patienceMs;
  }

  /** Of several for one id the first one counts. */
  note(id: string): void {
    if (this.#cameAt.has(id)) return;
    const at = performance.now();
    this.#cameAt.set(id, at);
    this.#waiting.get(id)?.(at);
  }

  /**
   * When it came, as `performance.now()` has it.
   * @throws Error with one sentence when it does not come
   */
  at(id: string): Promise<number> {
    const known = this.#cameAt.get(id);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`${id} ${this.#missing} within ${this.#patienceMs / 1000} s.`));
      }, this.#patienceMs);
      this.#waiting.set(id, (at) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(at);
      });
    });
  }
}
