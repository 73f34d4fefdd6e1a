/** As AWS writes times, to the second. @param time - epoch ms */
export const timeText = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
