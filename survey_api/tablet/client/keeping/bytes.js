// Bytes and the texts that stand for them: UTF-8, base64, hexadecimal.

const AT_ONCE = 0x8000; // arguments that every browser takes in one call

export const utf8 = (text) => new TextEncoder().encode(text);
export const fromUtf8 = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

export function base64(bytes) {
  let characters = "";
  for (let start = 0; start < bytes.length; start += AT_ONCE) {
    characters += String.fromCharCode(...bytes.subarray(start, start + AT_ONCE));
  }
  return btoa(characters);
}

export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
