/** What a function is told of the time that it has. @param ms - that is left */
export const contextWith = (ms = 30_000) => ({ getRemainingTimeInMillis: () => ms });
