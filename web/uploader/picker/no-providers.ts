/**
 * In place of Uppy's views of other people's clouds, of which the Dashboard takes one icon: for a source without its own,
 * and this page has none.
 */
export const defaultPickerIcon = (): null => null;
