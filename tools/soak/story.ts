import type { Metadata, PreSignedUrl } from '../../contract/requests.ts';
import { type Random, seeded } from '../../local/seeded.ts';
import { type Answer, type Api, keyOf, putObject } from './api.ts';
import { bytesOf, type Content, type ContentKind, type Contents, nameOf, verdictOf } from './contents.ts';
import { type Life, newLife, noteAnswer, notePut, type Ticket } from './model/life.ts';
import type { Plan, Step } from './plan.ts';
import type { Tally } from './tally.ts';

/** What a story needs of its run. */
export interface Stage {
  seed: number;
  api: Api;
  contents: Contents;
  tally: Tally;
  /** How long an inspection may take. */
  patienceMs: number;
}

/** A record is not what it must be, or an answer not what was promised. */
export class Wrong extends Error {
  override name = 'Wrong';
}

/** A POST with an `Idempotency-Key`, to be repeated. */
export interface KeyedRequest {
  key: string;
  body: object;
  life: Life;
  objectKey: string;
}

/** One record, or one name and the records that have it one after the other: what happened, and what must be. */
export class Story {
  readonly stage: Stage;
  readonly number: number;
  readonly plan: Plan;
  readonly random: Random;
  readonly lives: Life[] = [];
  readonly tickets: Ticket[] = [];
  readonly requests: KeyedRequest[] = [];
  /** What was sent, by its SHA-256. */
  readonly sent = new Map<string, Content>();
  /** For a person, a line each. */
  readonly history: string[] = [];
  #chapters = 0;
  #instants = 0;
  #names = 0;
  readonly #began = Date.now();

  constructor(stage: Stage, number: number, plan: Plan) {
    this.stage = stage;
    this.number = number;
    this.plan = plan;
    this.random = seeded(Math.imul(stage.seed, 0xc2b2ae35) ^ Math.imul(number, 0x27d4eb2f));
  }

  /** The latest record, deleted or not. */
  get life(): Life | undefined {
    return this.lives.at(-1);
  }

  /** The caller's name of the image. */
  get named(): { userId: string; imageId: string } | undefined {
    if (!this.plan.kind.startsWith('named')) return undefined;
    return { userId: `user ${this.number % 10}`, imageId: `story ${this.number}` };
  }

  /** A name, number or the like that is used once. */
  unique(): string {
    return `${this.number}.${++this.#names}`;
  }

  /** The steps up to where all queues come to rest. */
  nextChapter(): Step[] {
    return this.plan.chapters[this.#chapters++] ?? [];
  }

  get isOver(): boolean {
    return this.#chapters >= this.plan.chapters.length;
  }

  /** Forgets what only steps need. */
  close(): void {
    this.sent.clear();
    for (const { tickets } of [this, ...this.lives]) tickets.length = 0;
    this.requests.length = 0;
  }

  content(kind: ContentKind): Content {
    return this.stage.contents.make(kind, this.random, this.unique());
  }

  tell(line: string): void {
    this.history.push(`${String(Date.now() - this.#began).padStart(7)} ms  ${line}`);
  }

  /** @throws Wrong with all that happened to the record */
  fail(why: string): never {
    const { seed } = this.stage;
    throw new Wrong(
      [
        `Wrong: ${why}.`,
        `Record ${this.life?.id ?? '(none yet)'}, seed ${seed}, story ${this.number} (${this.plan.kind}):`,
        ...this.history.map((line) => `  ${line}`),
      ].join('\n'),
    );
  }

  /** Notes an answer. @throws Wrong unless it has one of the statuses */
  expect(what: string, { status, body }: Answer, ...statuses: number[]): void {
    const { code, metadata } = body;
    this.tell(
      `${what}: ${status}${code ? ` ${code}` : ''}${metadata ? `, version ${metadata.version}` : ''}`,
    );
    if (!statuses.includes(status))
      this.fail(
        `${what} is ${status} ${code ?? ''} instead of ${statuses.join(' or ')}${body.message ? `: ${body.message}` : ''}`,
      );
  }

  /** @throws Wrong when an answer contradicts those before */
  see(life: Life, metadata: Metadata): void {
    const wrong = noteAnswer(life, metadata);
    if (wrong !== undefined) this.fail(wrong);
  }

  begin(metadata: Metadata): Life {
    const life = newLife(this.lives.length + 1, metadata);
    this.lives.push(life);
    return life;
  }

  /** @param content - what the ticket was asked for */
  ticket(
    life: Life,
    { url, headers = {} }: Pick<PreSignedUrl, 'url' | 'headers'>,
    declared: Ticket['declared'] = {},
    content?: Content,
  ): Ticket {
    const number = this.tickets.length + 1;
    const key = keyOf(url);
    const ticket = {
      number,
      life,
      key,
      url,
      headers,
      declared,
      content,
      sent: false,
      spent: false,
      puts: [],
    };
    this.tickets.push(ticket);
    life.tickets.push(ticket);
    return ticket;
  }

  /** Sends a content with a ticket. @returns S3's status */
  async put(ticket: Ticket, content: Content): Promise<number> {
    const from = ++this.#instants;
    ticket.sent = true;
    this.sent.set(content.sha256, content);
    const { status, code } = await putObject(ticket.url, ticket.headers, bytesOf(content));
    const to = ++this.#instants;
    this.tell(
      `PUT ${nameOf(content)} to ticket ${ticket.number} of record ${ticket.life.number}: ${status} ${code}`,
    );
    if (status === 200) {
      const verdict = verdictOf(content, ticket.declared.contentType);
      notePut(ticket, { content, verdict, from, to });
    }
    return status;
  }
}
