import { dirname } from 'node:path';

const encoded = (text: string) => Buffer.from(`${text}\n`).toString('base64');

/** A shell command that writes a file, with the folders around it. */
export const writeFile = (path: string, text: string) =>
  `mkdir -p ${dirname(path)} && echo ${encoded(text)} | base64 -d > ${path}`;

/** A shell command that adds to a file. */
export const appendFile = (path: string, text: string) => `echo ${encoded(text)} | base64 -d >> ${path}`;

/** A shell command that changes package.json by JavaScript, in which `m` is its content. */
export const editManifest = (code: string) =>
  `node -e 'const fs = require("fs"); const m = JSON.parse(fs.readFileSync("package.json")); ${code}; fs.writeFileSync("package.json", JSON.stringify(m, null, 2) + "\\n")'`;
