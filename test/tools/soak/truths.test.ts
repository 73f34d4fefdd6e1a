import { describe, expect, it } from 'vitest';
import type { Metadata } from '../../../contract/requests.ts';
import type { Content, Verdict } from '../../../tools/soak/contents.ts';
import { type Life, newLife, noteAnswer, notePut, type Ticket } from '../../../tools/soak/model/life.ts';
import { truthsOf } from '../../../tools/soak/model/truths.ts';

const GOOD: Verdict = { contentType: 'image/png', width: 1, height: 1, thumbnail: 'drawn' };
const BAD: Verdict = { refused: 'NotAnImage' };

const metadata = (shown: Partial<Metadata> = {}) => ({ id: 'x', version: 1, ...shown }) as Metadata;
const content = (name: string) => ({ sha256: name }) as Content;

function given(...declared: Ticket['declared'][]) {
  const life = newLife(1, metadata());
  const tickets = declared.map((declaration): Ticket => {
    const ticket = { life, declared: declaration, puts: [], spent: false, sent: false } as unknown as Ticket;
    life.tickets.push(ticket);
    return ticket;
  });
  return { life, tickets };
}

let instant = 0;
const put = (ticket: Ticket, name: string, verdict: Verdict = GOOD, from = ++instant, to = ++instant) =>
  notePut(ticket, { content: content(name), verdict, from, to });

/** `image rejection`, each once. */
const shownBy = (life: Life) => [
  ...new Set(truthsOf(life).map(({ image, rejection }) => `${image?.sha256 ?? '-'} ${rejection ?? '-'}`)),
];

describe('what a record must be', () => {
  it('is nothing without an upload, and what it was when nothing came', () => {
    const { life } = given({});
    expect(shownBy(life)).toEqual(['- -']);
    life.rested = { image: content('old'), rejection: 'NotAnImage', contentVersion: 3 };
    expect(truthsOf(life)).toEqual([
      { image: content('old'), rejection: 'NotAnImage', contentVersion: { least: 3, most: 3 } },
    ]);
  });

  it('is the latest good image, counted once at least and as often as images came at most', () => {
    const { life, tickets } = given({}, {}, {});
    put(tickets[1]!, 'B');
    put(tickets[0]!, 'A');
    put(tickets[2]!, 'text', BAD);
    expect(truthsOf(life)).toEqual([
      { image: content('A'), rejection: 'NotAnImage', contentVersion: { least: 1, most: 2 } },
    ]);
  });

  it('does not show a refusal that is older than the image', () => {
    const { life, tickets } = given({}, {});
    put(tickets[0]!, 'text', BAD);
    put(tickets[1]!, 'A');
    expect(shownBy(life)).toEqual(['A -']);
  });

  it('is any of two PUTs under one ticket that were not inspected in between', () => {
    const { life, tickets } = given({}, {});
    put(tickets[0]!, 'A');
    put(tickets[1]!, 'B');
    put(tickets[0]!, 'A2');
    expect(shownBy(life).sort()).toEqual(['A2 -', 'B -']);
  });

  it('may be the image or the text that came under one ticket', () => {
    const { life, tickets } = given({});
    put(tickets[0]!, 'A');
    put(tickets[0]!, 'text', BAD);
    expect(shownBy(life).sort()).toEqual(['- NotAnImage', 'A -']);
  });

  it('is either of two PUTs at once, with or without the refusal among them', () => {
    const { life, tickets } = given({}, {}, {});
    put(tickets[0]!, 'A', GOOD, 1, 4);
    put(tickets[1]!, 'B', GOOD, 2, 3);
    put(tickets[2]!, 'text', BAD, 2, 3);
    expect(shownBy(life).sort()).toEqual(['A -', 'A NotAnImage', 'B -', 'B NotAnImage']);
  });

  it('does not change by a ticket that is spent', () => {
    const { life, tickets } = given({});
    tickets[0]!.spent = true;
    put(tickets[0]!, 'A');
    expect(shownBy(life)).toEqual(['- -']);
  });

  it('does not change by what S3 takes again where something is declared: the first was inspected', () => {
    const { life, tickets } = given({ size: 1 }, {});
    put(tickets[0]!, 'text', BAD);
    put(tickets[0]!, 'A');
    expect(shownBy(life)).toEqual(['- NotAnImage']);
  });

  it('does not change by a ticket of a deleted record', () => {
    const { life, tickets } = given({});
    life.alive = false;
    put(tickets[0]!, 'A');
    expect(life.tickets[0]!.puts).toEqual([]);
  });
});

describe('what answers show, one after the other', () => {
  it('may stay and rise together', () => {
    const { life } = given();
    expect(noteAnswer(life, metadata())).toBeUndefined();
    expect(noteAnswer(life, metadata({ version: 3, contentVersion: 1 }))).toBeUndefined();
  });

  it.each([
    ['a version that falls', { version: 1, contentVersion: 1 }, /version went from 2 to 1/],
    ['a contentVersion that falls', { version: 3 }, /contentVersion went from 1 to 0/],
    ['a contentVersion that rises alone', { version: 2, contentVersion: 2 }, /the version stayed 2/],
    ['fewer versions than edits and images', { version: 3, contentVersion: 3 }, /after 1 edits and 3 images/],
    ['another record', { id: 'y', version: 2, contentVersion: 1 }, /of record y/],
  ])('is wrong: %s', (_, shown, message) => {
    const { life } = given();
    noteAnswer(life, metadata({ version: 2, contentVersion: 1 }));
    expect(noteAnswer(life, metadata(shown))).toMatch(message);
  });
});
