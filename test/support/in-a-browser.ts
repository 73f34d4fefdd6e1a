/** Of tests in a browser: a busy machine may be too slow for one, once. What is wrong fails again. */
export const IN_A_BROWSER = { retry: 1 };
