const pattern = /^(?=.{1,64}$)[A-Za-z0-9](?:[A-Za-z0-9._-]| (?=[A-Za-z0-9._-]))*$/;

/** What is wrong with a name, by the platform's own rule. */
export function nameProblem(name: string, taken: string[]): string | undefined {
  if (!pattern.test(name)) return 'A name has 1 to 64 characters: letters, digits, “-”, “_”, “.” and single spaces inside, starting with a letter or digit.';
  return taken.some((other) => other.toLowerCase() === name.toLowerCase()) ? 'You have an agent of this name.' : undefined;
}

/** A name that fits the rule and is free. */
export function suggestName(wanted: string, taken: string[]): string {
  const base = wanted.replace(/\.zip$/i, '').replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '').slice(0, 56) || 'my-agent';
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!nameProblem(name, taken)) return name;
  }
}
