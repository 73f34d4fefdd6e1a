/** Values by key that outlive the run. What is read is a copy. */
export interface KeptMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  /** In the order of the keys. */
  entries(): [string, Value][];
}

/** Where a run keeps what must outlive it, killed or not. One process has it at a time. */
export interface DataFolder {
  path: string;
  map<Value>(name: string): KeptMap<Value>;
  /** Keeps all that the work sets and deletes, or nothing of it. The work must not wait. */
  together<Result>(work: () => Result): Result;
  /** The value of that name; made, and kept, when it is asked for the first time. */
  once<Value>(name: string, make: () => Value): Value;
  close(): void;
}
