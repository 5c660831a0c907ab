const colours = process.stdout.isTTY;

function paint(code: number, text: string): string {
  return colours ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function line(text = ''): void {
  process.stdout.write(`${text}\n`);
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((each) => `    ${each}`)
    .join('\n');
}

/** The output of the sandbox. Everything that is printed has just happened. */
export const screen = {
  title(text: string): void {
    line();
    line(paint(1, text));
  },
  say(text: string): void {
    line(text);
  },
  /** A numbered step of the story. */
  step(number: number, text: string): void {
    line();
    line(`${paint(36, `${number}.`)} ${paint(1, text)}`);
  },
  /** A command that has the same effect as the call. */
  command(text: string): void {
    line(paint(33, indent(text)));
  },
  /** The answer to a call. */
  answer(status: number, body: string): void {
    line(paint(status < 400 ? 32 : 31, indent(`-> ${status} ${body}`)));
  },
  webhook(text: string): void {
    line(paint(35, `    <- webhook ${text}`));
  },
};
