import { randomUUID } from 'node:crypto';
import { BUCKET } from './environment.ts';
import { apiEvent, uploadEvent } from './events.ts';
import type { Phase } from './processes.ts';

/** The calls that are measured, each with what its answer must contain. */
export const calls = {
  empty: (): Phase => ({ name: 'empty', event: {} }),
  post: (): Phase => ({
    name: 'post',
    event: apiEvent('POST', '/metadata', { body: { filename: 'holiday.jpg', title: 'A day by the lake' } }),
    expect: '"statusCode":201',
  }),
  get: (): Phase => ({
    name: 'get',
    event: apiEvent('GET', '/metadata/{id}', { id: randomUUID() }),
    expect: '"statusCode":200',
  }),
  put: (): Phase => ({
    name: 'put',
    event: apiEvent('PUT', '/metadata/{id}', { id: randomUUID(), body: { title: 'Another day' } }),
    expect: '"statusCode":200',
  }),
  remove: (): Phase => ({
    name: 'delete',
    event: apiEvent('DELETE', '/metadata/{id}', { id: randomUUID() }),
    expect: '"statusCode":204',
  }),
  list: (): Phase => ({
    name: 'list',
    event: apiEvent('GET', '/metadata', { query: { limit: '50' } }),
    expect: 'X-Amz-Signature',
  }),
  render: (): Phase => ({
    name: 'render',
    event: { rawPath: `/i/${randomUUID()}/${'A'.repeat(30)}/640.webp` },
    expect: '"statusCode":404',
  }),
  inspect: (size: number): Phase => ({
    name: 'inspect',
    event: uploadEvent(BUCKET, size),
    expect: '"batchItemFailures":[]',
  }),
  inspectTen: (size: number): Phase => ({
    name: 'inspectTen',
    event: uploadEvent(BUCKET, size, 10),
    expect: '"batchItemFailures":[]',
  }),
};
