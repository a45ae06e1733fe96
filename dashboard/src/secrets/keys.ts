const pattern = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const reserved = ['WEBHOST_', 'TELEMETRY_'];

/** What is wrong with a variable's name, by the platform's own rule. */
export function keyProblem(key: string): string | undefined {
  if (!pattern.test(key)) return 'Use letters, digits and “_”, not starting with a digit, at most 64 characters.';
  const taken = reserved.find((prefix) => key.toUpperCase().startsWith(prefix));
  return taken && `Names that start with “${taken}” are kept for the platform.`;
}
