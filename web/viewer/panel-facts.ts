import type { Metadata } from '../../client/types.ts';
import { element } from '../dom.ts';
import { copyText, showText } from '../links.ts';
import { tell } from '../messages.ts';
import { isolated } from '../words.ts';
import { type Fact, factsOf, technicalFactsOf } from './facts.ts';

/** What is known of a record: first what people want to know, the rest where they ask for it. */
export function createFacts() {
  const facts = element('dl', { className: 'facts' });
  const technical = element('dl', { className: 'facts technical' });
  const details = element('details', {}, element('summary', { textContent: 'Technical details' }), technical);
  return {
    elements: [facts, details],
    show: (metadata: Metadata) => {
      facts.replaceChildren(...factsOf(metadata).flatMap((fact) => rowOf(fact)));
      technical.replaceChildren(
        ...technicalFactsOf(metadata).flatMap((fact) => rowOf(fact, /^(?:Id|SHA-256)$/.test(fact.label))),
      );
    },
  };
}

function rowOf({ label, value, at }: Fact, copied = false): HTMLElement[] {
  const shown =
    at === undefined ? value : element('time', { dateTime: new Date(at).toISOString(), textContent: value });
  const copy =
    copied && element('button', { type: 'button', textContent: 'Copy', ariaLabel: `Copy ${label}` });
  if (copy) copy.addEventListener('click', () => void copyFact(label, value));
  return [
    element('dt', { dir: 'auto', textContent: label }),
    element('dd', {}, element('span', { dir: 'auto' }, shown), copy),
  ];
}

async function copyFact(label: string, value: string): Promise<void> {
  if (await copyText(value)) tell(`${isolated(label)} copied.`);
  else showText(value, '');
}
