// Memories: the conversations of sessions, and what is kept beyond them.
import assert from 'node:assert/strict';
import { done, manage, refused, use } from './harness.js';

const { memory } = await manage('CreateMemory', {
  name: 'support',
  description: 'what customers said',
  eventExpiryDuration: 30,
  memoryStrategies: [{ semanticMemoryStrategy: { name: 'facts', namespaces: ['/facts/{actorId}'] } }],
});
assert.match(memory.id, /^support-[a-zA-Z0-9]{10}$/);
assert.match(memory.arn, /:memory\/support-/);
assert.deepEqual([memory.status, memory.eventExpiryDuration, memory.strategies[0].type, memory.strategies[0].name], ['ACTIVE', 30, 'SEMANTIC', 'facts']);
assert.ok(memory.createdAt instanceof Date);
await refused(manage('CreateMemory', { name: 'support', eventExpiryDuration: 30 }), 'ConflictException', 409);
await refused(manage('CreateMemory', { name: 'no-hyphens', eventExpiryDuration: 30 }), 'ValidationException', 400);
await refused(manage('CreateMemory', { name: 'long', eventExpiryDuration: 3000 }), 'ValidationException', 400);
await refused(manage('GetMemory', { memoryId: 'nothing-1234567890' }), 'ResourceNotFoundException', 404);
assert.equal((await manage('GetMemory', { memoryId: memory.id })).memory.name, 'support');
const changed = (await manage('UpdateMemory', { memoryId: memory.id, description: 'else', memoryStrategies: { addMemoryStrategies: [{ summaryMemoryStrategy: { name: 'summaries' } }], deleteMemoryStrategies: [{ memoryStrategyId: memory.strategies[0].strategyId }] } })).memory;
assert.deepEqual([changed.description, changed.eventExpiryDuration, changed.strategies.map((strategy) => strategy.name)], ['else', 30, ['summaries']]);
assert.deepEqual((await manage('ListMemories', {})).memories.map((item) => item.id), [memory.id]);

// Events: newest first, in pages, by branch; a repeated token adds none.
const memoryId = memory.id;
const session = { memoryId, actorId: 'customer/1', sessionId: 'a session' };
const says = (role, text) => ({ conversational: { role, content: { text } } });
const write = (text, minutes, extra = {}) =>
  use('CreateEvent', { ...session, eventTimestamp: new Date(Date.now() - minutes * 60_000), payload: [says('USER', text), says('ASSISTANT', `about ${text}`)], ...extra });
const first = (await write('one', 3)).event;
assert.deepEqual([first.actorId, first.sessionId, first.payload[0].conversational.content.text], ['customer/1', 'a session', 'one']);
const clientToken = 'a-token-that-is-long-enough-for-aws-3';
const second = (await write('two', 2, { clientToken, metadata: { channel: { stringValue: 'chat' } } })).event;
assert.equal((await write('two', 2, { clientToken })).event.eventId, second.eventId);
await write('three', 1, { branch: { name: 'other', rootEventId: first.eventId } });
const texts = ({ events }) => events.map((event) => event.payload[0]?.conversational.content.text);
assert.deepEqual(texts(await use('ListEvents', session)), ['three', 'two', 'one']);
const page = await use('ListEvents', { ...session, maxResults: 2 });
assert.deepEqual(texts(page), ['three', 'two']);
const rest = await use('ListEvents', { ...session, maxResults: 2, nextToken: page.nextToken });
assert.deepEqual([texts(rest), rest.nextToken], [['one'], undefined]);
assert.deepEqual(texts(await use('ListEvents', { ...session, filter: { branch: { name: 'other' } } })), ['three']);
assert.deepEqual((await use('ListEvents', { ...session, includePayloads: false })).events[0].payload, []);
assert.equal((await use('GetEvent', { ...session, eventId: second.eventId })).event.metadata.channel.stringValue, 'chat');
assert.equal((await use('DeleteEvent', { ...session, eventId: first.eventId })).eventId, first.eventId);
await refused(use('GetEvent', { ...session, eventId: first.eventId }), 'ResourceNotFoundException', 404);
await write('long ago', 31 * 24 * 60);
assert.deepEqual(texts(await use('ListEvents', session)), ['three', 'two']);
assert.deepEqual((await use('ListEvents', { ...session, sessionId: 'another' })).events, []);
assert.deepEqual((await use('ListActors', { memoryId })).actorSummaries, [{ actorId: 'customer/1' }]);
assert.deepEqual((await use('ListSessions', { memoryId, actorId: 'customer/1' })).sessionSummaries.map((item) => item.sessionId), ['a session']);

// Beyond sessions.
const record = (requestIdentifier, text, namespaces) => ({ requestIdentifier, content: { text }, namespaces, timestamp: new Date() });
const { successfulRecords } = await use('BatchCreateMemoryRecords', { memoryId, records: [record('1', 'Prefers tea to coffee.', ['/facts/1']), record('2', 'Lives by the coast.', ['/facts/1']), record('3', 'Likes coffee.', ['/facts/2'])] });
assert.deepEqual(successfulRecords.map((item) => [item.requestIdentifier, item.status]), [['1', 'SUCCEEDED'], ['2', 'SUCCEEDED'], ['3', 'SUCCEEDED']]);
const found = (await use('RetrieveMemoryRecords', { memoryId, namespace: '/facts/1', searchCriteria: { searchQuery: 'coffee or tea?', topK: 3 } })).memoryRecordSummaries;
assert.deepEqual(found.map((item) => item.content.text), ['Prefers tea to coffee.']);
assert.ok(found[0].score > 0);
assert.equal((await use('ListMemoryRecords', { memoryId, namespace: '/facts' })).memoryRecordSummaries.length, 3);
assert.equal((await use('GetMemoryRecord', { memoryId, memoryRecordId: found[0].memoryRecordId })).memoryRecord.content.text, 'Prefers tea to coffee.');
await use('DeleteMemoryRecord', { memoryId, memoryRecordId: found[0].memoryRecordId });
assert.equal((await use('ListMemoryRecords', { memoryId, namespace: '/facts' })).memoryRecordSummaries.length, 2);

// What is not there says so.
await refused(use('ListMemoryExtractionJobs', { memoryId }), 'UnknownOperationException', 404, /local AgentCore/);
assert.equal((await manage('DeleteMemory', { memoryId })).status, 'DELETING');
await refused(use('ListEvents', session), 'ResourceNotFoundException', 404);

done([
  'CreateMemory', 'GetMemory', 'UpdateMemory', 'DeleteMemory', 'ListMemories', 'CreateEvent', 'GetEvent', 'DeleteEvent', 'ListEvents', 'ListActors', 'ListSessions',
  'BatchCreateMemoryRecords', 'RetrieveMemoryRecords', 'ListMemoryRecords', 'GetMemoryRecord', 'DeleteMemoryRecord',
]);
