// The types of `image-intake/local`. They need nothing else of the repository, so that an app checks its own sources by them
// and none of ours.

/** What the run is to be. Everything can be left out. */
export interface StartLocalOptions {
  /** Of `lib/stages/stages.ts`; `dev` when left out. */
  stage?: string | undefined;
  /** Of API and page; any free one when left out, or 0. */
  port?: number | undefined;
  /** Address to listen on, `0.0.0.0` for all of them: API, page and S3 are at one address then. 127.0.0.1 when left out. */
  host?: string | undefined;
  /** Value of the API key, 1 to 128 visible ASCII characters; made up when left out. */
  apiKey?: string | undefined;
  /** A folder that keeps records, images and keys from one start to the next, for one run at a time; in memory when left out. */
  data?: string | undefined;
  /** Signs users in, `ann` and `ben`, at an OpenID Connect issuer of this run. */
  users?: boolean | undefined;
  /** Receivers of signed webhooks: http URLs on this machine. */
  webhooks?: readonly string[] | undefined;
  /** Delivers images in every width, as `delivery` of answers says, also of a stage that does not. */
  delivery?: boolean | undefined;
  /** Told of each event, without a receiver: docs/following/events.md has what they are. */
  onEvent?: ((event: IntakeEvent) => void) | undefined;
  /** Delivers every S3 event twice, late and out of order. */
  chaos?: boolean | undefined;
  /** What fails is tried again after this part of the time that it takes on AWS, 0.01 when left out. */
  retryScale?: number | undefined;
  /** A line for a person: what a function printed, a request that was served, a warning. */
  onLog?: ((source: string, line: string) => void) | undefined;
  /** Gives the start up, or ends the run. */
  signal?: AbortSignal | undefined;
}

/** A stage that runs in this process. */
export interface IntakeRun extends AsyncDisposable {
  /** Of the API: `http://127.0.0.1:3000/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** URL of the uploader page, where the stage has one; it is built when it is first opened, which takes some seconds. */
  readonly page: string | undefined;
  /** The environment variables of a program that uses this run, as `npm run env` writes them for a deployed stage. */
  readonly env: Record<string, string>;
  /** In the order of the option. The secret verifies their signatures. */
  readonly webhooks: readonly { readonly url: string; readonly secret: string }[];
  /** Where the option `users` was given. */
  readonly users: LocalUsers | undefined;
  /** Ends everything: ports, threads, data. Asked again, it waits for the same end. */
  stop(): Promise<void>;
}

export interface LocalUsers {
  /** URL of the OpenID Connect issuer. */
  readonly issuer: string;
  /** An access token for `/my/…`, of `ann` or `ben`, valid for an hour. */
  token(user: 'ann' | 'ben'): Promise<string>;
}

/** What became of a record. It may come twice, and out of order. */
export interface IntakeEvent {
  /** Of the record. */
  id: string;
  incarnation?: string;
  /** `image.ready`, `image.rejected`, … */
  type: string;
  /** Epoch ms. */
  at: number;
  version: number;
  contentVersion?: number;
  /** The record's `userId`. */
  owner?: string;
  /** The record, as the API shows it. */
  metadata?: Record<string, unknown>;
}

/**
 * Starts a stage of image-intake in this process, as `npm start` does. Several may run at once. The first start after a
 * change of the sources takes some seconds more, since the stage is synthesized then.
 * @throws Error with one sentence: a bad option, a port in use, packages that are not installed, a Node.js before 22.18
 */
export function startLocal(options?: StartLocalOptions): Promise<IntakeRun>;
