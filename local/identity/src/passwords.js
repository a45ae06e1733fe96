import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const keyLength = 32;

/** Hashes a password with scrypt; the parameters travel with the hash so that they can be raised later. */
export async function hashPassword(password) {
  const salt = randomBytes(16);
  const key = await derive(password.normalize('NFKC'), salt, keyLength, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Tells in constant time whether a password fits a hash. */
export async function verifyPassword(password, hash) {
  const [, N, r, p, salt, key] = hash.split('$');
  const wanted = Buffer.from(key, 'base64url');
  const actual = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), wanted.length, {
    N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem,
  });
  return timingSafeEqual(wanted, actual);
}
