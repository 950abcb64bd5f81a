import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import chromiumPackage from '@sparticuz/chromium';
import { type Browser, launch } from 'puppeteer-core';

const INSTALLED = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
/** The locale of containers and servers: Chromium calls its language `en-US@posix` there, which its own Intl refuses. */
const LOCALE = { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };

/** Drawn in software and without hinting, so that pictures look the same everywhere. */
const ARGUMENTS = ['--disable-gpu', '--font-render-hinting=none'];

/** A real Chromium without a window: an installed one where there is one, else the one that npm brings. */
export async function launchChromium(): Promise<Browser> {
  const installed = findInstalled();
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return launch({
    executablePath: installed ?? (await chromiumPackage.executablePath()),
    args: [...ARGUMENTS, ...sandbox],
    env: { ...process.env, ...LOCALE },
    headless: installed === undefined ? 'shell' : true,
  });
}

function findInstalled(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [...folders.flatMap((folder) => INSTALLED.map((name) => join(folder, name))), ...USUAL_PLACES];
  return candidates.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
