import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { agent, failure, open, serve } from './page';

it('A transcript that is shown stays while it can’t be read again', async () => {
  let broken = false;
  serve({
    'GET /v1/agents/agt_1': agent,
    'GET /v1/agents/agt_1/sessions/ses_1': () => (broken ? failure('INTERNAL', 500) : { sessionId: 'ses_1', createdAt: '2026-11-28T00:00:00Z', messageCount: 1, sizeBytes: 10, messages: [{ role: 'user', content: 'What was said' }] }),
  });
  const { client } = await open('/agents/agt_1/sessions/ses_1');
  await screen.findByText('What was said');

  broken = true;
  await act(() => client.invalidateQueries({ queryKey: ['agents', 'agt_1', 'sessions'] }));

  expect(client.getQueryState(['agents', 'agt_1', 'sessions', 'ses_1'])?.status).toBe('error');
  expect(screen.getByText('What was said')).toBeTruthy();
});

it('Of a long transcript it is said that the newest messages are shown', async () => {
  serve({
    'GET /v1/agents/agt_1': agent,
    'GET /v1/agents/agt_1/sessions/ses_1': { sessionId: 'ses_1', createdAt: '2026-11-28T00:00:00Z', messageCount: 3, sizeBytes: 10, messages: [{ role: 'user', content: 'What was said last' }] },
  });

  await open('/agents/agt_1/sessions/ses_1');

  await screen.findByText('What was said last');
  expect(screen.getByText(/^The newest 1 messages/)).toBeTruthy();
});

it('A session that is not there can’t be continued', async () => {
  serve({ 'GET /v1/agents/agt_1': agent, 'GET /v1/agents/agt_1/sessions/ses_1': () => failure('NOT_FOUND', 404) });

  await open('/agents/agt_1/sessions/ses_1');

  await screen.findByRole('alert');
  expect(screen.queryByRole('link', { name: 'Continue in the playground' })).toBeNull();
});
