// Credential providers, workload identities and their tokens.
import assert from 'node:assert/strict';
import { done, manage, refused, use } from './harness.js';

const made = await manage('CreateApiKeyCredentialProvider', { name: 'agt-1', apiKey: 'the-first-key', tags: { agentId: 'agt_1' } });
assert.equal(made.name, 'agt-1');
assert.match(made.credentialProviderArn, /apikeycredentialprovider\/agt-1$/);
assert.ok(made.apiKeySecretArn.secretArn);
assert.equal(made.apiKeySecretSource, 'MANAGED');
await refused(manage('CreateApiKeyCredentialProvider', { name: 'agt-1', apiKey: 'x' }), 'ConflictException', 409);
await refused(manage('CreateApiKeyCredentialProvider', { name: 'no key' , apiKey: 'x' }), 'ValidationException', 400);
await refused(manage('CreateApiKeyCredentialProvider', { name: 'no-key' }), 'ValidationException', 400);
const got = await manage('GetApiKeyCredentialProvider', { name: 'agt-1' });
assert.ok(got.createdTime instanceof Date && Date.now() - got.createdTime < 60_000);
assert.equal(JSON.stringify(got).includes('the-first-key'), false);
await refused(manage('GetApiKeyCredentialProvider', { name: 'agt-2' }), 'ResourceNotFoundException', 404);
assert.deepEqual((await manage('ListTagsForResource', { resourceArn: made.credentialProviderArn })).tags, { agentId: 'agt_1' });

await manage('CreateWorkloadIdentity', { name: 'worker', allowedResourceOauth2ReturnUrls: ['https://example.org/back'] });
await refused(manage('CreateWorkloadIdentity', { name: 'worker' }), 'ConflictException', 409);
assert.deepEqual((await manage('GetWorkloadIdentity', { name: 'worker' })).allowedResourceOauth2ReturnUrls, ['https://example.org/back']);
assert.deepEqual((await manage('UpdateWorkloadIdentity', { name: 'worker', allowedResourceOauth2ReturnUrls: [] })).allowedResourceOauth2ReturnUrls, []);
assert.ok((await manage('ListWorkloadIdentities', {})).workloadIdentities.some((item) => item.name === 'worker'));

const tokens = [
  (await use('GetWorkloadAccessToken', { workloadName: 'worker' })).workloadAccessToken,
  (await use('GetWorkloadAccessTokenForUserId', { workloadName: 'worker', userId: 'user-1' })).workloadAccessToken,
  (await use('GetWorkloadAccessTokenForJWT', { workloadName: 'worker', userToken: 'a.b.c' })).workloadAccessToken,
];
for (const workloadIdentityToken of tokens) assert.equal((await use('GetResourceApiKey', { workloadIdentityToken, resourceCredentialProviderName: 'agt-1' })).apiKey, 'the-first-key');
await manage('UpdateApiKeyCredentialProvider', { name: 'agt-1', apiKey: 'the-second-key' });
assert.equal((await use('GetResourceApiKey', { workloadIdentityToken: tokens[0], resourceCredentialProviderName: 'agt-1' })).apiKey, 'the-second-key');
await refused(use('GetResourceApiKey', { workloadIdentityToken: `${tokens[0]}x`, resourceCredentialProviderName: 'agt-1' }), 'UnauthorizedException', 401);
await refused(use('GetResourceApiKey', { workloadIdentityToken: tokens[0], resourceCredentialProviderName: 'agt-2' }), 'ResourceNotFoundException', 404);
await refused(use('GetWorkloadAccessToken', { workloadName: 'nobody' }), 'ResourceNotFoundException', 404);

const external = await manage('CreateApiKeyCredentialProvider', { name: 'elsewhere', apiKeySecretSource: 'EXTERNAL', apiKeySecretConfig: { secretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:key', jsonKey: 'key' } });
assert.equal(external.apiKeySecretJsonKey, 'key');
await refused(use('GetResourceApiKey', { workloadIdentityToken: tokens[0], resourceCredentialProviderName: 'elsewhere' }), 'ValidationException', 400);
const page = await manage('ListApiKeyCredentialProviders', { maxResults: 1 });
assert.deepEqual([page.credentialProviders[0].name, (await manage('ListApiKeyCredentialProviders', { nextToken: page.nextToken })).credentialProviders[0].name], ['agt-1', 'elsewhere']);

await manage('DeleteApiKeyCredentialProvider', { name: 'agt-1' });
await refused(manage('DeleteApiKeyCredentialProvider', { name: 'agt-1' }), 'ResourceNotFoundException', 404);
await manage('DeleteWorkloadIdentity', { name: 'worker' });
await refused(manage('GetWorkloadIdentity', { name: 'worker' }), 'ResourceNotFoundException', 404);

done([
  'CreateApiKeyCredentialProvider', 'GetApiKeyCredentialProvider', 'UpdateApiKeyCredentialProvider', 'DeleteApiKeyCredentialProvider', 'ListApiKeyCredentialProviders', 'CreateWorkloadIdentity', 'GetWorkloadIdentity',
  'UpdateWorkloadIdentity', 'DeleteWorkloadIdentity', 'ListWorkloadIdentities', 'GetWorkloadAccessToken', 'GetWorkloadAccessTokenForUserId', 'GetWorkloadAccessTokenForJWT', 'GetResourceApiKey',
]);
