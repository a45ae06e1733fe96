import { loadConfig } from './config';
import { createManager } from './identity/oidc';

// The page of the hidden frame that brings a new token: it hands the provider's answer to the page around it. Nothing is shown, so nothing of the application is loaded.
await createManager(await loadConfig()).signinSilentCallback();
