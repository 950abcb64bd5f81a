import { endWithReader } from './closed-pipe.ts';
import { createProgram } from './program.ts';
import { runProgram } from './run-program.ts';

endWithReader(process);
process.exitCode = await runProgram(createProgram, process.argv.slice(2), process);
