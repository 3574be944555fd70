/** A button with a text. */
export function button(text: string, act?: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  if (act) made.onclick = act;
  return made;
}
