/**
 * A virtual clock: its minutes take as long as they take, seconds mostly. Times are epoch ms; minutes are fractions, 0
 * when the clock began.
 */
export class VirtualClock {
  /** When each minute began, the present one last. */
  private readonly begins: number[];
  private readonly nominal: number;

  /** @param nominal - ms that a minute takes while none has ended */
  constructor(fromMs: number, nominal: number) {
    this.begins = [fromMs];
    this.nominal = nominal;
  }

  /** The present minute. */
  get minute(): number {
    return this.begins.length - 1;
  }

  /** Ends the present minute. */
  endMinute(ms: number): void {
    this.begins.push(ms);
  }

  /** What a minute took so far, ms. */
  get msPerMinute(): number {
    if (this.minute === 0) return this.nominal;
    return (this.begins.at(-1)! - this.begins[0]!) / this.minute;
  }

  /** Negative before the clock began. */
  minuteAt(ms: number): number {
    const minute = this.begins.findLastIndex((begin) => begin <= ms);
    if (minute < 0) return (ms - this.begins[0]!) / this.nominal;
    const end = this.begins[minute + 1] ?? this.begins[minute]! + this.msPerMinute;
    return minute + (ms - this.begins[minute]!) / (end - this.begins[minute]!);
  }
}
