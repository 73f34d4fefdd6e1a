export type Cell = string | number | undefined;

/** A table of the report, which aligns it and rounds its numbers. */
export interface Table {
  head: string[];
  rows: Cell[][];
}

/** A promise: what was measured is to be at most the limit. */
export interface Target {
  what: string;
  limit: number;
  /** Undefined where it could not be measured. */
  measured: number | undefined;
  unit: string;
}

/** Says how far a measurement is, for whoever waits for it. */
type Say = (what: string) => void;

/** The heading of what somebody waits for. */
export const FELT = 'Times that users feel';

/** The heading of what whoever develops with it waits for. */
export const LAPTOP = 'The local run itself';

/** A part of the benchmark that can be measured alone. */
export interface Section<Found> {
  /** Under which the report has it; sections of one heading are side by side. */
  heading: string;
  /** What it measures, for `--help`. */
  about: string;
  /** @returns what is kept as JSON in bench/results.json */
  measure(say: Say): Promise<Found>;
  targets(found: Found): Target[];
  tables(found: Found): Table[];
}
