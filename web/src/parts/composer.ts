import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';

import type {Account, Action, Answering, Conversation, Problem, SavedReply} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import './action_form.js';
import './ask.js';
import {Claim, other_answers} from './claim.js';
import {filled} from './saved_replies.js';
import {Screen} from './screen.js';

const longest = 4096;

/**
 * Where staff answer. Enter sends. A text that could not be sent stays where it is, under the key with which it was
 * tried: trying again cannot send it twice. Other ways to write come from the number's own list of actions.
 */
@customElement('wa-composer')
export class Composer extends Screen {
  static override styles = [
    base,
    css`
      :host {
        background: var(--surface);
        border-block-start: 1px solid var(--line);
        display: block;
        padding: 0.6rem 0.75rem;
      }
      form {
        align-items: end;
        display: grid;
        gap: 0.5rem;
        grid-template-columns: minmax(0, 1fr) auto;
      }
      textarea {
        block-size: 2.75rem;
        field-sizing: content;
        max-block-size: 10rem;
        min-block-size: 2.75rem;
        resize: none;
      }
      .note {
        margin-block: 0 0.5rem;
      }
    `,
  ];

  @property({attribute: false}) conversation!: Conversation;
  @property({attribute: false}) account: Account | undefined;
  @property({attribute: false}) actions: Action[] = [];
  @state() private text = '';
  @state() private busy = false;
  @state() private problem: Problem | undefined;
  @state() private other: Action | undefined;
  @query('textarea') private area!: HTMLTextAreaElement | null;
  @state() private choosing = false;
  @state() private over = ''; // the conversation in which the person writes though somebody else does
  private claim: Claim | undefined;
  private key = '';
  private drafts = new Map<string, string>();
  private of = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('conversation') || this.of === this.conversation.id) return;
    if (this.of) this.drafts.set(this.of, this.text);
    this.of = this.conversation.id;
    this.text = this.drafts.get(this.of) ?? '';
    this.key = '';
    this.problem = undefined;
    this.other = undefined;
    this.choosing = false;
    this.over = '';
    void this.claim?.end();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.claim?.end();
  }

  protected override render(): TemplateResult | typeof nothing {
    const t = this.app.t;
    const send = this.actions.find((action) => action.id === 'send_text');
    if (!send) return nothing;
    const closed = this.conversation.window.state === 'closed';
    const others = this.actions.filter((action) => action.id.startsWith('send_') && !['send_text', 'send_again'].includes(action.id) && action.enabled);
    return html`${this.refusal(this.problem)}
      ${!send.enabled && send.reason ? this.stopped(send.reason) : closed ? html`<div class="note warn"><p>${t('composer.closed')}</p><p>${t(others.length ? 'composer.closed_template' : 'composer.closed_next')}</p></div>` : this.form()}
      ${send.enabled && others.length
        ? html`<details><summary class="small">${t('composer.more')}</summary><div class="row">${others.map((action) => html`<button class="plain" @click=${() => (this.other = action)}>${action.title}</button>`)}</div></details>`
        : nothing}
      ${this.other ? this.form_of(this.other) : nothing}
      ${this.choosing
        ? html`<wa-saved-replies .app=${this.app} .tenant=${this.conversation.tenant} @closed=${() => (this.choosing = false)} @choose=${(event: CustomEvent<SavedReply>) => void this.insert(event.detail)}></wa-saved-replies>`
        : nothing}`;
  }

  private stopped(problem: Problem): TemplateResult {
    const {detail, next} = this.app.words(problem);
    return html`<div class="note warn"><p>${detail}</p><p>${next}</p></div>`;
  }

  private form(): TemplateResult {
    const t = this.app.t;
    const other = this.over === this.conversation.id ? undefined : other_answers(this.conversation);
    return html`${other ? this.taken(other) : nothing}<form @submit=${(event: Event) => {
        event.preventDefault();
        void this.send();
      }}>
      <textarea rows="1" maxlength=${longest} aria-label=${t('composer.label')} placeholder=${t('composer.label')} .value=${this.text}
        @input=${(event: InputEvent) => this.typed((event.target as HTMLTextAreaElement).value)}
        @keydown=${(event: KeyboardEvent) => this.pressed(event)}></textarea>
      <button class="main" ?disabled=${this.busy || this.text.trim() === '' || other !== undefined}>${t('composer.send')}</button>
    </form>
    <button class="plain small" @click=${() => (this.choosing = true)}>${t('replies.title')}</button>`;
  }

  /** So that two do not answer at once: whoever comes second is told, and may still write. */
  private taken(other: Answering): TemplateResult {
    const t = this.app.t;
    const since = this.app.format.time(other.since, this.app.zone(this.conversation.tenant));
    return html`<div class="note warn row spread" role="status"><span>${t('answering.other', {name: other.name, since})}</span>
      <button type="button" @click=${() => void this.take_over()}>${t('answering.anyway')}</button></div>`;
  }

  private async take_over(): Promise<void> {
    this.over = this.conversation.id;
    this.claim ??= new Claim(this.app.client);
    await this.claim.take(this.conversation.id, true);
    this.dispatchEvent(new CustomEvent('claimed'));
    await this.updateComplete;
    this.area?.focus();
  }

  /** Whether this person may write there; the list is asked again where somebody else is. */
  private async claimed(): Promise<boolean> {
    this.claim ??= new Claim(this.app.client);
    const ours = await this.claim.take(this.conversation.id);
    if (!ours) this.dispatchEvent(new CustomEvent('claimed'));
    return ours;
  }

  private async insert(reply: SavedReply): Promise<void> {
    this.choosing = false;
    const text = filled(reply.text, this.app, this.conversation, this.account);
    this.typed(this.text.trim() ? `${this.text.trimEnd()}\n${text}` : text);
    await this.updateComplete;
    this.area?.focus();
  }

  private typed(text: string): void {
    this.text = text;
    this.key = ''; // another text is another intent
    if (text.trim() && this.over !== this.conversation.id && !other_answers(this.conversation)) void this.claimed();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void this.send();
  }

  private async send(): Promise<void> {
    const text = this.text.trim();
    if (!text || this.busy || !this.account) return;
    this.key = this.key || crypto.randomUUID();
    this.busy = true;
    this.problem = undefined;
    try {
      if (this.over !== this.conversation.id && !(await this.claimed())) return;
      await this.app.client.act(`/v1/accounts/${this.account.id}/actions/send_text`, {conversation: this.conversation.id, text}, this.key);
      this.text = '';
      this.key = '';
      this.over = '';
      void this.claim?.end();
      this.dispatchEvent(new CustomEvent('sent'));
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
      await this.updateComplete;
      this.area?.focus();
    }
  }

  private form_of(action: Action): TemplateResult {
    return html`<wa-ask .app=${this.app} .heading=${action.title} @closed=${() => (this.other = undefined)}>
      <p>${action.description}</p>
      <wa-action-form .app=${this.app} .action=${action} .given=${{conversation: this.conversation.id}} .hides=${['to', 'contact']}
        .problem=${this.problem} ?busy=${this.busy} @send=${(event: CustomEvent) => void this.send_other(action, event.detail)}>
        <button type="button" @click=${() => (this.other = undefined)}>${this.app.t('cancel')}</button>
      </wa-action-form>
    </wa-ask>`;
  }

  private async send_other(action: Action, input: unknown): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.app.client.act(`/v1/accounts/${this.account!.id}/actions/${action.id}`, input);
      this.other = undefined;
      this.dispatchEvent(new CustomEvent('sent'));
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }
}
