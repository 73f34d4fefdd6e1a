/**
 * Puts the page behind the viewer out of reach, of the keyboard and of assistive technology too. Messages stay: they have
 * buttons.
 * @returns what gives it back.
 */
export function holdPage(): () => void {
  const behind = [...document.body.children].filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      element.id !== 'messages' &&
      !element.matches('dialog') &&
      !element.inert,
  );
  for (const element of behind) element.inert = true;
  return () => {
    for (const element of behind) element.inert = false;
  };
}
