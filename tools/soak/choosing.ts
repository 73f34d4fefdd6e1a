import type { Random } from '../../local/seeded.ts';

/** From 0 up to, not including, `below`. */
export function integer(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** One of these, each as likely. */
export function choose<T>(random: Random, from: readonly T[]): T {
  return from[integer(random, from.length)]!;
}

/** One of these by its weight; undefined where none has any. */
export function weighted<T>(random: Random, from: readonly (readonly [T, number])[]): T | undefined {
  let left = random() * from.reduce((sum, [, weight]) => sum + weight, 0);
  return from.find(([, weight]) => {
    left -= weight;
    return left < 0;
  })?.[0];
}
