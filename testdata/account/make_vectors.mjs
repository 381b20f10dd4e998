// SPDX-License-Identifier: Apache-2.0
//
// Writes account.json beside this file: the test vectors of docs/formats/account.md, computed from the
// document alone with Node's own crypto (and HChaCha20 below, which Node lacks), so that they check
// the C++ code instead of repeating it.   node testdata/account/make_vectors.mjs WORD_LIST
import { createCipheriv, createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const bytes = (start, size) => Buffer.from(Array.from({ length: size }, (_, i) => (start + i) & 255));
const hex = (buffer) => Buffer.from(buffer).toString('hex');
const hkdf = (secret, info) => Buffer.from(hkdfSync('sha512', secret, Buffer.alloc(0), info, 32));

// draft-irtf-cfrg-xchacha-03 §2.2
function hchacha20(key, nonce16) {
  const word = (buffer, i) => buffer.readUInt32LE(4 * i);
  const s = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
  for (let i = 0; i < 8; i++) s.push(word(key, i));
  for (let i = 0; i < 4; i++) s.push(word(nonce16, i));
  const rotate = (x, n) => ((x << n) | (x >>> (32 - n))) >>> 0;
  const half = (a, b, d, n) => {
    s[a] = (s[a] + s[b]) >>> 0;
    s[d] = rotate((s[d] ^ s[a]) >>> 0, n);
  };
  const quarter = (a, b, c, d) => {
    half(a, b, d, 16);
    half(c, d, b, 12);
    half(a, b, d, 8);
    half(c, d, b, 7);
  };
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 4; i++) quarter(i, i + 4, i + 8, i + 12);
    for (let i = 0; i < 4; i++) quarter(i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
  }
  const out = Buffer.alloc(32);
  [0, 1, 2, 3, 12, 13, 14, 15].forEach((from, to) => out.writeUInt32LE(s[from], 4 * to));
  return out;
}

function sealedBlob(key, purpose, id, plaintext, nonce) {
  const inner = Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]);
  const cipher = createCipheriv('chacha20-poly1305', hchacha20(key, nonce.subarray(0, 16)), inner, {
    authTagLength: 16,
  });
  cipher.setAAD(Buffer.concat([Buffer.from(purpose), Buffer.of(0), id]), { plaintextLength: plaintext.length });
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(1), nonce, body, cipher.getAuthTag()]);
}

function phraseOf(entropy, list) {
  const coded = Buffer.concat([entropy, createHash('sha256').update(entropy).digest().subarray(0, 1)]);
  const bits = [...coded].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{11}/g).map((index) => list[parseInt(index, 2)]).join(' ');
}

function wrapVectors(secret, exportKey, phrase) {
  const passwordNonce = bytes(0xa0, 24);
  const phraseNonce = bytes(0xc0, 24);
  const passwordKey = hkdf(exportKey, 'nightmail account secret v1');
  const phraseKey = hkdf(phrase, 'nightmail recovery wrap v1');
  return {
    by_password: {
      export_key: hex(exportKey),
      wrap_key: hex(passwordKey),
      nonce: hex(passwordNonce),
      wrapped: hex(sealedBlob(passwordKey, 'account secret by password', Buffer.alloc(0), secret, passwordNonce)),
    },
    by_phrase: {
      wrap_key: hex(phraseKey),
      nonce: hex(phraseNonce),
      wrapped: hex(sealedBlob(phraseKey, 'account secret by phrase', Buffer.alloc(0), secret, phraseNonce)),
    },
  };
}

function recoveryVector(phrase) {
  const seed = hkdf(phrase, 'nightmail recovery authentication v1');
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const challenge = bytes(0x40, 32);
  const message = Buffer.concat([Buffer.from('nightmail recovery challenge v1'), Buffer.of(0), challenge]);
  return {
    seed: hex(seed),
    public_key: hex(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)),
    challenge: hex(challenge),
    signature: hex(sign(null, message, key)),
  };
}

function fieldVector(secret, purpose, id, plaintext, nonce) {
  const key = hkdf(secret, `nightmail ${purpose} v1`);
  return {
    purpose,
    subkey: hex(key),
    id: hex(id),
    plaintext: hex(plaintext),
    nonce: hex(nonce),
    sealed: hex(sealedBlob(key, purpose, id, plaintext, nonce)),
  };
}

const list = readFileSync(process.argv[2], 'utf8').trim().split('\n');
const secret = bytes(0x00, 32);
const phrase = bytes(0x80, 32);
const none = Buffer.alloc(0);
const vectors = {
  account_secret: hex(secret),
  recovery_entropy: hex(phrase),
  recovery_phrase: phraseOf(phrase, list),
  wrapped: wrapVectors(secret, bytes(0x20, 64), phrase),
  recovery_authentication: recoveryVector(phrase),
  fields: [
    fieldVector(secret, 'openpgp secret key wrap', Buffer.from('openpgp/' + hex(bytes(0x10, 20))), Buffer.from('secret key packets'), bytes(1, 24)),
    fieldVector(secret, 'mailbox names', none, Buffer.from('Reisen – 旅行', 'utf8'), bytes(2, 24)),
    fieldVector(secret, 'contacts', Buffer.from('contacts/c17'), Buffer.from('{"name":"Anna"}'), bytes(3, 24)),
    fieldVector(secret, 'settings', none, none, bytes(4, 24)),
    fieldVector(secret, 'local cache', Buffer.from('summaries'), bytes(0, 256), bytes(5, 24)),
  ],
};
writeFileSync(new URL('account.json', import.meta.url), JSON.stringify(vectors, null, 2) + '\n');
