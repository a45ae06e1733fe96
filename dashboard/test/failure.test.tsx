import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { ApiError } from '@/api/errors';
import { Failure } from '@/ui/states';

afterEach(cleanup);

const show = (message: string, ...problems: { path: string; message: string }[]) => render(<Failure error={new ApiError('INVALID_REQUEST', message, 400, false, undefined, problems)} />);

it('One thing that is wrong is said once', () => {
  show('from: It lies after the end.', { path: 'from', message: 'It lies after the end.' });

  expect(screen.getByRole('alert').textContent).toBe('from: It lies after the end.Correct what is named and try again.');
});

it('Several things that are wrong are all named', () => {
  show('name: It is too long. And 1 more.', { path: 'name', message: 'It is too long.' }, { path: 'env', message: 'It is no object.' });

  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['name It is too long.', 'env It is no object.']);
});

it('What a build says keeps its lines and their place', () => {
  render(<Failure error={{ code: 'DEPLOYMENT_FAILED', message: 'index.js:1:41: Expected "}"\n    export default {', retryable: false }} />);

  expect(screen.getByText(/Expected/).className).toContain('whitespace-pre-wrap');
});
