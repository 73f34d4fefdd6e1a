import { S3Client } from '@aws-sdk/client-s3';
import type { Identities } from '../iam/identities.ts';
import type { DeclaredFunctions } from '../lambda/declared-functions.ts';
import type { LocalRunOptions } from '../options.ts';
import type { LocalS3 } from '../s3/options.ts';
import type { Deployment } from '../template/deployment.ts';
import { createCache } from './cache.ts';
import { type Distribution, readDistributions } from './distributions.ts';
import { serveInvalidations } from './invalidations.ts';
import { respondFor } from './respond.ts';
import { type DistributionServer, serveDistribution } from './server.ts';

/** A distribution that is served, at an address of its own. */
export interface ServedDistribution extends Pick<DistributionServer, 'origin' | 'serve'> {
  /** Whether a path is its own in the whole run. */
  owns(path: string): boolean;
}

export interface LocalCloudFront {
  distributions: readonly ServedDistribution[];
  /** Where what the templates call `https://HOST` is on this machine. */
  origins: Readonly<Record<string, string>>;
  /** `AWS_ENDPOINT_URL_…` variables. */
  endpoints: Record<string, string>;
  close(): Promise<void>;
}

interface Parts {
  deployment: Deployment;
  identities: Identities;
  s3: LocalS3;
  /** Up by the time of the first request. */
  functions: () => Pick<DeclaredFunctions, 'get'>;
}

/**
 * Serves the declared distributions that have something to answer with, each on a port of its own.
 * @throws Error for what the local run does not know, or CloudFront refuses
 */
export async function startCloudFront(
  options: LocalRunOptions,
  { deployment, identities, s3, functions }: Parts,
): Promise<LocalCloudFront> {
  const { onLog, onCall, cloudfront = {} } = options;
  const { clock = Date.now } = cloudfront;
  const { accountId, region } = deployment.environment;
  const say = (line: string) => onLog?.('cloudfront', line);
  const client = new S3Client({
    endpoint: s3.endpoint,
    region,
    credentials: s3.engineCredentials ?? identities.owner,
    forcePathStyle: true,
  });
  const reach = {
    s3: client,
    invoke: (arn: string, event: unknown) => functions().get(arn).invoke(event, arn),
  };
  const up: { close(): Promise<void> }[] = [{ close: async () => client.destroy() }];
  const close = async () => {
    for (const part of up.splice(0).reverse()) await part.close();
  };
  try {
    const declared = readDistributions(deployment, reach, say);
    if (declared.length === 0) return { distributions: [], origins: {}, endpoints: {}, close };
    const caches = new Map(declared.map(({ id }) => [id, createCache(clock)]));
    const api = await serveInvalidations({ accountId, identities, caches, onCall });
    up.push(api);
    const served: (ServedDistribution & Pick<Distribution, 'hosts'>)[] = [];
    for (const distribution of declared) {
      const respond = respondFor(distribution, caches.get(distribution.id)!, cloudfront, say);
      const server = await keepingPort(options, distribution.logicalId, (port) =>
        serveDistribution(respond, { port, hosts: distribution.hosts, clock, onAccess: say }),
      );
      up.push(server);
      const { hosts, owns } = distribution;
      served.push({ origin: server.origin, serve: server.serve, hosts, owns });
    }
    return {
      distributions: served,
      origins: Object.fromEntries(
        served.flatMap(({ hosts, origin }) => hosts.map((host) => [`https://${host}`, origin])),
      ),
      endpoints: { AWS_ENDPOINT_URL_CLOUDFRONT: api.endpoint },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** On the port of last time, where there was one, since URLs are signed for it. */
async function keepingPort(
  { data, onLog }: LocalRunOptions,
  logicalId: string,
  serve: (port: number) => Promise<DistributionServer>,
): Promise<DistributionServer> {
  const ports = data?.map<number>('cloudfront ports');
  const kept = ports?.get(logicalId);
  const server = await serve(kept ?? 0).catch((error) => {
    if (kept === undefined || error.code !== 'EADDRINUSE') throw error;
    const sentence = `${logicalId} had port ${kept}, which is in use: URLs that were signed before do not work now.`;
    onLog?.('warning', sentence);
    return serve(0);
  });
  ports?.set(logicalId, Number(new URL(server.origin).port));
  return server;
}
