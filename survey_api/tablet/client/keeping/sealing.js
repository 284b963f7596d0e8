// Sealing for the office: once closed, nobody opens it on this tablet, neither who filled it nor who took it.

import { base64, joined, utf8 } from "./bytes.js";
import { blake2b, hsalsa, x25519, xsalsa20poly1305 } from "../vendor/noble.js";

const FORMAT = "amemsealed1";
const PUBLIC_BYTES = 32;
const NONCE_BYTES = 24;
const STEP = 256; // bytes: the length of what is sealed tells little of what was answered
const SIGMA = new Uint32Array(utf8("expand 32-byte k").buffer);

// `receiving` is {id, public} of the service; the answer is what POST /openrosa/submission takes.
export async function sealInterview(crypto, receiving, publicKey, { xml, files = [], sealedAt }) {
  const enclosed = files.map(({ name, type, bytes }) => ({ name, type, base64: base64(bytes) }));
  return sealValue(crypto, receiving, publicKey, { xml, files: enclosed, sealed_at: sealedAt });
}

export async function sealValue(crypto, receiving, publicKey, value) {
  const packed = padded(await gzipped(utf8(JSON.stringify(value))));
  return joined(utf8(`${FORMAT}:${receiving.id}:`), sealBox(crypto, packed, publicKey));
}

async function gzipped(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const padded = (bytes) => joined(bytes, new Uint8Array((STEP - (bytes.length % STEP)) % STEP));

// libsodium's crypto_box_seal: a key pair for this one box, whose private half is forgotten.
export function sealBox(crypto, bytes, publicKey) {
  const once = crypto.getRandomValues(new Uint8Array(PUBLIC_BYTES));
  const oncePublic = x25519.getPublicKey(once);
  const box = cipher(once, publicKey, oncePublic, publicKey).encrypt(bytes);
  once.fill(0);
  return joined(oncePublic, box);
}

export function openBox(sealed, secretKey) {
  const oncePublic = sealed.slice(0, PUBLIC_BYTES);
  const publicKey = x25519.getPublicKey(secretKey);
  return cipher(secretKey, oncePublic, oncePublic, publicKey).decrypt(sealed.slice(PUBLIC_BYTES));
}

function cipher(mySecret, theirPublic, oncePublic, receiverPublic) {
  const nonce = blake2b(joined(oncePublic, receiverPublic), { dkLen: NONCE_BYTES });
  return xsalsa20poly1305(hashedKey(x25519.getSharedSecret(mySecret, theirPublic)), nonce);
}

// crypto_box does not take what the two keys have in common as it is: HSalsa20 of it.
function hashedKey(shared) {
  const key = new Uint32Array(8);
  hsalsa(SIGMA, new Uint32Array(shared.slice().buffer), new Uint32Array(4), key);
  return new Uint8Array(key.buffer);
}
