import type { Ring, Row } from './verdict.ts';

const HEADER = ['fault', 'alarms that ring', 'after minutes', 'a release under way', 'runbook'];

/** The drill's result as a table of Markdown, which people can read too. Of the alarms it has those that tell somebody. */
export function table(rows: readonly Row[], prefix: string): string {
  const lines = rows.map(({ fault, rings, recall, silent }) => {
    const told = rings.filter(({ notifies }) => notifies);
    return [
      fault,
      told.map(({ name }) => name.replace(prefix, '')).join('<br>') || `none: ${silent ?? 'see above'}`,
      told.map(({ minutes }) => minutes).join('<br>'),
      recall ? `taken back after ${recall.minutes}: ${namesOf(recall.by)}` : 'goes on',
      sectionsOf([...told, ...(recall?.by ?? [])]),
    ];
  });
  return [HEADER, HEADER.map(() => '---'), ...lines].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const namesOf = (alarms: { name: string }[]) => alarms.map(({ name }) => name).join(', ');

const sectionsOf = (alarms: Pick<Ring, 'runbook'>[]) =>
  [...new Set(alarms.map(({ runbook }) => runbook).filter((anchor) => anchor !== undefined))]
    .map((anchor) => `[${anchor}](#${anchor})`)
    .join('<br>');
