import { describe, expect, it } from 'vitest';
import { isLogged } from '../../../local/lambda/log-level.ts';
import { givenFunction } from './given-function.ts';

const timestamp = '2026-11-25T12:00:00.000Z';
const line = (fields: object) => JSON.stringify(fields);

describe('a function that logs from WARN on', () => {
  it.each([
    ['FATAL', true],
    ['ERROR', true],
    ['WARN', true],
    ['warn', true],
    ['INFO', false],
    ['DEBUG', false],
    ['TRACE', false],
  ])('with a line of level %s: %s', (level, logged) => {
    expect(isLogged(line({ timestamp, level }), 'WARN')).toBe(logged);
  });

  it.each([
    ['without a level', { timestamp }],
    ['with a level that is none', { timestamp, level: 'LOUD' }],
    ['without a timestamp', { level: 'ERROR' }],
    ['with a timestamp that is none', { level: 'ERROR', timestamp: 'yesterday' }],
    ['with a number for a timestamp', { level: 'ERROR', timestamp: 1_764_000_000_000 }],
  ])('loses a line %s, which Lambda takes for INFO', (_, fields) => {
    expect(isLogged(line(fields), 'WARN')).toBe(false);
    expect(isLogged(line(fields), 'INFO')).toBe(true);
  });

  it.each(['Error: at once', '    at index.js:3', '{ not JSON', ''])('keeps %j, which is no JSON', (text) => {
    expect(isLogged(text, 'ERROR')).toBe(true);
  });
});

it('a function that logs text is not filtered', () => {
  expect(isLogged(line({ timestamp, level: 'DEBUG' }), undefined)).toBe(true);
});

it.each([
  ['DEBUG', ['INFO', 'FATAL']],
  ['WARN', ['FATAL']],
])('a function that runs here at %s writes %j', async (logLevel, expected) => {
  const printed = ['INFO', 'FATAL'].map((level) => line({ timestamp, level }));
  const text = JSON.stringify(`${printed.join('\n')}\n`);
  const local = givenFunction(`exports.handler = async () => { process.stdout.write(${text}); };`, {
    logLevel,
  });
  await local.invoke({});
  // The last line is the one that every level keeps.
  const logged = () => local.lines.map((written) => JSON.parse(written).level);
  await expect.poll(() => logged().at(-1)).toBe('FATAL');
  expect(logged()).toEqual(expected);
});
