// Reads an agent's secrets and reports its logs and usage. Needs nothing but Node's own modules.
//
//   const webhost = require("./webhost-runtime.cjs");        (in an ES module: import webhost from "./webhost-runtime.cjs")
//   const key = await webhost.forRequest(request.headers).secret("OPENAI_API_KEY");
"use strict";

const { createHash, createHmac } = require("node:crypto");

const TOKEN_HEADERS = ["workloadaccesstoken", "x-amzn-bedrock-agentcore-runtime-workload-access-token"];
const KEPT_MS = 30_000;
const TIMEOUT_MS = 10_000;
let kept;
let credentials;

/** What may be done on behalf of the request with these headers. */
function forRequest(headers) {
  const entries = typeof headers.entries === "function" ? [...headers.entries()] : Object.entries(headers);
  const token = entries.find(([name]) => TOKEN_HEADERS.includes(name.toLowerCase()))?.[1];
  return {
    /** The value of a secret of this agent, or undefined. Values are asked for anew after half a minute, so that changed ones arrive; where that fails, the last ones are good. */
    secret: async (name) => (await read(token)).secrets?.[name],
    /** All secrets that the agent's manifest declares, by name. */
    secrets: async () => ({ ...(await read(token)).secrets }),
    /** Sends log lines (texts, or objects with level and message) and what the invocation used; the payload is the invocation's own. */
    report: async (payload, { logs = [], usage } = {}) => report(await read(token), payload ?? {}, logs, usage),
  };
}

async function read(token) {
  if (kept === undefined || Date.now() - kept.at > KEPT_MS) {
    if (!process.env.WEBHOST_SECRETS_PROVIDER) return {};
    try {
      kept = { at: Date.now(), value: await ask(token) };
    } catch (error) {
      // The last values are better than none for an agent at work, whose token may have expired meanwhile.
      if (kept === undefined) throw error;
      kept.at = Date.now();
    }
  }
  return kept.value;
}

async function ask(token) {
  if (!token) throw new Error("The workload access token is not known: give forRequest the headers of the request.");
  const answer = await call("/identities/api-key", { resourceCredentialProviderName: process.env.WEBHOST_SECRETS_PROVIDER, workloadIdentityToken: token });
  return JSON.parse(answer.apiKey || "{}");
}

async function report(document, payload, logs, usage) {
  const telemetry = document.telemetry;
  if (telemetry?.deploymentId !== process.env.WEBHOST_DEPLOYMENT_ID) return; // Another deployment has taken over: the gateway's own measurement counts.
  const now = new Date().toISOString();
  const invocationId = payload.invocationId;
  const events = [];
  if (usage && invocationId) {
    const { sessionDurationMs, toolInvocations, browserInteractions, ...rest } = usage;
    const agentcore = { sessionDurationMs, toolInvocations, browserInteractions };
    events.push({ eventId: invocationId, timestamp: now, agentId: process.env.WEBHOST_AGENT_ID, deploymentId: telemetry.deploymentId, requests: 1, ...rest, agentcore });
  }
  const lines = logs.map((line, index) => ({
    id: `${invocationId ?? "session"}-${process.hrtime.bigint()}-${index}`, level: "info", timestamp: now, source: "log", invocationId,
    ...(typeof line === "string" ? { message: line } : line),
  }));
  const body = JSON.stringify({ sentAt: now, events, logs: lines });
  const signature = createHmac("sha256", telemetry.secret).update(body).digest("hex");
  await send(process.env.WEBHOST_TELEMETRY_URL, body, {
    "content-type": "application/json", "x-telemetry-signature": `v1=${signature}`, "x-telemetry-deployment-id": telemetry.deploymentId,
  });
}

const region = () => process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || "us-east-1";

async function call(path, body) {
  const base = process.env.AWS_ENDPOINT_URL_BEDROCK_AGENTCORE || process.env.AWS_ENDPOINT_URL || `https://bedrock-agentcore.${region()}.amazonaws.com`;
  const url = base.replace(/\/+$/, "") + path;
  const text = JSON.stringify(body);
  return JSON.parse(await send(url, text, await signed(url, text)));
}

async function send(url, body, headers) {
  const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}.`);
  return text;
}

async function signed(url, body) {
  const { key, secretKey, session } = await awsCredentials();
  const { host, pathname } = new URL(url);
  const stamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = stamp.slice(0, 8);
  const digest = createHash("sha256").update(body).digest("hex");
  const headers = { "content-type": "application/json", host, "x-amz-content-sha256": digest, "x-amz-date": stamp };
  if (session) headers["x-amz-security-token"] = session;
  const sorted = Object.keys(headers).sort();
  const names = sorted.join(";");
  const canonical = ["POST", pathname, "", sorted.map((name) => `${name}:${headers[name]}\n`).join(""), names, digest].join("\n");
  const scope = `${day}/${region()}/bedrock-agentcore/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", stamp, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  let signing = Buffer.from(`AWS4${secretKey}`);
  for (const part of [day, region(), "bedrock-agentcore", "aws4_request"]) signing = createHmac("sha256", signing).update(part).digest();
  const signature = createHmac("sha256", signing).update(text).digest("hex");
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  delete headers.host;
  return headers;
}

async function awsCredentials() {
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secretKey, AWS_SESSION_TOKEN: session } = process.env;
  if (key && secretKey) return { key, secretKey, session };
  if (credentials === undefined || Date.now() > credentials.until) {
    const found = await roleCredentials();
    credentials = { until: Date.now() + 300_000, value: { key: found.AccessKeyId, secretKey: found.SecretAccessKey, session: found.Token } };
  }
  return credentials.value;
}

async function roleCredentials() {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: full, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_AUTHORIZATION_TOKEN: authorization } = process.env;
  if (full || relative) return JSON.parse(await get(full || `http://169.254.170.2${relative}`, authorization ? { authorization } : {}));
  const base = "http://169.254.169.254/latest/";
  const answer = await fetch(`${base}api/token`, { method: "PUT", headers: { "x-aws-ec2-metadata-token-ttl-seconds": "300" }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const headers = { "x-aws-ec2-metadata-token": await answer.text() };
  const role = (await get(`${base}meta-data/iam/security-credentials/`, headers)).split(/\s/)[0];
  return JSON.parse(await get(`${base}meta-data/iam/security-credentials/${role}`, headers));
}

async function get(url, headers) {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`The role's credentials could not be read: HTTP ${answer.status}.`);
  return answer.text();
}

module.exports = { forRequest };
