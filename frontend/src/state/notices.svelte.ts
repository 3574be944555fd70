/** Something to be told, and whether it is a failure. */
export interface Notice {
  text: string;
  wrong: boolean;
}

/** What the page tells. It outlives the model that it was about. */
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
