// Every operation of the control plane on runtimes, endpoints and tags, with the errors that it answers.
import assert from 'node:assert/strict';
import { administer, archive, bucket, done, manage, refused, settings, settled, store, eventually, use } from './harness.js';

await store('CreateBucket', { Bucket: bucket });
await store('PutObject', { Bucket: bucket, Key: 'probe.zip', Body: archive('probe') });
await store('PutObject', { Bucket: bucket, Key: 'broken.zip', Body: 'no zip at all' });

// Creating: what is answered, and what is refused.
const created = await manage('CreateAgentRuntime', { agentRuntimeName: 'support_bot', description: 'helps', tags: { userId: 'usr_1' }, ...settings('probe.zip', { environmentVariables: { VERSION: 'one' } }) });
assert.match(created.agentRuntimeId, /^support_bot-[A-Za-z0-9]{10}$/);
assert.equal(created.agentRuntimeArn, `arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/${created.agentRuntimeId}`);
assert.equal(created.agentRuntimeVersion, '1');
assert.equal(created.status, 'CREATING');
assert.ok(created.createdAt instanceof Date && Date.now() - created.createdAt < 60_000);
assert.match(created.workloadIdentityDetails.workloadIdentityArn, /workload-identity/);
const id = created.agentRuntimeId;
const ready = await settled(id);
assert.equal(ready.status, 'READY');
assert.equal(ready.description, 'helps');
assert.deepEqual(ready.environmentVariables, { VERSION: 'one' });
assert.deepEqual(ready.lifecycleConfiguration, { idleRuntimeSessionTimeout: 900, maxLifetime: 28800 });
assert.deepEqual(ready.agentRuntimeArtifact, settings('probe.zip').agentRuntimeArtifact);

const create = (agentRuntimeName, extra) => manage('CreateAgentRuntime', { agentRuntimeName, ...settings('probe.zip', extra) });
await refused(create('support_bot'), 'ConflictException', 409);
for (const name of ['support-bot', '1bot', 'b'.repeat(49), '']) await refused(create(name), 'ValidationException', 400);
const invalid = await refused(create('bad', { roleArn: 'nobody' }), 'ValidationException', 400, /role/);
assert.deepEqual(invalid.fieldList.map((field) => field.name), ['roleArn']);
assert.ok(invalid.reason);
await refused(create('bad', { environmentVariables: { BIG: 'x'.repeat(1536) }, platformVersion: 'V2' }), 'ValidationException', 400, /at most 1536/);
for (const platformVersion of [undefined, 'V1']) await refused(create('bad', { environmentVariables: { BIG: 'x'.repeat(4096) }, platformVersion }), 'ValidationException', 400, /at most 4096/);
await refused(create('bad', { lifecycleConfiguration: { idleRuntimeSessionTimeout: 59 } }), 'ValidationException', 400);
await refused(create('bad', { lifecycleConfiguration: { maxLifetime: 28801 } }), 'ValidationException', 400);
await refused(create('bad', { lifecycleConfiguration: { idleRuntimeSessionTimeout: 600, maxLifetime: 300 } }), 'ValidationException', 400);
await refused(create('bad', { networkConfiguration: { networkMode: 'VPC' } }), 'ValidationException', 400);
await refused(create('bad', { protocolConfiguration: { serverProtocol: 'GOPHER' } }), 'ValidationException', 400);
await refused(create('bad', { clientToken: 'short' }), 'ValidationException', 400);
await refused(create('bad', { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v'])) }), 'ValidationException', 400);
await refused(create('bad', { agentRuntimeArtifact: { containerConfiguration: { containerUri: 'docker.io/library/alpine' } } }), 'ValidationException', 400);

// The same call with the same token is the same runtime; another call with it is refused.
const clientToken = 'a-token-that-is-long-enough-for-aws-1';
const first = await create('once', { clientToken });
assert.equal((await create('once', { clientToken })).agentRuntimeId, first.agentRuntimeId);
await refused(create('once', { clientToken, description: 'another' }), 'ConflictException', 409);
await settled(first.agentRuntimeId);

// Runtimes that can't be made say why.
for (const [name, extra, reason] of [
  ['no_object', settings('missing.zip'), /does not exist/],
  ['no_zip', settings('broken.zip'), /not a valid zip/],
  ['no_entry', { agentRuntimeArtifact: { codeConfiguration: { ...settings('probe.zip').agentRuntimeArtifact.codeConfiguration, entryPoint: ['other.py'] } } }, /entry point 'other.py'/],
  ['image', { agentRuntimeArtifact: { containerConfiguration: { containerUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/agent:1' } } }, /container images/],
  ['tools', { protocolConfiguration: { serverProtocol: 'MCP' } }, /MCP/],
  ['peers', { protocolConfiguration: { serverProtocol: 'A2A' } }, /A2A/],
]) {
  const failed = await settled((await create(name, extra)).agentRuntimeId);
  assert.equal(failed.status, 'CREATE_FAILED');
  assert.match(failed.failureReason, reason);
  await manage('DeleteAgentRuntime', { agentRuntimeId: failed.agentRuntimeId });
}
await administer('faults', { fault: 'failCreate', message: 'Image scan failed' });
assert.match((await settled((await create('unlucky')).agentRuntimeId)).failureReason, /Image scan failed/);

// A change that is on its way refuses the next one.
await administer('faults', { readyDelaySeconds: 4 });
const update = (extra) => manage('UpdateAgentRuntime', { agentRuntimeId: id, ...settings('probe.zip', extra) });
const updated = await update({ environmentVariables: { VERSION: 'two' }, metadataConfiguration: { requireMMDSV2: true } });
assert.equal(updated.agentRuntimeVersion, '2');
assert.equal(updated.status, 'UPDATING');
assert.ok(updated.lastUpdatedAt instanceof Date);
await refused(update({}), 'ConflictException', 409, /UPDATING/);
await refused(manage('DeleteAgentRuntime', { agentRuntimeId: id }), 'ConflictException', 409);
await administer('faults', undefined, 'DELETE');
assert.equal((await settled(id)).metadataConfiguration.requireMMDSV2, true);

// An update is a whole: what it leaves out is gone. Versions never change.
assert.equal((await settled(id)).description, undefined);
assert.deepEqual((await manage('GetAgentRuntime', { agentRuntimeId: id, agentRuntimeVersion: '1' })).environmentVariables, { VERSION: 'one' });
await refused(manage('GetAgentRuntime', { agentRuntimeId: id, agentRuntimeVersion: '9' }), 'ResourceNotFoundException', 404);
await refused(manage('GetAgentRuntime', { agentRuntimeId: 'nobody-0123456789' }), 'ResourceNotFoundException', 404);
const failedUpdate = await update({ ...settings('missing.zip') });
assert.equal((await settled(id)).status, 'UPDATE_FAILED');
await update({ environmentVariables: { VERSION: 'four' }, metadataConfiguration: { requireMMDSV2: true } });
assert.equal((await settled(id)).agentRuntimeVersion, '4');
assert.equal(failedUpdate.agentRuntimeVersion, '3');

// Lists, in pages.
const names = [];
for (let nextToken, page; (page = await manage('ListAgentRuntimes', { maxResults: 1, nextToken })), names.push(...page.agentRuntimes.map((item) => item.agentRuntimeName)), (nextToken = page.nextToken); );
assert.deepEqual(names.filter((name) => ['once', 'support_bot'].includes(name)), ['once', 'support_bot']);
const versions = await manage('ListAgentRuntimeVersions', { agentRuntimeId: id });
assert.deepEqual(versions.agentRuntimes.map((item) => [item.agentRuntimeVersion, item.status]), [['1', 'READY'], ['2', 'READY'], ['3', 'UPDATE_FAILED'], ['4', 'READY']]);
await refused(manage('ListAgentRuntimes', { maxResults: 1000 }), 'ValidationException', 400);

// Endpoints: DEFAULT follows, named ones stay.
const endpoint = async (name) => eventually(async () => {
  const found = await manage('GetAgentRuntimeEndpoint', { agentRuntimeId: id, endpointName: name });
  return found.status === 'READY' ? found : undefined;
}, 'an endpoint');
assert.equal((await endpoint('DEFAULT')).liveVersion, '4');
const live = await manage('CreateAgentRuntimeEndpoint', { agentRuntimeId: id, name: 'live', agentRuntimeVersion: '1', tags: { a: 'b' } });
assert.equal(live.targetVersion, '1');
assert.equal(live.status, 'CREATING');
assert.equal((await endpoint('live')).liveVersion, '1');
await refused(manage('CreateAgentRuntimeEndpoint', { agentRuntimeId: id, name: 'live' }), 'ConflictException', 409);
await refused(manage('CreateAgentRuntimeEndpoint', { agentRuntimeId: id, name: 'a-b' }), 'ValidationException', 400);
await refused(manage('CreateAgentRuntimeEndpoint', { agentRuntimeId: id, name: 'none', agentRuntimeVersion: '77' }), 'ResourceNotFoundException', 404);
await refused(manage('CreateAgentRuntimeEndpoint', { agentRuntimeId: id, name: 'none', agentRuntimeVersion: '3' }), 'ConflictException', 409);
await refused(manage('DeleteAgentRuntime', { agentRuntimeId: id, agentRuntimeVersion: '1' }), 'ConflictException', 409);
assert.equal((await manage('UpdateAgentRuntimeEndpoint', { agentRuntimeId: id, endpointName: 'live', agentRuntimeVersion: '2' })).targetVersion, '2');
assert.equal((await endpoint('live')).liveVersion, '2');
for (let index = 0; index < 8; index++) await manage('CreateAgentRuntimeEndpoint', { agentRuntimeId: id, name: `more_${index}` });
await refused(manage('CreateAgentRuntimeEndpoint', { agentRuntimeId: id, name: 'too_many' }), 'ServiceQuotaExceededException', 402);
const page = await manage('ListAgentRuntimeEndpoints', { agentRuntimeId: id, maxResults: 4 });
assert.equal(page.runtimeEndpoints.length, 4);
assert.equal((await manage('ListAgentRuntimeEndpoints', { agentRuntimeId: id, nextToken: page.nextToken })).runtimeEndpoints.length, 6);

// Tags.
assert.deepEqual((await manage('ListTagsForResource', { resourceArn: created.agentRuntimeArn })).tags, { userId: 'usr_1' });
await manage('TagResource', { resourceArn: created.agentRuntimeArn, tags: { agentId: 'agt_1', userId: 'usr_2' } });
await manage('UntagResource', { resourceArn: created.agentRuntimeArn, tagKeys: ['userId'] });
assert.deepEqual((await manage('ListTagsForResource', { resourceArn: created.agentRuntimeArn })).tags, { agentId: 'agt_1' });
assert.deepEqual((await manage('ListTagsForResource', { resourceArn: live.agentRuntimeEndpointArn })).tags, { a: 'b' });
await refused(manage('TagResource', { resourceArn: created.agentRuntimeArn, tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v'])) }), 'ValidationException', 400);
await refused(manage('ListTagsForResource', { resourceArn: `${created.agentRuntimeArn}x` }), 'ResourceNotFoundException', 404);

// Faults on demand.
for (const [fault, name, status] of [['throttle', 'ThrottlingException', 429], ['internalError', 'InternalServerException', 500], ['quota', 'ServiceQuotaExceededException', 402], ['retryableConflict', 'RetryableConflictException', 409]]) {
  await administer('faults', { fault, operation: 'GetAgentRuntime', times: 2 });
  await refused(manage('GetAgentRuntime', { agentRuntimeId: id }), name, status);
  await refused(manage('GetAgentRuntime', { agentRuntimeId: id }), name, status);
  await manage('GetAgentRuntime', { agentRuntimeId: id });
}

// After 45 days what nothing uses is gone; what an endpoint names stays, and so does the newest.
await administer('clock', { days: 45, seconds: 60 });
assert.deepEqual((await manage('ListAgentRuntimeVersions', { agentRuntimeId: id })).agentRuntimes.map((item) => item.agentRuntimeVersion), ['2', '4']);

// The end.
await refused(manage('DeleteAgentRuntime', { agentRuntimeId: id }), 'ConflictException', 409, /endpoint/);
await refused(manage('DeleteAgentRuntimeEndpoint', { agentRuntimeId: id, endpointName: 'DEFAULT' }), 'ConflictException', 409);
for (let index = 0; index < 8; index++) await endpoint(`more_${index}`);
for (const item of (await manage('ListAgentRuntimeEndpoints', { agentRuntimeId: id })).runtimeEndpoints.filter((item) => item.name !== 'DEFAULT')) assert.equal((await manage('DeleteAgentRuntimeEndpoint', { agentRuntimeId: id, endpointName: item.name })).status, 'DELETING');
await eventually(async () => (await manage('ListAgentRuntimeEndpoints', { agentRuntimeId: id })).runtimeEndpoints.length === 1, 'the end of endpoints');
assert.equal((await manage('DeleteAgentRuntime', { agentRuntimeId: id })).status, 'DELETING');
await eventually(() => manage('GetAgentRuntime', { agentRuntimeId: id }).then(() => false, (error) => error.name === 'ResourceNotFoundException'), 'the end of the runtime');
await refused(use('InvokeAgentRuntime', { agentRuntimeArn: created.agentRuntimeArn, payload: '{}' }), 'ResourceNotFoundException', 404);

done([
  'CreateAgentRuntime', 'GetAgentRuntime', 'UpdateAgentRuntime', 'DeleteAgentRuntime', 'ListAgentRuntimes', 'ListAgentRuntimeVersions', 'CreateAgentRuntimeEndpoint', 'GetAgentRuntimeEndpoint',
  'UpdateAgentRuntimeEndpoint', 'DeleteAgentRuntimeEndpoint', 'ListAgentRuntimeEndpoints', 'TagResource', 'UntagResource', 'ListTagsForResource',
]);
