/** Loaded before the server: its clock is ten minutes ahead of all others. */
const AHEAD_MS = 10 * 60 * 1000;

const RealDate = Date;
const now = () => RealDate.now() + AHEAD_MS;

globalThis.Date = class extends RealDate {
  constructor(...values) {
    if (values.length === 0) super(now());
    else super(...values);
  }

  static now() {
    return now();
  }
};
