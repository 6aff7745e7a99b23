import { existsSync } from 'node:fs';
import { runProgram } from './run-program.js';
import { whileLocked } from './while-locked.js';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The executable of a Chromium that is there; undefined where there is none. */
export function findChromium(): string | undefined {
  return [process.env['CHROMIUM_PATH'], ...places].find((file) => file !== undefined && existsSync(file));
}

/** A Chromium's executable: the one of CHROMIUM_PATH, one that is installed, or Debian's, installed now. */
export async function ensureChromium(): Promise<string> {
  if (findChromium() === undefined && existsSync('/usr/bin/apt-get')) {
    await whileLocked('apt-get', async () => {
      if (findChromium() === undefined) {
        console.log('Installing Chromium with apt-get, once for this machine …');
        await aptGet('update');
        await aptGet('install', '-y', '--no-install-recommends', 'chromium');
      }
    });
  }
  const found = findChromium();
  if (found === undefined) {
    throw new Error('No Chromium was found. Install one, or name its executable in CHROMIUM_PATH.');
  }
  return found;
}

async function aptGet(...args: readonly string[]): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await (isRoot ? runProgram('apt-get', args, { env }) : runProgram('sudo', ['-n', 'apt-get', ...args], { env }));
}
