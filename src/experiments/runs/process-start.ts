import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemCodeOf } from '../../base/system-code.js';

const execute = promisify(execFile);

/**
 * When a process of this machine started, as text that is only compared: together with its number it names one process
 * for ever, however often the system reuses the number. Undefined where there is no such process (any more), a zombie
 * that nobody has collected included; throws where the system doesn't tell.
 */
export async function processStartOf(pid: number): Promise<string | undefined> {
  switch (process.platform) {
    case 'linux':
      return linuxStart(pid);
    case 'win32':
      return windowsStart(pid);
    default:
      return psStart(pid);
  }
}

async function linuxStart(pid: number): Promise<string | undefined> {
  let stat: string;
  try {
    stat = await fs.readFile(`/proc/${String(pid)}/stat`, 'utf8');
  } catch {
    assertGone(pid);
    return undefined;
  }
  // The command name, in parentheses, may hold anything; after it come the state (field 3) and, 19 later, the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const ticks = fields[19];
  if (ticks === undefined || state === 'Z' || state === 'X') {
    return undefined;
  }
  // Ticks count from the boot: a process of before a restart of the machine must not be taken for one after it.
  const boot = await fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()}/${ticks}`;
}

/** Systems may hide the processes of other users; one that is there all the same must not be taken for dead. */
function assertGone(pid: number): void {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ESRCH') {
      return;
    }
  }
  throw new Error(`the system does not tell when process ${String(pid)} started`);
}

async function psStart(pid: number): Promise<string | undefined> {
  const options = { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
  const found = await execute('ps', ['-o', 'state=,lstart=', '-p', String(pid)], options).catch(noSuchProcess);
  const line = found?.stdout.trim() ?? '';
  return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

async function windowsStart(pid: number): Promise<string | undefined> {
  const script = `(Get-Process -Id ${String(pid)} -ErrorAction Stop).StartTime.ToFileTimeUtc()`;
  const found = await execute('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    windowsHide: true,
  }).catch(noSuchProcess);
  const ticks = found?.stdout.trim() ?? '';
  return ticks === '' ? undefined : ticks;
}

/** A program that ran and failed says that there is no such process; one that couldn't be run says nothing. */
function noSuchProcess(thrown: unknown): undefined {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'number') {
    return undefined;
  }
  throw thrown;
}
