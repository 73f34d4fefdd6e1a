import { type Batch, batches } from './felt/batches.ts';
import { type DeletionsFound, deletions } from './felt/deletions.ts';
import { type ImportFound, imports } from './felt/imports.ts';
import { type FirstView, page } from './felt/page/first-view.ts';
import { type ReconciledFound, reconciling } from './felt/reconciling/reconciling.ts';
import { type WebhooksFound, webhooks } from './felt/webhooks.ts';
import type { FunctionsFound } from './functions/found.ts';
import { functions } from './functions/functions.ts';
import { type MemoryFound, memory } from './laptop/memory.ts';
import { type ReloadsFound, reloads } from './laptop/reloads.ts';
import { type StartsFound, starts } from './laptop/starts.ts';
import { type RenditionMiss, renditions } from './renditions.ts';
import type { Section } from './section.ts';
import { type ServiceFound, service } from './service.ts';

/** What each section finds, by its name. */
export interface Found {
  functions: FunctionsFound;
  service: ServiceFound;
  renditions: RenditionMiss[];
  webhooks: WebhooksFound;
  deletions: DeletionsFound;
  batches: Batch[];
  imports: ImportFound;
  page: FirstView[];
  reconciling: ReconciledFound;
  starts: StartsFound;
  reloads: ReloadsFound;
  memory: MemoryFound;
}

export type SectionName = keyof Found;

/** All that is measured, in the order of the report. */
export const SECTIONS: { [Name in SectionName]: Section<Found[Name]> } = {
  functions,
  service,
  renditions,
  webhooks,
  deletions,
  batches,
  imports,
  page,
  reconciling,
  starts,
  reloads,
  memory,
};

export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];
