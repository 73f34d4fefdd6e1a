import { once } from 'node:events';
import { connect } from 'node:net';
import type { LocalRun } from '../../../local/options.ts';
import type { Observed } from '../collect/observed.ts';
import type { Fault } from './fault.ts';
import { REQUESTS } from './traffic-rates.ts';

const answered =
  (from: number, to = from) =>
  ({ requests }: Observed): boolean =>
    requests.some(({ status }) => status >= from && status <= to);

/** Longer than `apiP99Ms` of any stage that is drilled, shorter than the function's timeout. */
const SLOW_MS = 2500;

const tableAnswers = (type: string, status: number): Pick<Fault, 'engines'> => ({
  engines: (begun) => ({ dynamodb: () => (begun() ? { type, status } : undefined) }),
});

/**
 * Four times as many requests as the usage plan lets through at once. Over one connection, one after the other without
 * waiting for answers: so that they are here faster than the throttle's bucket fills, on a slow machine too.
 */
async function burst(run: LocalRun): Promise<void> {
  const plans = run.deployment.ofType<{ Throttle?: { BurstLimit?: number } }>('AWS::ApiGateway::UsagePlan');
  const limit = plans[0]?.properties.Throttle?.BurstLimit ?? 0;
  const { hostname, port, pathname } = new URL(`${run.baseUrl}/metadata`);
  const request = `GET ${pathname}?limit=1 HTTP/1.1\r\nHost: ${hostname}\r\nx-api-key: ${run.apiKey}\r\n`;
  const socket = connect(Number(port), hostname);
  socket.end(`${`${request}\r\n`.repeat(4 * limit - 1)}${request}Connection: close\r\n\r\n`);
  socket.resume();
  await once(socket, 'close');
}

/** Faults that clients of the API notice. */
export const API_FAULTS: readonly Fault[] = [
  {
    name: 'every API answer is 500',
    minutes: 10,
    traffic: REQUESTS,
    bundle: {
      function: 'MetadataApi',
      code: "return { statusCode: 500, headers: { 'content-type': 'application/json' }, body: '{}' };",
    },
    happened: answered(500),
  },
  {
    name: 'the API crashes',
    minutes: 10,
    traffic: REQUESTS,
    bundle: { function: 'MetadataApi', code: "throw new Error('A fault of the rehearsal.');" },
    happened: answered(502),
  },
  {
    name: 'the API is slow',
    minutes: 10,
    // Two of the slow new version's calls a minute, of a release.
    traffic: { uploads: 1, reads: 18 },
    msPerMinute: 2600,
    bundle: {
      function: 'MetadataApi',
      code: `await new Promise((resume) => setTimeout(resume, ${SLOW_MS}));`,
    },
    happened: ({ requests }) => requests.some(({ ms }) => ms >= SLOW_MS),
  },
  {
    name: 'the table is throttled',
    minutes: 10,
    traffic: REQUESTS,
    ...tableAnswers('ProvisionedThroughputExceededException', 400),
    happened: answered(500, 599),
  },
  {
    name: 'DynamoDB fails',
    minutes: 10,
    traffic: REQUESTS,
    ...tableAnswers('InternalServerError', 500),
    happened: answered(500, 599),
  },
  {
    name: 'a burst beyond the throttle',
    minutes: 10,
    traffic: REQUESTS,
    act: async (run, minute) => {
      if (minute === 1) await burst(run);
    },
    happened: answered(429),
    silent: 'the throttle of the stage does its work: 429, and clients wait and try again',
  },
];
