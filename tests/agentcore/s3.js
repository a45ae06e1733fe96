// Every operation of S3 that the emulator has.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { administer, bucket, configuration, done, refused, s3, storage, store } from './harness.js';

const Bucket = bucket;
await store('CreateBucket', { Bucket });
await refused(store('CreateBucket', { Bucket }), 'BucketAlreadyOwnedByYou', 409);
await refused(store('CreateBucket', { Bucket: 'Not_A_Bucket' }), 'InvalidBucketName', 400);
await store('HeadBucket', { Bucket });
assert.equal((await store('HeadBucket', { Bucket: 'nowhere' }).catch((error) => error)).name, 'NotFound');
assert.ok((await store('ListBuckets')).Buckets.some((item) => item.Name === Bucket));
await store('GetBucketLocation', { Bucket });

// Objects with every kind of checksum, odd keys, metadata and tags.
const body = Buffer.from('Grüße '.repeat(5000));
for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']) {
  const Key = `sums/${ChecksumAlgorithm}`;
  const put = await store('PutObject', { Bucket, Key, Body: body, ChecksumAlgorithm });
  assert.equal(put.ETag, `"${createHash('md5').update(body).digest('hex')}"`);
  const got = await store('GetObject', { Bucket, Key, ChecksumMode: 'ENABLED' });
  assert.equal(got[`Checksum${ChecksumAlgorithm}`], put[`Checksum${ChecksumAlgorithm}`]);
  assert.deepEqual(Buffer.from(await got.Body.transformToByteArray()), body);
}
await refused(store('PutObject', { Bucket, Key: 'wrong', Body: body, ChecksumSHA256: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' }), 'BadDigest', 400);
await refused(store('PutObject', { Bucket, Key: 'wrong', Body: body, ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }), 'BadDigest', 400);
await refused(store('GetObject', { Bucket, Key: 'wrong' }), 'NoSuchKey', 404);

const Key = 'a folder/ü & +=?#%.zip';
await store('PutObject', { Bucket, Key, Body: Readable.from([body.subarray(0, 7), body.subarray(7)]), ContentLength: body.length, ContentType: 'application/zip', Metadata: { owner: 'usr_1' }, Tagging: 'userId=usr_1&agentId=agt%201' });
const head = await store('HeadObject', { Bucket, Key });
assert.deepEqual([head.ContentLength, head.ContentType, head.Metadata, head.ContentEncoding], [body.length, 'application/zip', { owner: 'usr_1' }, undefined]);
assert.ok(Date.now() - head.LastModified < 60_000);
assert.deepEqual((await store('GetObjectTagging', { Bucket, Key })).TagSet, [{ Key: 'userId', Value: 'usr_1' }, { Key: 'agentId', Value: 'agt 1' }]);
await store('PutObjectTagging', { Bucket, Key, Tagging: { TagSet: [{ Key: 'deploymentId', Value: 'dep_1' }] } });
assert.deepEqual((await store('GetObjectTagging', { Bucket, Key })).TagSet, [{ Key: 'deploymentId', Value: 'dep_1' }]);
await store('DeleteObjectTagging', { Bucket, Key });
assert.deepEqual((await store('GetObjectTagging', { Bucket, Key })).TagSet, []);
await refused(store('PutObjectTagging', { Bucket, Key, Tagging: { TagSet: Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: 'v' })) } }), 'BadRequest', 400);

// Parts, conditions.
const range = await store('GetObject', { Bucket, Key, Range: 'bytes=2-5' });
assert.deepEqual([range.ContentRange, await range.Body.transformToString('latin1')], [`bytes 2-5/${body.length}`, body.subarray(2, 6).toString('latin1')]);
assert.equal((await (await store('GetObject', { Bucket, Key, Range: 'bytes=-3' })).Body.transformToByteArray()).length, 3);
await refused(store('GetObject', { Bucket, Key, Range: `bytes=${body.length}-` }), 'InvalidRange', 416);
assert.equal((await store('GetObject', { Bucket, Key, IfNoneMatch: head.ETag }).catch((error) => error)).$metadata.httpStatusCode, 304);
await refused(store('GetObject', { Bucket, Key, IfMatch: '"other"' }), 'PreconditionFailed', 412);
await refused(store('PutObject', { Bucket, Key, Body: 'again', IfNoneMatch: '*' }), 'PreconditionFailed', 412);
assert.equal((await store('HeadObject', { Bucket, Key })).ETag, head.ETag);
await store('PutObject', { Bucket, Key: 'empty', Body: '' });
assert.equal((await store('HeadObject', { Bucket, Key: 'empty' })).ContentLength, 0);
const { CopyObjectResult } = await store('CopyObject', { Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` });
assert.equal(CopyObjectResult.ETag, head.ETag);

// Lists.
const list = (input) => store('ListObjectsV2', { Bucket, ...input });
assert.deepEqual((await list({ Delimiter: '/' })).CommonPrefixes.map((item) => item.Prefix), ['a folder/', 'sums/']);
assert.deepEqual((await list({ Prefix: 'a folder/' })).Contents.map((item) => [item.Key, item.Size]), [[Key, body.length]]);
const keys = [];
for (let ContinuationToken, page; (page = await list({ MaxKeys: 3, ContinuationToken })), keys.push(...page.Contents.map((item) => item.Key)), (ContinuationToken = page.NextContinuationToken); );
assert.deepEqual(keys, [Key, 'copy', 'empty', 'sums/CRC32', 'sums/CRC32C', 'sums/CRC64NVME', 'sums/SHA1', 'sums/SHA256']);
assert.equal((await list({ StartAfter: 'sums/CRC32' })).KeyCount, 4);
await store('ListObjects', { Bucket, Prefix: 'sums/', MaxKeys: 2 });

// In many parts, at once and by hand.
const large = Buffer.alloc(11 * 1024 * 1024, 'webhost');
await new Upload({ client: storage, params: { Bucket, Key: 'large', Body: large, ContentType: 'application/zip' }, partSize: 5 * 1024 * 1024, queueSize: 3 }).done();
const whole = await store('GetObject', { Bucket, Key: 'large', ChecksumMode: 'ENABLED' });
assert.match(whole.ETag, /-3"$/);
assert.equal(createHash('sha256').update(await whole.Body.transformToByteArray()).digest('hex'), createHash('sha256').update(large).digest('hex'));
for (const [ChecksumAlgorithm, ChecksumType] of [['SHA256', 'COMPOSITE'], ['CRC64NVME', 'FULL_OBJECT'], [undefined, undefined]]) {
  const { UploadId } = await store('CreateMultipartUpload', { Bucket, Key: 'parts', ChecksumAlgorithm, ChecksumType });
  const Parts = [];
  for (const [index, Body] of [large.subarray(0, 6 * 1024 * 1024), large.subarray(6 * 1024 * 1024)].entries()) {
    const { ETag, ...sums } = await store('UploadPart', { Bucket, Key: 'parts', UploadId, PartNumber: index + 1, Body, ChecksumAlgorithm });
    Parts.push({ ETag, PartNumber: index + 1, ...(ChecksumAlgorithm && { [`Checksum${ChecksumAlgorithm}`]: sums[`Checksum${ChecksumAlgorithm}`] }) });
  }
  assert.deepEqual((await store('ListParts', { Bucket, Key: 'parts', UploadId })).Parts.map((part) => part.PartNumber), [1, 2]);
  assert.equal((await store('ListMultipartUploads', { Bucket })).Uploads.length, 1);
  await refused(store('CompleteMultipartUpload', { Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts: [...Parts].reverse() } }), 'InvalidPartOrder', 400);
  await refused(store('CompleteMultipartUpload', { Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"00000000000000000000000000000000"' }] } }), 'InvalidPart', 400);
  const completed = await store('CompleteMultipartUpload', { Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } });
  if (ChecksumType === 'COMPOSITE') assert.match(completed.ChecksumSHA256, /-2$/);
  assert.equal((await (await store('GetObject', { Bucket, Key: 'parts' })).Body.transformToByteArray()).length, large.length);
  await refused(store('UploadPart', { Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'x' }), 'NoSuchUpload', 404);
}
const { UploadId } = await store('CreateMultipartUpload', { Bucket, Key: 'given up' });
for (const PartNumber of [1, 2]) await store('UploadPart', { Bucket, Key: 'given up', UploadId, PartNumber, Body: 'small' });
const { Parts: small } = await store('ListParts', { Bucket, Key: 'given up', UploadId });
await refused(store('CompleteMultipartUpload', { Bucket, Key: 'given up', UploadId, MultipartUpload: { Parts: small.map(({ ETag, PartNumber }) => ({ ETag, PartNumber })) } }), 'EntityTooSmall', 400);
await store('AbortMultipartUpload', { Bucket, Key: 'given up', UploadId });

// Addresses that hold their signature.
const signed = await getSignedUrl(storage, new s3.GetObjectCommand({ Bucket, Key, ResponseContentType: 'text/plain' }), { expiresIn: 60 });
const fetched = await fetch(signed);
assert.deepEqual([fetched.status, fetched.headers.get('content-type'), (await fetched.arrayBuffer()).byteLength], [200, 'text/plain', body.length]);
assert.equal((await fetch(signed.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'))).status, 403);
const upload = await getSignedUrl(storage, new s3.PutObjectCommand({ Bucket, Key: 'put by address' }), { expiresIn: 60 });
assert.equal((await fetch(upload, { method: 'PUT', body: 'hello' })).status, 200);
const past = await getSignedUrl(storage, new s3.GetObjectCommand({ Bucket, Key }), { expiresIn: 60, signingDate: new Date(Date.now() - 120_000) });
const expired = await fetch(past);
assert.equal(expired.status, 403);
assert.match(await expired.text(), /Request has expired/);

// The bucket in the name of the host.
const port = new URL(configuration.endpoint).port;
const hosted = new s3.S3Client({ ...configuration, endpoint: `http://localhost:${port}`, requestHandler: new (await import('@smithy/node-http-handler')).NodeHttpHandler({ httpAgent: new (await import('node:http')).Agent({ lookup: (_, options, answer) => (options.all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4)) }) }) });
assert.equal((await hosted.send(new s3.HeadObjectCommand({ Bucket, Key: 'large' }))).ContentLength, large.length);
hosted.destroy();

// Faults, and what is not there.
await administer('faults', { fault: 'throttle', operation: 'S3' });
await refused(store('ListBuckets'), 'SlowDown', 503);
await refused(storage.send(new s3.GetBucketPolicyCommand({ Bucket })), 'NotImplemented', 501);
await refused(new s3.S3Client({ ...configuration, forcePathStyle: true, credentials: { accessKeyId: configuration.credentials.accessKeyId, secretAccessKey: 'wrong' } }).send(new s3.ListBucketsCommand({})), 'SignatureDoesNotMatch', 403);
await refused(new s3.S3Client({ ...configuration, forcePathStyle: true, credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'wrong' } }).send(new s3.ListBucketsCommand({})), 'InvalidAccessKeyId', 403);

await refused(store('DeleteBucket', { Bucket }), 'BucketNotEmpty', 409);
await store('DeleteObject', { Bucket, Key });
const rest = (await list({})).Contents.map((item) => ({ Key: item.Key }));
assert.equal((await store('DeleteObjects', { Bucket, Delete: { Objects: rest } })).Deleted.length, rest.length);
await store('DeleteBucket', { Bucket });
await refused(list({}), 'NoSuchBucket', 404);

done([
  'CreateBucket', 'HeadBucket', 'ListBuckets', 'GetBucketLocation', 'DeleteBucket', 'PutObject', 'GetObject', 'HeadObject', 'CopyObject', 'DeleteObject', 'DeleteObjects', 'ListObjects', 'ListObjectsV2', 'GetObjectTagging',
  'PutObjectTagging', 'DeleteObjectTagging', 'CreateMultipartUpload', 'UploadPart', 'ListParts', 'ListMultipartUploads', 'CompleteMultipartUpload', 'AbortMultipartUpload',
]);
