/** A schedule that is on. */
export interface Schedule {
  /** Its logical id, without the hash that CDK appends. */
  name: string;
  /** As it is declared: `rate(6 hours)`. */
  expression: string;
  /**
   * Does now what it does when it is due: resolves once the message is on its queue, or the function has answered.
   * @throws Error when that fails
   */
  fire(): Promise<void>;
}
