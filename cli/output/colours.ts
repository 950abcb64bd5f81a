import { isatty } from 'node:tty';
import pc from 'picocolors';

const STANDARD_OUTPUT = 1;

/**
 * Colours where a person looks at them: on a terminal that has them, never in a pipe, a file or a build log.
 * `hasColors` knows NO_COLOR, FORCE_COLOR and TERM; it is there on terminals only.
 */
export const colours = pc.createColors(isatty(STANDARD_OUTPUT) && process.stdout.hasColors());
