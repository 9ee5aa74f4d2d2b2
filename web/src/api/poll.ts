import {Refused} from './client.js';
import type {Problem} from './types.js';

const hidden_ms = 5_000;
const slowest_ms = 60_000;

/**
 * Asks again and again: every `every` ms while the page is seen, every 5 s while it is not, and ever slower while
 * nothing answers. `work` is never called twice at once. Ends with stop(); now() asks at once.
 */
export class Poll {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private running = false;
  private again = false;
  private stopped = true;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly every: number,
    private readonly failed: (problem: Problem | undefined) => void = () => {},
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    document.addEventListener('visibilitychange', this.seen);
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.seen);
  }

  now(): void {
    if (this.stopped) return;
    if (this.running) this.again = true;
    else void this.run();
  }

  private readonly seen = (): void => {
    if (!document.hidden) this.now();
  };

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    this.running = true;
    try {
      await this.work();
      if (this.failures > 0) this.failed(undefined);
      this.failures = 0;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.failures += 1;
      this.failed(error.problem);
    } finally {
      this.running = false;
      if (!this.stopped) this.timer = setTimeout(() => void this.run(), this.again ? 0 : this.pause());
      this.again = false;
    }
  }

  private pause(): number {
    const usual = document.hidden ? Math.max(hidden_ms, this.every) : this.every;
    return Math.min(slowest_ms, usual * 2 ** Math.min(this.failures, 5));
  }
}
