import { styleText } from 'node:util';

const VERBOSE = process.argv.includes('--verbose');

type Style = Parameters<typeof styleText>[0];

/** Colors, where there is somebody to see them. */
function paint(style: Style, text: string): string {
  return process.stdout.isTTY ? styleText(style, text) : text;
}

function line(text = ''): void {
  process.stdout.write(`${text}\n`);
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((each) => `   ${each}`)
    .join('\n');
}

/** The output of the sandbox. Everything that is printed has just happened. With `--verbose`, it has all commands and JSON. */
export const screen = {
  title(text: string): void {
    line();
    line(paint('bold', text));
    line();
  },
  say(text: string): void {
    line(text);
  },
  /** A place or a value, by its name. */
  fact(name: string, value: string, about = ''): void {
    line(`${name.padEnd(10)} ${value}${about && paint('dim', `  ${about}`)}`);
  },
  /** A numbered step of the story. */
  step(number: number, text: string): void {
    line();
    line(`${paint('cyan', `${number}.`)} ${paint('bold', text)}`);
  },
  /** A message, once it has reached its chat. */
  chat(author: string, text: string, marks = ''): void {
    line(`   ${paint('green', author.padEnd(14))} > ${text}${marks && `  ${paint('blue', marks)}`}`);
  },
  /** A command to try. */
  command(text: string): void {
    line(paint('yellow', indent(text)));
  },
  /** A call that was made, and its answer. */
  call(method: string, path: string, status: number, command: string, answer: string): void {
    if (VERBOSE) line(paint('yellow', indent(command)));
    line(paint(status < 400 ? 'dim' : 'red', indent(`${method} ${path} → ${status}`)));
    if (VERBOSE) line(indent(answer));
  },
  /** A webhook that arrived. */
  webhook(event: string, about: string, body: string): void {
    line(paint('dim', indent(`← webhook ${[event, about].filter((word) => word !== '').join(' ')}`)));
    if (VERBOSE) line(indent(body));
  },
  refused(text: string): void {
    line(paint('red', indent(`← webhook refused: ${text}`)));
  },
};
