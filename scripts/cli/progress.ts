/** Progress on standard error: a bar on a terminal, a line now and then elsewhere. */
const WIDTH = 28;
const BAR_MS = 100;
const LINE_MS = 5_000;

export interface Progress {
  /** @param share 0 to 1; undefined while the whole is not known. */
  show(share: number | undefined, text: string): void;
  /** Clears the bar; `text`, if given, stays. */
  end(text?: string): void;
}

export const progressOn = (output: NodeJS.WriteStream, what: string): Progress => {
  let shownAt = output.isTTY ? 0 : Date.now();
  let drawn = false;
  const clear = (): void => {
    if (drawn) output.write('\r\u001B[K');
    drawn = false;
  };
  return {
    show(share, text) {
      const now = Date.now();
      if (now - shownAt < (output.isTTY ? BAR_MS : LINE_MS)) return;
      shownAt = now;
      const percent = share === undefined ? '' : `${String(Math.floor(share * 100)).padStart(3)} % `;
      if (!output.isTTY) {
        output.write(`${what}: ${percent}${text}\n`);
        return;
      }
      const full = Math.round((share ?? 0) * WIDTH);
      output.write(`\r${what} ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${percent}${text}\u001B[K`);
      drawn = true;
    },
    end(text) {
      clear();
      if (text !== undefined) output.write(`${text}\n`);
    },
  };
};
