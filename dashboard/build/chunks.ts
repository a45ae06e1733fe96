const anyOf = (...parts: string[]): RegExp => new RegExp(parts.join('|'));

const icons = (...names: string[]): string => `lucide-react/dist/esm/icons/(${names.join('|')})\\.`;

/**
 * What every first page needs comes in three files and not in forty: one that finds out who is there, one that draws, and one more for who is signed in. A file costs a
 * request and packs better the larger it is. Pages, charts, dialogs and the sign-in client stay files of their own. An icon that is named here must be one that these parts use.
 */
export const chunks = {
  includeDependenciesRecursively: false,
  groups: [
    { name: 'start', test: anyOf('vite/preload-helper', 'dashboard/src/config\\.', 'dashboard/src/identity/session\\.') },
    {
      name: 'base',
      test: anyOf(
        'node_modules/(react|react-dom|scheduler|clsx)/',
        'lucide-react/dist/esm/(?!icons/)',
        icons('monitor', 'moon', 'sun', 'check'),
        'dashboard/src/root\\.',
        'dashboard/src/ui/(button|spinner|theme-toggle|theme|cn|mark)\\.',
      ),
    },
    {
      name: 'frame',
      test: anyOf(
        // What asks before a page is left belongs to the pages that do.
        'node_modules/@tanstack/(react-router/(?!.*useBlocker)|(router-core|history|react-query|query-core|store|react-store)/)',
        'node_modules/use-sync-external-store/',
        icons(
          'bot', 'chart-no-axes-column', 'gauge', 'credit-card', 'key-round', 'scroll-text', 'log-out', 'menu', 'user-round', 'wifi-off', 'x', 'copy', 'refresh-cw', 'plus',
          'rocket', 'arrow-up-right', 'circle-exclamation-point', 'triangle-exclamation-point',
        ),
        'dashboard/src/(api/(?!sending)|format/|shell/)',
        'dashboard/src/(app|router)\\.',
        'dashboard/src/ui/(states|copy|page|toast|time|badge|card|stat|meter|chart)\\.',
        'dashboard/src/agents/agent-status\\.',
        'dashboard/src/audit/audit-text\\.',
        'dashboard/src/usage/limit-rows\\.',
        'dashboard/src/metrics/ranges\\.',
      ),
    },
  ],
};
