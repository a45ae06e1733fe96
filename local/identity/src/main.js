import { startServer } from './server.js';
import { readSettings } from './settings.js';

try {
  const settings = readSettings(process.env);
  const server = await startServer(settings);
  console.log(`listening on ${settings.issuer}`);
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      // Writes under way finish by themselves; a connection that stays open must not hold the end up.
      const force = setTimeout(() => process.exit(0), 1500);
      server.close().then(() => clearTimeout(force));
    });
  }
} catch (error) {
  console.error(error.code === 'EADDRINUSE' ? `${error.message}: stop what listens there or set another port` : error.message);
  process.exitCode = 1;
}
