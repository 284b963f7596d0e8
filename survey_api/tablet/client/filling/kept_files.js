// Files of an interview (pictures, sounds) in the form in which a draft keeps them: {name, type, base64}.

/** What a draft keeps of these files. One that is named but still being loaded stays as it was kept before. */
export async function keptFiles({ files, fileNames }, before = []) {
  const kept = await Promise.all(files.map(async ({ name, file }) => ({ name, type: file.type, base64: toBase64(await bytesOf(file)) })));
  return [...kept, ...before.filter((one) => fileNames.includes(one.name) && !kept.some(({ name }) => name === one.name))];
}

export function fileOf(name, type, base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new File([bytes], name, { type });
}

export async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

function toBase64(bytes) {
  const pieces = [];
  for (let start = 0; start < bytes.length; start += 0x8000) pieces.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  return btoa(pieces.join(""));
}
