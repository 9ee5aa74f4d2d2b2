import type {Client} from './api/client.js';
import {Poll} from './api/poll.js';
import type {Conversation} from './api/types.js';

const every = 5_000;
const kept = 'wa-channels.sound';
const note_hz = 660;
const note_seconds = 0.25;

/** Whether a guest wrote last: nobody has answered, neither here nor on the phone. */
export function waits(one: Conversation): boolean {
  return one.last_message?.direction === 'in' && one.last_message.origin !== 'imported';
}

/** How many guests wait for an answer, whatever screen is shown; a short sound when another one does. */
export class Waiting {
  private newest = '';
  private audio: AudioContext | undefined;
  private readonly poll: Poll;

  constructor(
    private readonly client: Client,
    private readonly changed: (count: number) => void,
  ) {
    this.poll = new Poll(() => this.look(), every);
  }

  start(): void {
    this.poll.start();
  }

  stop(): void {
    this.poll.stop();
  }

  get sound(): boolean {
    return localStorage.getItem(kept) === 'on';
  }

  /** A browser plays nothing before a click: this is one. */
  set sound(on: boolean) {
    localStorage.setItem(kept, on ? 'on' : 'off');
    if (on) this.play();
  }

  private async look(): Promise<void> {
    const found = await this.client.get<{conversations: Conversation[]}>('/v1/conversations?limit=50');
    const waiting = found.conversations.filter(waits);
    const newest = waiting.map((one) => `${one.last_message?.sent_at} ${one.last_message?.id}`).sort().at(-1) ?? '';
    if (this.newest && newest > this.newest && this.sound) this.play();
    this.newest = newest > this.newest ? newest : this.newest || ' ';
    this.changed(waiting.length);
  }

  private play(): void {
    this.audio ??= new AudioContext();
    const tone = this.audio.createOscillator();
    const volume = this.audio.createGain();
    const now = this.audio.currentTime;
    tone.frequency.value = note_hz;
    volume.gain.setValueAtTime(0.15, now);
    volume.gain.exponentialRampToValueAtTime(0.001, now + note_seconds);
    tone.connect(volume).connect(this.audio.destination);
    tone.start(now);
    tone.stop(now + note_seconds);
  }
}
