// Stands in for the desktop `code` executable: takes the arguments that @vscode/test-electron passes, runs the tests in a VS Code
// server with a headless window, and ends with VS Code's own status. So the same tests run where a desktop VS Code can't be had.
import { runInExtensionHost } from './run-in-extension-host.js';

async function main(args: readonly string[]): Promise<number> {
  const option = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const extension = option('extensionDevelopmentPath');
  const tests = option('extensionTestsPath');
  const workspace = args.find((arg) => !arg.startsWith('-'));
  if (extension === undefined || tests === undefined || workspace === undefined) {
    console.error('Only runs of extension tests in a folder are supported.');
    return 64;
  }
  return runInExtensionHost({ extension, tests, workspace });
}

void main(process.argv.slice(2)).then((status) => process.exit(status));
