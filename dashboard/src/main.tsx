import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadConfig } from './config';
import { finishSignIn, mayBeSignedIn, restoreSession } from './identity/session';
import { Root, loadFirstPage } from './root';
import { watchTheme } from './ui/theme';

async function start(): Promise<void> {
  // The application comes along with what is needed to know who it is for, not after it.
  if (mayBeSignedIn()) loadFirstPage(window.location.pathname);
  await loadConfig();
  watchTheme();
  let problem: string | undefined;
  if (window.location.pathname === '/callback') {
    const returnTo = await finishSignIn().catch((error: unknown) => {
      problem = error instanceof Error ? error.message : 'The sign-in did not succeed.';
      return '/';
    });
    window.history.replaceState(null, '', returnTo);
  } else {
    await restoreSession();
  }
  show(<Root problem={problem} />);
}

function show(page: React.ReactNode): void {
  createRoot(document.getElementById('root')!).render(<StrictMode>{page}</StrictMode>);
}

start().catch((error: unknown) => {
  show(
    <main className="grid min-h-dvh place-items-center p-6">
      <div role="alert" className="max-w-md">
        <h1 className="text-lg font-semibold">The dashboard could not start</h1>
        <p className="mt-2 text-soft">{error instanceof Error ? error.message : String(error)}</p>
        <p className="mt-2 text-soft">Reload the page. If that does not help, look whether the site is served with a valid /config.json.</p>
      </div>
    </main>,
  );
});
