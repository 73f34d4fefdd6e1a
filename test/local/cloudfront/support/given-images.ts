import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { edgeCode } from '../../../../lib/constructs/delivery/edge-code.ts';
import type { CloudFrontOptions } from '../../../../local/cloudfront/respond.ts';
import type { LocalRunOptions } from '../../../../local/options.ts';
import type { TemplateResource } from '../../../../local/template/assembly.ts';
import { type LocalRun, startLocalRun } from '../../../support/local-run.ts';
import { writeAssembly } from '../../support/assembly.ts';
import { imagesTemplate } from './images-template.ts';
import { newKeys, type SigningKey } from './sign.ts';

const WIDTHS = [320, 640, 960];
export const FOLDER = '/i/0f4a6d0e-3c1b-4f5a-9d2e-7b8c9d0e1f2a/AbCdEfGhIjKlMnOpQrStUv_-xyz012/';

/** Answers with what nobody else has, and how it was asked. */
const RENDERER = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'image/webp', 'X-Path': event.rawPath },
  body: Buffer.from(event.rawPath + ' ' + Math.random()).toString('base64'),
  isBase64Encoded: true,
});`;

export interface Reply {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}

export interface Images {
  run: LocalRun;
  /** `http://127.0.0.1:PORT` */
  origin: string;
  keys: readonly SigningKey[];
  /** Of the record that is asked for: `/i/{id}/{upload}/`. */
  folder: string;
  /** Invocations of the renderer that have ended. */
  drawn(): number;
  stop(): Promise<void>;
  /** Sends a path as it is, nothing normalised. */
  ask(path: string, headers?: Record<string, string>, method?: string): Promise<Reply>;
}

interface GivenOptions extends Pick<LocalRunOptions, 'data' | 'host'> {
  cloudfront?: CloudFrontOptions;
  renderer?: string;
  /** In place of those of the template; undefined takes one away. */
  change?: (resources: Record<string, TemplateResource>) => Record<string, TemplateResource>;
  /** Pairs of keys, of which the public ones are trusted. */
  pairs?: ReturnType<typeof newKeys.ec>[];
}

/** A distribution in front of a bucket and a renderer; the caller stops it. */
export async function startImages({
  cloudfront,
  renderer = RENDERER,
  change = (resources) => resources,
  pairs = [newKeys.ec()],
  ...options
}: GivenOptions = {}): Promise<Images> {
  const resources = change(
    imagesTemplate(
      pairs.map(({ publicKeyPem }) => publicKeyPem),
      edgeCode(WIDTHS),
    ),
  );
  const assembly = writeAssembly({ app: { template: { Resources: resources } } }, { Renderer: renderer });
  let drawn = 0;
  const onInvocation = () => void drawn++;
  const run = await startLocalRun({ ...options, assembly, cloudfront, onInvocation });
  const origin = run.delivery?.origin ?? '';
  const keys = run.deployment
    .ofType('AWS::CloudFront::PublicKey')
    .map(({ ref }, at) => ({ id: ref, privateKey: pairs[at]!.privateKey }));
  const stop = async () => {
    await run.stop();
    rmSync(assembly, { recursive: true });
  };
  return {
    run,
    origin,
    keys,
    folder: FOLDER,
    stop,
    drawn: () => drawn,
    ask: (...asked) => send(origin, ...asked),
  };
}

/** The same, for one test. */
export async function givenImages(options?: GivenOptions): Promise<Images> {
  const images = await startImages(options);
  onTestFinished(images.stop);
  return images;
}

export function send(
  origin: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Reply> {
  const { hostname, port, host } = new URL(origin);
  return new Promise((resolve, reject) => {
    request(
      { hostname, port, path, method, headers: { host, ...headers }, agent: false },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({
          status: response.statusCode!,
          headers: response.headers as Reply['headers'],
          body: Buffer.concat(chunks).toString(),
        });
      },
    )
      .on('error', reject)
      .end();
  });
}
