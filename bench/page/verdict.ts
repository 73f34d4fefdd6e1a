/** What is read of a Lighthouse report. https://github.com/GoogleChrome/lighthouse/blob/main/docs/understanding-results.md */
export interface Report {
  categories: Record<
    string,
    { title: string; score: number | null; auditRefs: { id: string; weight: number }[] }
  >;
  audits: Record<string, { title: string; score: number | null; displayValue?: string }>;
  runtimeError?: { code: string; message: string };
}

/** Of 100, in every category. */
export const LEAST = 95;

export interface Verdict {
  /** Category and score of 100, as the report names them. */
  scores: [category: string, score: number | undefined][];
  /** What is wrong, a line each; none where every category has at least {@link LEAST}. */
  faults: string[];
}

/** Judges a report. A category without a score is a fault: its audits did not run. */
export function judge({ categories, audits, runtimeError }: Report): Verdict {
  if (runtimeError) return { scores: [], faults: [`${runtimeError.code}: ${runtimeError.message}`] };
  const judged = Object.values(categories);
  if (judged.length === 0) return { scores: [], faults: ['The report has no categories.'] };
  const scores = judged.map(({ title, score }): Verdict['scores'][number] => [
    title,
    score === null ? undefined : Math.round(score * 100),
  ]);
  const faults = judged.flatMap(({ title, score, auditRefs }) => {
    if (score === null) return [`${title} has no score.`];
    if (Math.round(score * 100) >= LEAST) return [];
    const lost = auditRefs
      .map(({ id, weight }) => ({ weight, ...audits[id]! }))
      .filter((audit) => audit.weight > 0 && audit.score !== null && audit.score < 0.9)
      .map((audit) => `${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ''}`);
    return [`${title} has ${Math.round(score * 100)}: ${lost.join('; ')}.`];
  });
  return { scores, faults };
}
