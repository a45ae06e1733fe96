// Calls of agents: sessions, streams, headers, errors, and their end.
import assert from 'node:assert/strict';
import { administer, archive, bucket, done, eventually, manage, refused, runtime, settings, settled, store, use } from './harness.js';

await store('CreateBucket', { Bucket: bucket });
await store('PutObject', { Bucket: bucket, Key: 'probe.zip', Body: archive('probe') });
await store('PutObject', { Bucket: bucket, Key: 'node.zip', Body: archive('node') });

// Long enough in the making that a call comes before it is ready.
await administer('faults', { readyDelaySeconds: 3 });
const made = await manage('CreateAgentRuntime', { agentRuntimeName: 'probe', ...settings('probe.zip') });
const { agentRuntimeArn } = made;
await administer('faults', undefined, 'DELETE');
await refused(use('InvokeAgentRuntime', { agentRuntimeArn, payload: '{}' }), 'ResourceNotFoundException', 404);
await settled(made.agentRuntimeId);
await refused(use('InvokeAgentRuntime', { agentRuntimeArn, payload: '{}' }), 'ValidationException', 400, /MMDS/);
const update = async (VERSION) => {
  await manage('UpdateAgentRuntime', { agentRuntimeId: made.agentRuntimeId, ...settings('probe.zip', { environmentVariables: { VERSION }, requestHeaderConfiguration: { requestHeaderAllowlist: ['Authorization', 'X-Amzn-Bedrock-AgentCore-Runtime-Custom-Color'] } }), metadataConfiguration: { requireMMDSV2: true } });
  return settled(made.agentRuntimeId);
};
await update('two');

const session = (name) => `session-${name}-`.padEnd(40, '0');
const invoke = (body, input = {}) => use('InvokeAgentRuntime', { agentRuntimeArn, payload: typeof body === 'string' ? body : JSON.stringify(body), contentType: 'application/json', ...input });
const json = async (body, input) => JSON.parse(await (await invoke(body, input)).response.transformToString());

// Headers go in and come back; a call without a session begins one.
const answer = await invoke({ a: 1 }, { accept: 'application/json', traceParent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', traceState: 'a=b', baggage: 'c=d', traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793', runtimeUserId: 'user-1' });
assert.equal(answer.statusCode, 200);
assert.equal(answer.contentType, 'application/json');
assert.ok(answer.runtimeSessionId.length >= 33);
assert.deepEqual([answer.traceParent, answer.traceState, answer.baggage, answer.traceId], ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'a=b', 'c=d', 'Root=1-5759e988-bd862e3fe1be46a994272793']);
const seen = JSON.parse(await answer.response.transformToString());
assert.equal(seen.version, 'two');
assert.equal(seen.headers['x-amzn-bedrock-agentcore-runtime-session-id'], answer.runtimeSessionId);
assert.equal(seen.headers['x-amzn-bedrock-agentcore-runtime-user-id'], 'user-1');
assert.equal(seen.headers.traceparent, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
assert.ok(seen.headers['x-amzn-bedrock-agentcore-runtime-request-id']);
assert.ok(seen.headers.workloadaccesstoken);
assert.equal(seen.headers.authorization === undefined || !seen.headers.authorization.includes(process.env.EMULATOR_SECRET), true);

// A session is one process; another session is another.
await json({ do: 'count' }, { runtimeSessionId: session('a') });
assert.deepEqual(await json({ do: 'count' }, { runtimeSessionId: session('a') }), { ok: 2 });
assert.deepEqual(await json({ do: 'count' }, { runtimeSessionId: session('b') }), { ok: 1 });
await refused(invoke({}, { runtimeSessionId: 'short' }), 'ValidationException', 400);

// Events come one by one, as the agent sends them.
const stream = await invoke({ do: 'stream', events: 3, holdAfter: 1 }, { runtimeSessionId: session('a'), accept: 'text/event-stream' });
assert.equal(stream.contentType, 'text/event-stream');
const reader = stream.response[Symbol.asyncIterator]();
let text = '';
while (!text.includes('data: 1')) text += new TextDecoder().decode((await reader.next()).value);
assert.equal(text, 'data: 0\n\ndata: 1\n\n');
await json({ do: 'release' }, { runtimeSessionId: session('a') });
for (let part; !(part = await reader.next()).done; ) text += new TextDecoder().decode(part.value);
assert.equal(text, 'data: 0\n\ndata: 1\n\ndata: 2\n\n');

// Large bodies, and bodies that are no JSON.
assert.equal((await json('x'.repeat(3_000_000), { runtimeSessionId: session('a'), contentType: 'application/octet-stream' })).length, 3_000_000);

// A running session keeps its version; new ones get the newest; a named endpoint stays where it is.
await manage('CreateAgentRuntimeEndpoint', { agentRuntimeId: made.agentRuntimeId, name: 'live', agentRuntimeVersion: '2' });
await update('three');
assert.equal((await json({}, { runtimeSessionId: session('a') })).version, 'two');
assert.equal((await json({}, { runtimeSessionId: session('c') })).version, 'three');
assert.equal((await json({}, { runtimeSessionId: session('d'), qualifier: 'live' })).version, 'two');
await refused(invoke({}, { qualifier: 'nowhere' }), 'ResourceNotFoundException', 404);
await refused(invoke({}, { agentRuntimeArn: made.agentRuntimeId }), 'ValidationException', 400, /accountId/);
assert.equal((await json({}, { agentRuntimeArn: made.agentRuntimeId, accountId: '123456789012' })).version, 'three');
await refused(invoke({}, { agentRuntimeArn: agentRuntimeArn.replace('123456789012', '210987654321') }), 'ResourceNotFoundException', 404);

// What agents answer wrongly, and what they do wrongly.
for (const code of [400, 404, 500, 503]) await refused(invoke({ do: 'fail', code }, { runtimeSessionId: session('b') }), 'RuntimeClientError', 424, new RegExp(`\\(${code}\\)`));
await refused(invoke({ do: 'exit' }, { runtimeSessionId: session('b') }), 'RuntimeClientError', 424);
await eventually(async () => !(await administer('sessions', undefined, 'GET')).sessions.some((item) => item.sessionId === session('b')), 'the end of a session whose process is gone');
assert.deepEqual(await json({ do: 'count' }, { runtimeSessionId: session('b') }), { ok: 1 });
await json({ do: 'print', text: 'a line of the agent' }, { runtimeSessionId: session('b') });
await eventually(async () => (await administer(`logs/${made.agentRuntimeId}`, undefined, 'GET')).lines.some((line) => line.text === 'a line of the agent' && line.sessionId === session('b')), 'a line in the log');
const crashing = await runtime('crashing', 'probe.zip', { environmentVariables: { CRASH: '1' } });
await refused(use('InvokeAgentRuntime', { agentRuntimeArn: crashing.agentRuntimeArn, payload: '{}' }), 'RuntimeClientError', 424, /exited/);
const sick = await runtime('sick', 'probe.zip', { environmentVariables: { NEVER_HEALTHY: '1' } });
const starting = refused(use('InvokeAgentRuntime', { agentRuntimeArn: sick.agentRuntimeArn, payload: '{}', runtimeSessionId: session('s') }), 'RuntimeClientError', 424, /initialization time/);
await eventually(async () => (await administer('sessions', undefined, 'GET')).sessions.some((item) => item.phase === 'Provisioning'), 'a session that begins');
await refused(use('InvokeAgentRuntime', { agentRuntimeArn: sick.agentRuntimeArn, payload: '{}', runtimeSessionId: session('s') }), 'RetryableConflictException', 409);
await starting;

// Stopping cuts what is on its way.
const waiting = refused(invoke({ do: 'wait' }, { runtimeSessionId: session('d') }), 'RuntimeClientError', 424);
await eventually(async () => (await administer('sessions', undefined, 'GET')).sessions.some((item) => item.sessionId === session('d') && item.calls === 1), 'the call');
const stopped = await use('StopRuntimeSession', { agentRuntimeArn, runtimeSessionId: session('d'), clientToken: 'a-token-that-is-long-enough-for-aws-2' });
assert.equal(stopped.statusCode, 200);
assert.equal(stopped.runtimeSessionId, session('d'));
await waiting;
await refused(use('StopRuntimeSession', { agentRuntimeArn, runtimeSessionId: session('d') }), 'ResourceNotFoundException', 404);

// A token that was used is answered as before, and stops nothing.
await json({}, { runtimeSessionId: session('d') });
await use('StopRuntimeSession', { agentRuntimeArn, runtimeSessionId: session('d'), clientToken: 'a-token-that-is-long-enough-for-aws-2' });
assert.ok((await administer('sessions', undefined, 'GET')).sessions.some((item) => item.sessionId === session('d')));
await use('StopRuntimeSession', { agentRuntimeArn, runtimeSessionId: session('d') });

const cut = await invoke({ do: 'stream', events: 3, holdAfter: 0 }, { runtimeSessionId: session('e') });
const cutting = cut.response[Symbol.asyncIterator]();
await cutting.next();
await use('StopRuntimeSession', { agentRuntimeArn, runtimeSessionId: session('e') });
await assert.rejects(async () => { for (let part; !(part = await cutting.next()).done; ); });

// A session ends when it idles, unless its agent is busy, and when it is too old even then.
const open = async (name) => (await administer('sessions', undefined, 'GET')).sessions.some((item) => item.sessionId === session(name));
await json({}, { runtimeSessionId: session('idle') });
await json({ do: 'status', value: 'HealthyBusy' }, { runtimeSessionId: session('busy') });
await administer('clock', { seconds: 901 });
assert.deepEqual([await open('idle'), await open('busy')], [false, true]);
await administer('clock', { seconds: 28_800 });
assert.equal(await open('busy'), false);

// Node.
const node = await runtime('in_node', 'node.zip');
const echoed = JSON.parse(await (await use('InvokeAgentRuntime', { agentRuntimeArn: node.agentRuntimeArn, payload: '{"x":1}', runtimeSessionId: session('n') })).response.transformToString());
assert.deepEqual(echoed.echo, { x: 1 });
const events = await use('InvokeAgentRuntime', { agentRuntimeArn: node.agentRuntimeArn, payload: '{"stream":true}', runtimeSessionId: session('n') });
assert.equal(await events.response.transformToString(), 'data: one\n\ndata: two\n\ndata: three\n\n');

// Faults on demand.
for (const [fault, name, status] of [['throttle', 'ThrottlingException', 429], ['retryableConflict', 'RetryableConflictException', 409], ['internalError', 'InternalServerException', 500], ['quota', 'ServiceQuotaExceededException', 402]]) {
  await administer('faults', { fault, operation: 'InvokeAgentRuntime' });
  await refused(invoke({}), name, status);
}
await administer('faults', { fault: 'cutStream' });
await assert.rejects(async () => (await invoke({ do: 'stream', events: 500 }, { runtimeSessionId: session('f') })).response.transformToString());

done(['InvokeAgentRuntime', 'StopRuntimeSession']);
