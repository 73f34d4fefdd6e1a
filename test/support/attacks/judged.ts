import { engines } from '../engines.ts';

interface Case {
  title: string;
  notOnRgw?: string;
}

/** Whether the engine at hand can judge a case. */
export function isJudged({ notOnRgw }: Case): boolean {
  return !engines.real || notOnRgw === undefined;
}

/** The title, and why the case runs on the embedded store alone if it does. */
export function titleOf({ title, notOnRgw }: Case): string {
  return notOnRgw ? `${title} (embedded only: ${notOnRgw})` : title;
}
