import {html, nothing, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Conversation, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import './ask.js';
import {name_of} from './message_words.js';
import {Screen} from './screen.js';

const page_size = 200;

interface Held {
  contact: unknown;
  conversations: unknown[];
  notes?: unknown[];
  messages: unknown[];
  next_cursor?: string;
}

/** What a person may ask of a hotel, for admins: all that is held of him as a file, and that he is forgotten, which is told as `forgotten`. */
@customElement('wa-person-rights')
export class PersonRights extends Screen {
  @property({attribute: false}) conversation!: Conversation;
  @state() private sure = false;
  @state() private busy = false;
  @state() private read = 0;
  @state() private problem: Problem | undefined;

  private get path(): string {
    return `/admin/contacts/${this.conversation.contact}`;
  }

  private get tenant(): string {
    return `tenant=${encodeURIComponent(this.conversation.tenant)}`;
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`${this.sure ? nothing : this.refusal(this.problem)}
      <div class="row">
        <button ?disabled=${this.busy} @click=${() => void this.hand_over()}>${t('person.export')}</button>
        <button class="danger" ?disabled=${this.busy} @click=${() => (this.sure = true)}>${t('person.forget')}</button>
        <span class="small muted" role="status">${this.read > 0 ? t('person.exporting', {count: this.read}) : nothing}</span>
      </div>
      ${this.sure ? this.question() : nothing}`;
  }

  private question(): TemplateResult {
    const t = this.app.t;
    return html`<wa-ask .app=${this.app} .heading=${t('person.forget_title', {name: name_of(this.app, this.conversation.person)})} @closed=${() => (this.sure = false)}>
      <p>${t('person.forget_words')}</p>
      <p>${t('person.forget_not')}</p>
      ${this.refusal(this.problem)}
      <div class="row"><button class="danger" ?disabled=${this.busy} @click=${() => void this.forget()}>${t('person.forget')}</button>
        <button @click=${() => (this.sure = false)}>${t('cancel')}</button></div>
    </wa-ask>`;
  }

  /** Page by page into one file, which the browser saves; nothing of it stays here. */
  private async hand_over(): Promise<void> {
    await this.doing(async () => {
      const {client} = this.app;
      let page = await client.get<Held>(`${this.path}/export?limit=${page_size}&${this.tenant}`);
      const {contact, conversations, notes} = page;
      const messages = [...page.messages];
      while (page.next_cursor) {
        this.read = messages.length;
        page = await client.get<Held>(`${this.path}/export?limit=${page_size}&${this.tenant}&cursor=${encodeURIComponent(page.next_cursor)}`);
        messages.push(...page.messages);
      }
      const text = JSON.stringify({contact, conversations, notes, messages}, undefined, 2);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], {type: 'application/json'}));
      link.download = `${this.conversation.contact}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    });
    this.read = 0;
  }

  private async forget(): Promise<void> {
    await this.doing(async () => {
      await this.app.client.post(`${this.path}/erase?${this.tenant}`, {});
      this.sure = false;
      this.dispatchEvent(new CustomEvent('forgotten', {bubbles: true, composed: true}));
    });
  }

  private async doing(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }
}
