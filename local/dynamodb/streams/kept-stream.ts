import type { DataFolder } from '../../data/data-folder.ts';
import type { StreamEntry } from './stream.ts';

/** A stream that outlives the run, by numbers that rise by one: records, and how far each reader is. */
export interface KeptStream {
  /** What there is, and the number before the first of it. */
  load(): { before: number; entries: StreamEntry[] };
  append(number: number, entry: StreamEntry): void;
  /** @param from - the number that a new reader has passed */
  place(reader: string, from: number): Place;
}

interface Place {
  /** All up to this one is done. */
  number: number;
  done(numbers: readonly number[]): void;
}

/** Records that are kept where nobody reads. */
const KEPT = 1000;

/**
 * @param arn - of the stream
 * @param readers - all that there are; a place of any other is forgotten
 */
export function keptStream(data: DataFolder, arn: string, readers: readonly string[]): KeptStream {
  const records = data.map<StreamEntry>(`records of ${arn}`);
  const places = data.map<number>(`places in ${arn}`);
  for (const [reader] of places.entries()) if (!readers.includes(reader)) places.delete(reader);
  const counted = data.map<number>('stream numbers');
  let first = counted.get(arn) ?? 1;
  let last = first - 1;

  /** Deletes what everyone has done. */
  const trim = () => {
    const reached = readers.map((reader) => places.get(reader)).filter((place) => place !== undefined);
    const behind = reached.length === readers.length ? Math.min(last, ...reached) : 0;
    const until = readers.length === 0 ? last - KEPT : behind;
    if (until < first) return;
    for (; first <= until; first++) records.delete(keyOf(first));
    counted.set(arn, first);
  };

  return {
    load() {
      const entries = records.entries().map(([, entry]) => entry);
      last = first - 1 + entries.length;
      return { before: first - 1, entries };
    },
    append(number, entry) {
      last = number;
      records.set(keyOf(number), entry);
      if (readers.length === 0) trim();
    },
    place(reader, from) {
      const known = places.get(reader);
      if (known === undefined) places.set(reader, from);
      const place: Place = {
        number: known ?? from,
        done(numbers) {
          for (const number of numbers) ahead.add(number);
          const before = place.number;
          while (ahead.delete(place.number + 1)) place.number++;
          if (place.number === before) return;
          data.together(() => {
            places.set(reader, place.number);
            trim();
          });
        },
      };
      /** Done before others that come before them. */
      const ahead = new Set<number>();
      return place;
    },
  };
}

/** Sorts as numbers do. */
const keyOf = (number: number): string => String(number).padStart(20, '0');
