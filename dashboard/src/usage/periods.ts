/** The months before this one, newest first, as the API names them. */
export function monthsBack(howMany: number, now = new Date()): { name: string; label: string }[] {
  const label = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return Array.from({ length: howMany }, (_, back) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back - 1, 1));
    return { name: month.toISOString().slice(0, 7), label: label.format(month) };
  });
}
