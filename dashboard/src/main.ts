import './styles.css';
import { loadConfig } from './config';
import { finishSignIn, mayBeSignedIn, restoreSession } from './identity/session';

async function start(): Promise<void> {
  // What draws comes along with what is needed to know who it is for, not after it.
  const drawing = import('./root');
  if (mayBeSignedIn()) loadFirstPage(window.location.pathname);
  try {
    await loadConfig();
    const problem = window.location.pathname === '/callback' ? await comeBack() : await restoreSession().then(() => undefined);
    (await drawing).show(problem);
  } catch (error) {
    (await drawing).showFailure(error);
  }
}

/** Begins to load what the first page will need; what can't be loaded is noticed when it is needed. */
function loadFirstPage(path: string): void {
  const parts = path === '/' ? [import('./app'), import('./overview/overview-page')] : [import('./app')];
  void Promise.allSettled(parts);
}

/** Finishes a sign-in and goes to where it began; gives what went wrong. */
async function comeBack(): Promise<string | undefined> {
  try {
    window.history.replaceState(null, '', await finishSignIn());
    return undefined;
  } catch {
    // What it is in the client's words helps nobody: it was declined, or an old page of the provider's was used again.
    window.history.replaceState(null, '', '/');
    return 'The sign-in was not completed. Try again.';
  }
}

void start();
