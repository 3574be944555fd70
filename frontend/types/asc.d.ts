/** Runs the AssemblyScript compiler with the arguments of its command line. */
export function main(
  argv: string[],
  options: { writeFile: (name: string, contents: string | Uint8Array<ArrayBuffer>) => void },
): Promise<{ error: Error | null; stderr: { toString(): string } }>;
