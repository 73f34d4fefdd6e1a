import { expect, it } from 'vitest';
import { createChanges } from '../../../../web/gallery/news/changes.ts';
import { createRecords } from '../../../../web/gallery/records.ts';
import { scriptedService } from '../scripted-service.ts';

const T = 1_790_000_000_000;

function givenChanges() {
  const service = scriptedService();
  const records = createRecords(() => 0);
  const changes = createChanges(service.client, records);
  const given = (id: string, fields = {}) => records.putAll([service.put({ id, createdAt: T, ...fields })]);
  return { service, records, changes, given };
}

it('nothing is looked at while nothing is about to change', async () => {
  const { service, changes, given } = givenChanges();
  given('a');
  given('b', { status: 'rejected' });
  expect(changes.needed()).toBe(false);
  expect(await changes.poll()).toBe(false);
  expect([service.reads, service.lists]).toEqual([[], []]);
});

it('what is pending, or awaits its thumbnail, is looked at by itself', async () => {
  const { service, records, changes, given } = givenChanges();
  given('a', { status: 'pending' });
  given('b', { uploadedAt: T, thumbhash: 'AAAA' });
  given('c', { uploadedAt: T });
  service.put({ id: 'a', status: 'ready', version: 2 });
  expect(changes.needed()).toBe(true);
  expect(await changes.poll()).toBe(true);
  expect(service.reads.sort()).toEqual(['a', 'c']);
  expect(records.get('a')?.metadata.status).toBe('ready');
});

it('what is gone is let go of, and what cannot be asked stays', async () => {
  const { service, records, changes, given } = givenChanges();
  given('a', { status: 'pending' });
  service.delete('a');
  service.setOffline(true);
  expect(await changes.poll()).toBe(false);
  expect(records.get('a')).toBeDefined();
  service.setOffline(false);
  expect(await changes.poll()).toBe(true);
  expect(records.get('a')).toBeUndefined();
});

it('many are asked for together from the newest on, and those beyond in turn', async () => {
  const { service, records, changes, given } = givenChanges();
  for (let at = 0; at < 70; at += 1) given(String(100 + at), { status: 'pending', createdAt: T + at });
  await changes.poll();
  expect(service.lists).toMatchObject([{ createdBefore: T + 70 }]);
  expect(service.reads).toHaveLength(5);
  for (let round = 0; round < 3; round += 1) await changes.poll();
  expect(new Set(service.reads).size).toBe(20);
  expect(records.all()).toHaveLength(70);
});

it('records that are not known do not come in by it', async () => {
  const { service, records, changes, given } = givenChanges();
  for (let at = 0; at < 9; at += 1) given(String(at), { status: 'pending' });
  service.put({ id: 'stranger', createdAt: T - 5 });
  await changes.poll();
  expect(records.get('stranger')).toBeUndefined();
});
