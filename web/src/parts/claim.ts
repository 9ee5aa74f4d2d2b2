import {Refused, type Client} from '../api/client.js';
import type {Answering, Conversation} from '../api/types.js';

const renewed_ms = 30_000;

/** The other person who is answering there just now, if there is one. */
export function other_answers(conversation: Conversation, now = Date.now()): Answering | undefined {
  const {answering} = conversation;
  return answering && !answering.you && new Date(answering.until).getTime() > now ? answering : undefined;
}

/**
 * Tells the others that this person is answering in a conversation, as long as he writes. Whether a claim can be had is
 * never a reason not to read, and a CRM that cannot answer it lets people write.
 */
export class Claim {
  private of = '';
  private at = 0;
  private asked: Promise<boolean> | undefined;

  constructor(private readonly client: Client) {}

  /** False: somebody else is answering there. */
  async take(conversation: string, over = false): Promise<boolean> {
    if (this.of && this.of !== conversation) void this.end();
    if (!over && this.of === conversation && Date.now() - this.at < renewed_ms) return true;
    if (!over && this.asked) return this.asked;
    this.asked = this.ask(conversation, over);
    try {
      return await this.asked;
    } finally {
      this.asked = undefined;
    }
  }

  private async ask(conversation: string, over: boolean): Promise<boolean> {
    try {
      await this.client.post(`/v1/conversations/${conversation}/claim`, over ? {take_over: true} : {});
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.problem.code === 'conversation_claimed') return false;
      return true;
    }
    this.of = conversation;
    this.at = Date.now();
    return true;
  }

  async end(): Promise<void> {
    const of = this.of;
    this.of = '';
    if (!of) return;
    try {
      await this.client.post(`/v1/conversations/${of}/unclaim`, {});
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // it is over by itself
    }
  }
}
