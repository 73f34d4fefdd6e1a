/** Where images and cases lie that are not in the repository, beside it. Tests of them run where they are at hand. */
export const sharedImages = new URL('../../../../../shared/images/', import.meta.url);
export const sharedCases = new URL('../../../../../shared/cases/', import.meta.url);
