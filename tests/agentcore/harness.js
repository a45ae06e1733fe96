// What the conformance scripts share: the official clients at EMULATOR_URL, archives of the agents, waiting, and expected errors.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as control from '@aws-sdk/client-bedrock-agentcore-control';
import * as data from '@aws-sdk/client-bedrock-agentcore';
import * as s3 from '@aws-sdk/client-s3';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
export const { EMULATOR_URL: endpoint, EMULATOR_KEY_ID: accessKeyId, EMULATOR_SECRET: secretAccessKey, EMULATOR_ADMIN_KEY: adminKey } = process.env;
export const configuration = { endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
export const controlClient = new control.BedrockAgentCoreControlClient(configuration);
export const dataClient = new data.BedrockAgentCoreClient(configuration);
export const storage = new s3.S3Client({ ...configuration, forcePathStyle: true });
export { control, data, s3 };

const called = new Set();

/** Calls an operation of a client by its name. */
export function call(module, client, operation, input = {}) {
  called.add(operation);
  return client.send(new module[`${operation}Command`](input));
}

export const manage = (operation, input) => call(control, controlClient, operation, input);
export const use = (operation, input) => call(data, dataClient, operation, input);
export const store = (operation, input) => call(s3, storage, operation, input);

/** Expects the error of a name and status. */
export async function refused(promise, name, status, message) {
  const error = await promise.then(
    (answer) => assert.fail(`expected ${name}, got ${JSON.stringify(answer.$metadata)}`),
    (reason) => reason,
  );
  assert.equal(error.name, name, `${error.name}: ${error.message}`);
  assert.equal(error.$metadata.httpStatusCode, status, error.message);
  if (message) assert.match(error.message, message);
  return error;
}

/** Waits for a condition. */
export async function eventually(read, what) {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) assert.fail(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function administer(action, body, method = 'POST') {
  const response = await fetch(`${endpoint}/local/${action}`, { method, headers: { authorization: `Bearer ${adminKey}` }, body: body && JSON.stringify(body) });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

/** The zip of one of the agents beside this file. */
export function archive(name) {
  const folder = mkdtempSync(path.join(tmpdir(), 'webhost-zip-'));
  const file = path.join(folder, 'agent.zip');
  execFileSync('python3', ['-m', 'zipfile', '-c', file, '.'], { cwd: path.join(path.dirname(fileURLToPath(import.meta.url)), 'agents', name) });
  return readFileSync(file);
}

export const bucket = 'agents';

/** What runtimes are made of. */
export const settings = (key, extra = {}) => ({
  agentRuntimeArtifact: { codeConfiguration: { code: { s3: { bucket, prefix: key } }, runtime: key.includes('node') ? 'NODE_22' : 'PYTHON_3_12', entryPoint: [key.includes('node') ? 'index.js' : 'main.py'] } },
  roleArn: 'arn:aws:iam::123456789012:role/agents',
  networkConfiguration: { networkMode: 'PUBLIC' },
  ...extra,
});

export const settled = (agentRuntimeId) =>
  eventually(async () => {
    const runtime = await manage('GetAgentRuntime', { agentRuntimeId });
    return /ING$/.test(runtime.status) ? undefined : runtime;
  }, 'the end of a change');

/** A runtime that can be called. */
export async function runtime(agentRuntimeName, key, extra = {}) {
  const { agentRuntimeId } = await manage('CreateAgentRuntime', { agentRuntimeName, ...settings(key, extra) });
  assert.equal((await settled(agentRuntimeId)).status, 'READY');
  await manage('UpdateAgentRuntime', { agentRuntimeId, ...settings(key, extra), metadataConfiguration: { requireMMDSV2: true } });
  return settled(agentRuntimeId);
}

/** Ends a script: every operation that it is for must have been called. */
export function done(operations) {
  const missing = operations.filter((operation) => !called.has(operation));
  assert.deepEqual(missing, [], 'operations that were not called');
  console.log(`passed: ${operations.length} operations`);
  for (const client of [controlClient, dataClient, storage]) client.destroy();
}
