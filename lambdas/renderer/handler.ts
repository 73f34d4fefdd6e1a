/** Comes with the next commit. */
export const handler = async (): Promise<never> => {
  throw new Error('Not yet');
};
