import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access, Grant } from '../../../local/iam/identities.ts';
import { coversResource } from '../../../local/iam/patterns.ts';
import { restClient } from '../../support/api.ts';
import { engines } from '../../support/engines.ts';
import { type LocalRun, startDeliveringRun, startLocalRun } from '../../support/local-run.ts';
import { assemblyWithout } from './assembly-without.ts';
import { deleteWhileDrawn, photo, useEverything } from './use-everything.ts';

/** What Lambda itself does with a function's role. */
const PLATFORM = /^(logs|xray|sqs):(?!SendMessage)/;

// On real engines all functions share the credentials that those know, so that no role is asked.
describe.runIf(!engines.real)('every permission of a function (embedded only: it knows roles)', () => {
  let run: LocalRun;
  beforeAll(async () => {
    // Doubled and shuffled events make the functions look after themselves, which takes permissions of its own.
    run = await startDeliveringRun({ chaos: true });
    await useEverything(run);
  });
  afterAll(() => run?.stop());

  it('is used: none was granted for nothing', async () => {
    const unused = () =>
      run.grants
        .filter(({ action }) => !PLATFORM.test(action))
        .filter((grant) => !isOfFormerRelease(grant) && !isForTrouble(grant))
        .filter((grant) => !run.accesses.some((access) => isUse(access, grant)))
        .map(({ function: name, action, resource }) => `${name} ${action} ${resource}`);
    expect(run.grants.length).toBeGreaterThan(10);
    // What is used in a race alone may need another one.
    const raced = async () => {
      if (unused().length > 0) await deleteWhileDrawn(run);
      return unused();
    };
    await expect.poll(raced, { timeout: 60_000, interval: 1_000 }).toEqual([]);
  }, 90_000);

  it('is enough: nothing was refused', () => {
    expect(run.accesses.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(run.logs.filter(({ line }) => line.includes('not authorized'))).toEqual([]);
  });
});

describe.runIf(!engines.real)('a permission that the template lacks (embedded only: it knows roles)', () => {
  it.each([
    ['dynamodb:PutItem', 'MetadataApiFunction', /table\/.*RecordsTable/],
    ['dynamodb:UpdateItem', 'ImageInspectorFunction', /table\/.*RecordsTable/],
    ['s3:GetObjectVersion', 'ImageInspectorFunction', /images\//],
  ])('fails the main job, naming %s, %s and the resource', async (action, name, resource) => {
    const assembly = await assemblyWithout(action, name.replace('Function', ''));
    const run = await startLocalRun({ assembly });
    try {
      const api = restClient(run);
      const { status, body } = await api.post('/metadata', { filename: 'phone.jpg' });
      if (name === 'MetadataApiFunction') expect(status).toBe(500);
      else await api.upload(body.preSignedUrl, photo);

      const refused = () => run.accesses.find(({ allowed }) => !allowed);
      await expect.poll(refused, { timeout: 15_000 }).toMatchObject({ function: name, action });
      expect(refused()!.resource).toMatch(resource);
      const told = () => run.logs.map(({ line }) => line).join('\n');
      await expect
        .poll(told, { timeout: 15_000 })
        .toMatch(new RegExp(`not authorized to perform:? ${action}`));
    } finally {
      await run.stop();
      rmSync(assembly, { recursive: true });
    }
  });
});

/** What the inspector of 0.1.0 needs, see two-releases.test.ts. */
const isOfFormerRelease = ({ function: name, action, resource }: Grant) =>
  /ImageInspector/.test(name) && action === 's3:GetObject' && resource.endsWith('/images/*');

/** A change that a queue does not take is set aside. */
const isForTrouble = ({ function: name, action, resource }: Grant) =>
  action === 'sqs:SendMessage' && /ChangeRelay/.test(name) && /Unrelayed/.test(resource);

const isUse = (access: Access, { function: name, action, resource }: Grant) =>
  access.function === name && access.action === action && coversResource(resource, access.resource);
