import { FINDING_CODES } from '../../contract/findings.ts';
import { METRICS } from '../../contract/metrics.ts';
import { REJECTION_CODES } from '../../contract/outcomes.ts';
import prices from '../prices.json' with { type: 'json' };
import type { Line } from './bill.ts';
import type { Fixed } from './fixed.ts';

/** In lib/: the rate limit and three groups of managed rules. */
const WAF_RULES = 5;

/**
 * A month of a stage at rest.
 * @param webhookMetrics - that its webhooks write
 */
export function fixedLines({ alarmMetrics, queues }: Fixed, webhookMetrics = 0): Line[] {
  const { aws } = prices;
  // One for each name, and for each code of a rejection.
  // Those of users' tokens, of webhooks and of delivery are written where a stage has them; this one has none.
  const written = Object.keys(METRICS).filter((name) => !/^Tokens|^Webhooks|^Secrets|^Delivery/.test(name));
  const ofRuns = written.filter((name) => /^Findings|Reconciled$/.test(name)).length;
  const customMetrics = written.length - ofRuns - 1 + REJECTION_CODES.length + webhookMetrics;
  const runMetrics = ofRuns + FINDING_CODES.length;
  // Lambda keeps five long polls of 20 seconds on each idle queue; it reads the table's stream for nothing.
  const polls = (queues * 5 * 30 * 24 * 3600) / 20;
  return [
    { service: 'Dashboard', units: '1', usd: aws.dashboardMonth.price },
    {
      service: 'Alarms',
      units: `${alarmMetrics} metrics`,
      usd: alarmMetrics * aws.alarmMetricMonth.price,
    },
    {
      service: 'Custom metrics',
      units: `${customMetrics}`,
      usd: customMetrics * aws.customMetricMonth.price,
    },
    {
      service: 'Custom metrics of a run a day',
      units: `${runMetrics}, billed by the hour`,
      usd: (runMetrics * aws.customMetricMonth.price) / 24,
    },
    {
      service: 'SQS, polled by Lambda',
      units: `${(polls / 1e6).toFixed(2)} million requests`,
      usd: (polls * aws.sqsRequest.price) / aws.sqsRequest.per,
    },
    {
      service: 'WAF, where the stage has a firewall',
      units: `1 web ACL, ${WAF_RULES} rules`,
      usd: aws.wafAclMonth.price + WAF_RULES * aws.wafRuleMonth.price,
    },
  ];
}
