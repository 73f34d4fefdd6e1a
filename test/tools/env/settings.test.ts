import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadEnv } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  envLines,
  type IntakeSettings,
  publicVariablesOf,
  settingsOf,
  variablesOf,
} from '../../../tools/env/settings.ts';

const settings: IntakeSettings = {
  stage: 'prod',
  region: 'eu-central-1',
  baseUrl: 'https://images.a.example/',
  apiKey: 'aB3-_.key',
  pageUrl: 'https://d1.cloudfront.net/',
  issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC',
  audience: 'api://9f0c',
  clientId: '4ab@apps',
};

describe('the settings of a program', () => {
  it('have these names, of a stage and of the laptop', () => {
    expect(variablesOf(settings)).toEqual({
      IMAGE_INTAKE_STAGE: 'prod',
      IMAGE_INTAKE_REGION: 'eu-central-1',
      IMAGE_INTAKE_BASE_URL: 'https://images.a.example',
      IMAGE_INTAKE_API_KEY: 'aB3-_.key',
      IMAGE_INTAKE_PAGE_URL: 'https://d1.cloudfront.net/',
      IMAGE_INTAKE_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC',
      IMAGE_INTAKE_AUDIENCE: 'api://9f0c',
      IMAGE_INTAKE_CLIENT_ID: '4ab@apps',
    });
  });

  it('leave out what a stage does not have', () => {
    const { stage, region, baseUrl } = settings;
    expect(Object.keys(variablesOf({ stage, region, baseUrl, issuer: undefined, pageUrl: '' }))).toEqual([
      'IMAGE_INTAKE_STAGE',
      'IMAGE_INTAKE_REGION',
      'IMAGE_INTAKE_BASE_URL',
    ]);
  });

  it('have a part that everybody may see, which is all but the key', () => {
    const { IMAGE_INTAKE_API_KEY: key, ...rest } = variablesOf(settings);
    expect(publicVariablesOf(settings)).toEqual(rest);
    expect(JSON.stringify(publicVariablesOf(settings))).not.toContain(key);
  });

  it('are read back from variables, others and empty ones ignored', () => {
    expect(settingsOf({ ...variablesOf(settings), PATH: '/bin' })).toEqual({
      ...settings,
      baseUrl: 'https://images.a.example',
    });
    expect(settingsOf({ IMAGE_INTAKE_API_KEY: '' })).toEqual({});
  });
});

describe('a line of a file of settings', () => {
  const values = [
    'https://u@a.example:8443/v1/a_b-c,d+e%20f=g==',
    '=',
    '0',
    '-',
    '%PATH%',
    '//',
    'http://[::1]:3000/v1',
  ];
  const variables = Object.fromEntries(values.map((value, at) => [`V${at}`, value]));

  it('has one value for dotenv, Node.js, Docker and bash', () => {
    const folder = mkdtempSync(join(tmpdir(), 'env-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, '.env');
    const text = `${envLines(variables).join('\n')}\n`;
    writeFileSync(file, text);
    expect(parseEnv(text)).toEqual(variables);
    // dotenv, with the expansion of variables that many use with it.
    expect(loadEnv('test', folder, 'V')).toMatchObject(variables);
    const source = `set -a; source "$0"; exec env`;
    const sourced = execFileSync('bash', ['--norc', '-c', source, file], {
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
    expect(sourced.split('\n')).toEqual(expect.arrayContaining(text.trim().split('\n')));
    // Docker takes what follows the first "=" as it is, quotes too.
    // https://docs.docker.com/reference/cli/docker/container/run/#env
    const docker = text
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s).slice(0, 2));
    expect(Object.fromEntries(docker)).toEqual(variables);
  });

  it.each([...'\'"`$\\#&;|<>(){}*?!~^ \t\n\r\0', 'é', ''])(
    'refuses %j, which they read in different ways',
    (odd) => {
      const value = odd && `a${odd}b`;
      expect(() => envLines({ IMAGE_INTAKE_API_KEY: value })).toThrow(
        /^IMAGE_INTAKE_API_KEY has a character that not every program reads alike[^\n]*\.$/,
      );
    },
  );
});
