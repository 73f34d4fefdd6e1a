import { describe, expect, it } from 'vitest';
import { type Judgement, nextState, type State } from '../../../../tools/drill/cloudwatch/state.ts';

/** `0` is fine, `X` is breaching, `-` is missing; oldest first, as AWS's page writes them. */
const points = (text: string) =>
  text.split(' ').map((mark) => ({ '0': 0, X: 9, '-': undefined })[mark as '0' | 'X' | '-']);

const judgement = (datapointsToAlarm: number, missing: Judgement['missing']): Judgement => ({
  comparison: 'GreaterThanThreshold',
  threshold: 1,
  evaluationPeriods: 3,
  datapointsToAlarm,
  missing,
});

const [OK, ALARM, INSUFFICIENT] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
/** "Retain current state". */
const RETAIN = 'RETAIN';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-evaluating-missing-data */
describe.each<[number, string, ...(State | typeof RETAIN)[]]>([
  // M, data points, missing, ignore, breaching, notBreaching
  [3, '0 - X - X', OK, OK, OK, OK],
  [3, '0 - - - -', OK, OK, OK, OK],
  [3, '- - - - -', INSUFFICIENT, RETAIN, ALARM, OK],
  [3, '0 X X - X', ALARM, ALARM, ALARM, ALARM],
  [3, '- - X - -', ALARM, RETAIN, ALARM, OK],
  [2, '0 - X - X', ALARM, ALARM, ALARM, ALARM],
  [2, '0 0 X 0 X', ALARM, ALARM, ALARM, ALARM],
  [2, '0 - X - -', OK, OK, ALARM, OK],
  [2, '- - - - 0', OK, OK, ALARM, OK],
  [2, '- - - X -', ALARM, RETAIN, ALARM, OK],
])('%d of 3 with the data points %s', (m, text, ...states) => {
  const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
  it.each(treatments.map((missing, index) => [missing, states[index]!] as const))(
    'treats missing data as %s: %s',
    (missing, wanted) => {
      for (const current of [OK, ALARM]) {
        const state = nextState(points(text), judgement(m, missing), current);
        expect(state).toBe(wanted === RETAIN ? current : wanted);
      }
    },
  );
});

it.each(['- - - - X', '- - - X -'])('does not alarm early on %s', (text) => {
  expect(nextState(points(text), judgement(3, 'missing'), OK)).toBe(OK);
});

it('looks at the newest data points, not at older ones of the range', () => {
  expect(nextState(points('X X 0 0 X'), judgement(2, 'missing'), OK)).toBe(OK);
});

it.each([
  ['GreaterThanThreshold', [false, false, true]],
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
])('compares by %s', (comparison, wanted) => {
  const one = { ...judgement(1, 'missing'), comparison, evaluationPeriods: 1 };
  expect([0, 1, 2].map((point) => nextState([point], one, OK) === ALARM)).toEqual(wanted);
});

it('names a comparison that it does not know', () => {
  const band = { ...judgement(1, 'missing'), comparison: 'GreaterThanUpperThreshold' };
  expect(() => nextState([1], band, OK)).toThrow('GreaterThanUpperThreshold');
});
