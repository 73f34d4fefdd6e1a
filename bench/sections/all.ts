import type { FunctionsFound } from './functions/found.ts';
import { functions } from './functions/functions.ts';
import { type RenditionMiss, renditions } from './renditions.ts';
import type { Section } from './section.ts';
import { type ServiceFound, service } from './service.ts';

/** What each section finds, by its name. */
export interface Found {
  functions: FunctionsFound;
  service: ServiceFound;
  renditions: RenditionMiss[];
}

export type SectionName = keyof Found;

/** All that is measured, in the order of the report. */
export const SECTIONS: { [Name in SectionName]: Section<Found[Name]> } = { functions, service, renditions };

export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];
