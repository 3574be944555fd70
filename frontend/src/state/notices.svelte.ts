/** A message to the user, and whether it is an error. */
export interface Notice {
  text: string;
  wrong: boolean;
}

/** The page's message. It outlives the model that it is about. */
export class Notices {
  current: Notice | null = $state.raw(null);

  say(text: string, wrong = false): void {
    this.current = { text, wrong };
  }
}

/** The first few of many faults, as one clause. */
export function named(faults: readonly string[], most = 2): string {
  const rest = faults.length - most;
  return faults.slice(0, most).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}
