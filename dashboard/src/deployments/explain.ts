import type { Deployment } from '@/api/schema';
import { phases } from '@/format/names';

const advice: Partial<Record<Deployment['phase'], string>> = {
  queued: 'It never began. Deploy again; if that happens twice, report the trace id.',
  validate: 'Something about the archive or its agent.config.json is not as it must be. Correct what is named, and deploy again. Nothing was changed at the runtime.',
  bundle: 'The code could not be built. The last lines of the log say which file and why: often an import that is not in the bundle, or a syntax error.',
  store: 'The build could not be kept. This is no fault of your code: deploy again.',
  secrets: 'A secret could not be handed to the runtime, or one that the manifest requires has no value. Look under Env & secrets.',
  provider: 'The runtime did not take the build. Its own message is in the log; a build that is too large and a module that the runtime lacks are the usual causes.',
  probe: 'The build was published but did not answer when it was asked whether it is well. It probably throws when it starts: look at its last log lines.',
  activate: 'It was well but could not be switched to. What served before serves on. Deploy again.',
};

/** A failure in words: where it happened, what that usually means, and what serves now. */
export function explain(deployment: Deployment): { title: string; text: string } {
  const label = phases.find((item) => item.phase === deployment.phase)?.label ?? deployment.phase;
  return { title: `It failed at “${label}”`, text: advice[deployment.phase] ?? 'Read the log, correct the cause and deploy again.' };
}
