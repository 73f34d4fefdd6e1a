import type { Attack } from './attack.ts';
import { parameterOf, setParameter } from './wire.ts';

const HOUR = 3600;
const NOT_EARLY = 'RGW takes a presigned URL before its date';

export const clockAttacks: Attack[] = [
  {
    title: 'expired an hour ago',
    ticket: 'bare',
    clock: { signedSecondsAgo: 2 * HOUR, expiresIn: HOUR },
    refusedWith: 'AccessDenied',
  },
  {
    title: 'expired two seconds ago',
    ticket: 'bare',
    clock: { signedSecondsAgo: 62, expiresIn: 60 },
    refusedWith: 'AccessDenied',
  },
  {
    title: 'expired, with everything declared and right',
    ticket: 'declared',
    clock: { signedSecondsAgo: 2 * HOUR, expiresIn: HOUR },
    refusedWith: 'AccessDenied',
  },
  {
    title: 'a download that has expired',
    ticket: 'download',
    clock: { signedSecondsAgo: 2 * HOUR, expiresIn: HOUR },
    refusedWith: 'AccessDenied',
  },
  {
    title: 'early: signed for tomorrow',
    ticket: 'bare',
    clock: { signedSecondsAgo: -24 * HOUR },
    refusedWith: 'AccessDenied',
    notOnRgw: NOT_EARLY,
  },
  {
    title: 'early by twenty minutes',
    ticket: 'bare',
    clock: { signedSecondsAgo: -1200 },
    refusedWith: 'AccessDenied',
    notOnRgw: NOT_EARLY,
  },
  {
    title: 'expired, its lifetime prolonged',
    ticket: 'bare',
    clock: { signedSecondsAgo: 2 * HOUR, expiresIn: HOUR },
    change: (wire) => setParameter(wire, 'X-Amz-Expires', '86400'),
    refusedWith: 'SignatureDoesNotMatch',
  },
  {
    title: 'a lifetime longer than a week',
    ticket: 'bare',
    change: (wire) => setParameter(wire, 'X-Amz-Expires', '604801'),
    refusedWith: 'AuthorizationQueryParametersError',
  },
  {
    title: 'a negative lifetime',
    ticket: 'bare',
    change: (wire) => setParameter(wire, 'X-Amz-Expires', '-1'),
    refusedWith: 'AuthorizationQueryParametersError',
  },
  {
    title: 'a lifetime that is no number',
    ticket: 'bare',
    change: (wire) => setParameter(wire, 'X-Amz-Expires', 'Infinity'),
    refusedWith: 'AuthorizationQueryParametersError',
  },
  {
    title: 'no lifetime at all',
    ticket: 'bare',
    change: (wire) => setParameter(wire, 'X-Amz-Expires', undefined),
    refusedWith: 'AuthorizationQueryParametersError',
  },
  {
    title: 'a second lifetime beside the signed one',
    ticket: 'bare',
    change: (wire) => void wire.query.push('X-Amz-Expires=86400'),
    refusedWith: 'AuthorizationQueryParametersError',
  },
  {
    title: 'the date moved by a second',
    ticket: 'bare',
    change: (wire) => {
      const time = Date.parse(
        parameterOf(wire, 'X-Amz-Date').replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'),
      );
      setParameter(wire, 'X-Amz-Date', new Date(time - 1000).toISOString().replace(/[-:]|\.\d+/g, ''));
    },
    refusedWith: 'SignatureDoesNotMatch',
  },
  {
    title: 'a date that is none',
    ticket: 'bare',
    change: (wire) =>
      setParameter(wire, 'X-Amz-Date', `${parameterOf(wire, 'X-Amz-Date').slice(0, 8)}T256161Z`),
    refusedWith: 'AuthorizationQueryParametersError',
  },
];
