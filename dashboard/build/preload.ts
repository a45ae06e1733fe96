import type { HtmlTagDescriptor, Plugin } from 'vite';

/** Names in the page itself what every page needs but only its code or its styles ask for, so that it comes along with them: the code that draws, and the letters. */
export function preload(): Plugin {
  return {
    name: 'preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { path, bundle }) => (path === '/index.html' ? Object.keys(bundle ?? {}).flatMap((file) => linkTo(file)) : []),
    },
  };
}

function linkTo(file: string): HtmlTagDescriptor[] {
  const attrs = { crossorigin: true, href: `/${file}` };
  if (/\/(base|rolldown-runtime)-[^/]+\.js$/.test(file)) return [{ tag: 'link', injectTo: 'head', attrs: { rel: 'modulepreload', ...attrs } }];
  if (/\/geist-latin-wght-normal-[^/]+\.woff2$/.test(file)) return [{ tag: 'link', injectTo: 'head', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', ...attrs } }];
  return [];
}
