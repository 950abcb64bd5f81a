'use strict';
// Mends the Postgres driver where it is installed (docs/decisions): a connection that is lost between two statements of a
// transaction must fail that transaction, not end the process (porsager/postgres #1154, #1208, open in 3.4.9).
// Plain CommonJS without dependencies, like ensure-installed.cjs. Safe to run again.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(__dirname, '..', 'node_modules', 'postgres');
const MENDED = '/* mended by tidegate */';

const MENDS = [
  [
    '    if (stream)\n      return queryError(',
    `    ${MENDED}\n    if (socket === null)\n      return queryError(q, Errors.connection('CONNECTION_CLOSED', options))\n\n    if (stream)\n      return queryError(`,
  ],
  ['    const x = socket.write(chunk, fn)\n', '    const x = socket !== null && socket.write(chunk, fn)\n'],
  [
    '    clearImmediate(nextWriteTimer)\n    socket.removeListener',
    '    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener',
  ],
];

for (const file of [join(folder, 'src', 'connection.js'), join(folder, 'cjs', 'src', 'connection.js')]) mend(file);

function mend(file) {
  const text = readFileSync(file, 'utf8');
  if (text.includes(MENDED)) return;
  let mended = text;
  for (const [wrong, right] of MENDS) {
    if (mended.split(wrong).length !== 2) {
      console.error(
        `${file} is not the one that is known: see whether postgres still needs scripts/mend-postgres.cjs.`,
      );
      process.exit(1);
    }
    mended = mended.replace(wrong, () => right);
  }
  // As a new file: what is installed may be shared with other folders by hard links.
  writeFileSync(`${file}.mended`, mended);
  renameSync(`${file}.mended`, file);
}
