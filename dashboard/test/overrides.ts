// What a utility of Tailwind sets, where two of them on one element would contend for it. The stylesheet's order decides between them then, and not the order in which they are written.
const sizes = 'xs|sm|base|lg|\\d?xl|\\[[\\d.]+rem\\]';
const sets: [of: RegExp, what: string | undefined][] = [
  [new RegExp(`^text-(${sizes})$`), 'the size of the text'],
  [/^text-(left|right|center|wrap|balance|pretty)$/, undefined],
  [/^text-/, 'the colour of the text'],
  [/^bg-(\[|no-repeat)/, undefined],
  [/^bg-/, 'the background'],
  [/^font-(normal|medium|semibold|bold)$/, 'the weight of the text'],
  [/^(block|inline|inline-block|flex|inline-flex|grid|contents|hidden)$/, 'the display'],
  [/^rounded(-(sm|md|lg|\d?xl|full|none))?$/, 'the corners'],
  [/^(static|relative|absolute|fixed|sticky)$/, 'the position'],
  [/^border-(?!x|y|t|b|l|r|\d|dashed)/, 'the colour of the border'],
];
const prefixed = /^-?((?:grid-cols|min-w|min-h|max-w|max-h|gap-x|gap-y|space-x|space-y|p[xytrbl]?|m[xytrbl]?|gap|w|h|size|basis|leading|tracking|opacity|z)-)/;

function set(utility: string): string[] {
  const known = sets.find(([of]) => of.test(utility));
  if (known) return known[1] ? [known[1]] : [];
  const prefix = prefixed.exec(utility)?.[1];
  return prefix === 'size-' ? ['w-', 'h-'] : prefix ? [prefix] : [];
}

/** The utilities of an element that contend for one property, none of which is marked as the one that holds. */
export function contending(element: Element): string[] {
  const taken = new Map<string, string>();
  return [...element.classList].flatMap((name) => {
    const end = name.includes('[') ? name.lastIndexOf(':', name.indexOf('[')) : name.lastIndexOf(':');
    const [variant, utility] = [name.slice(0, end + 1), name.slice(end + 1)];
    if (utility.endsWith('!') || variant.startsWith('[')) return [];
    return set(utility).flatMap((what) => {
      const before = taken.get(variant + what);
      taken.set(variant + what, name);
      return before ? [`${before} and ${name} on <${element.localName} class="${element.className}">`] : [];
    });
  });
}
