import { hasControl, isVisible, MAX_TAG, MAX_TAGS, MAX_TITLE } from '../../../contract/text.ts';
import { nameInSentence } from '../../words/failures.ts';
import { faultWords } from '../../words/fields.ts';
import type { ChosenFile } from '../upload.ts';

/** How many faults one message tells. */
const TOLD = 5;

/** Which title or tag of which file the service would not take, and why; empty where it takes all. */
export function fieldFaultWords(files: readonly ChosenFile[]): string {
  const faults = files.flatMap((file) =>
    faultsOf(file).map(([path, fault]) => `${nameInSentence(file.name)}: ${faultWords(path, fault, file)}`),
  );
  const more = faults.length > TOLD ? [`And ${faults.length - TOLD} more.`] : [];
  return [...faults.slice(0, TOLD), ...more].join(' ');
}

function faultsOf({ title = '', tags = [] }: ChosenFile): [path: string, fault: string][] {
  const many = tags.length > MAX_TAGS && `must have at most ${MAX_TAGS} entries`;
  const faults: [path: string, fault: string | undefined | false][] = [
    ['title', textFault(title.trim(), MAX_TITLE)],
    ['tags', many],
    ...tags.map((tag, index): [string, string | undefined] => [`tags.${index}`, tagFault(tag)]),
  ];
  return faults.filter((fault): fault is [string, string] => Boolean(fault[1]));
}

function tagFault(tag: string): string | undefined {
  return tag === '__proto__' ? 'must not be __proto__' : textFault(tag, MAX_TAG);
}

/** As the contract looks at text that people read. */
function textFault(given: string, max: number): string | undefined {
  const text = given.normalize('NFC');
  if ([...text].length > max) return `must have at most ${max} characters`;
  if (!text.isWellFormed()) return 'must be well-formed Unicode';
  if (hasControl(text)) return 'must not have control characters, such as tabs and line breaks';
  return text === '' || isVisible(text) ? undefined : 'must have a character that can be seen';
}
