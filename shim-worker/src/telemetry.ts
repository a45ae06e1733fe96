/** Sending reports to the control plane, and reading its verdict. */
import type { Signer } from "./bindings.js";
import { toJson } from "./json.js";
import { sign } from "./signature.js";
import type { Report } from "./wire.js";

const sendTimeoutMs = 10_000;

/**
 * What became of a report: `settled` is done with (accepted, a duplicate, or refused for good), `later` is worth another try,
 * `tooLarge` one in parts.
 */
export type Verdict = "settled" | "later" | "tooLarge";

/**
 * Sends one report. `sentAt` is put in fresh each time, so that a report which was held back for hours isn't taken for a replay.
 * Never throws.
 */
export async function sendReport(report: Report, signer: Signer): Promise<Verdict> {
  try {
    const body = toJson({ sentAt: new Date().toISOString(), ...report });
    const response = await fetch(signer.endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Telemetry-Signature": await sign(signer.secret, body),
        "X-Telemetry-Deployment-Id": signer.deploymentId,
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(sendTimeoutMs),
    });
    await response.body?.cancel();
    return verdictOf(response.status);
  } catch {
    return "later";
  }
}

/** A refusal (4xx) would be refused again; everything that isn't a clear answer is tried again. */
export function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return "settled";
  if (status === 413) return "tooLarge";
  return status >= 400 && status < 500 && status !== 408 && status !== 429 ? "settled" : "later";
}
