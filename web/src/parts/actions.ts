import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Account, Action, Operation, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import './action_form.js';
import './ask.js';
import './phone_steps.js';
import {Screen} from './screen.js';

const patience_ms = 60_000;
const pause_ms = 700;
// One of two that undo each other, or a decision that is open for a time: where it is not possible, nobody misses it.
const only_when_possible = new Set(['pause', 'resume', 'accept_history', 'decline_history']);

/** Whether an action is about one guest rather than about the number: the inbox offers those. */
export function of_conversation(action: Action): boolean {
  const names = Object.keys(action.input_schema.properties ?? {});
  return ['conversation', 'contact', 'message', 'to'].some((name) => names.includes(name));
}

interface Asked {
  action: Action;
  given: Record<string, unknown>;
  /** Of disconnect: what exactly is asked for. */
  mode?: 'ask' | 'cancel' | 'force';
}

/**
 * What the number itself offers now, each with its words and, where it is not possible, the reason. An action that
 * cannot be taken back is asked about first. Tells `done` after each.
 */
@customElement('wa-actions')
export class Actions extends Screen {
  static override styles = [
    base,
    css`
      li {
        align-items: start;
        border-block-end: 1px solid var(--line);
        display: grid;
        gap: 0.25rem 1rem;
        grid-template-columns: minmax(0, 1fr) auto;
        padding-block: 0.75rem;
      }
      li:last-child {
        border: 0;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      @container (max-width: 34rem) {
        li {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  @property({attribute: false}) account!: Account;
  @property({attribute: false}) actions: Action[] = [];
  @state() private asked: Asked | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @state() private said = '';

  protected override render(): TemplateResult {
    const mine = this.actions.filter((action) => !action.flags.includes('channel') && !of_conversation(action));
    const offered = mine.filter((action) => action.enabled || !(only_when_possible.has(action.id) || action.reason?.code === 'role_missing'));
    return html`<div role="status">${this.said ? html`<div class="note">${this.said}</div>` : nothing}</div>
      ${this.asked ? nothing : this.refusal(this.problem)}
      <ul>${offered.map((action) => this.line(action))}</ul>
      ${this.asked ? this.question(this.asked) : nothing}`;
  }

  private line(action: Action): TemplateResult {
    const danger = action.flags.includes('dangerous') ? 'danger' : '';
    if (action.id === 'disconnect' && this.account.state === 'disconnect_pending') {
      return html`<li><div>${this.app.t('disconnect.waits_words')}</div><div class="row">
        <button ?disabled=${this.busy || !action.enabled} @click=${() => this.ask({action, given: {mode: 'cancel'}, mode: 'cancel'})}>${this.app.t('disconnect.cancel')}</button>
        <button class="danger" ?disabled=${this.busy || !action.enabled} @click=${() => this.ask({action, given: {mode: 'force'}, mode: 'force'})}>${this.app.t('disconnect.force')}</button>
      </div></li>`;
    }
    const given = action.id === 'disconnect' ? {mode: 'ask'} : {};
    return html`<li>
      <div><div>${action.description}</div>
        ${!action.enabled && action.reason ? html`<div class="muted small">${this.app.words(action.reason).detail} ${this.app.words(action.reason).next}</div>` : nothing}</div>
      <button class=${danger} ?disabled=${this.busy || !action.enabled}
        @click=${() => this.ask({action, given, mode: action.id === 'disconnect' ? 'ask' : undefined})}>${action.title}</button>
    </li>`;
  }

  private needs_input({action, given}: Asked): boolean {
    return Object.keys(action.input_schema.properties ?? {}).some((name) => !(name in given));
  }

  private ask(asked: Asked): void {
    this.problem = undefined;
    this.said = '';
    const sure = asked.action.flags.includes('confirm') && asked.mode !== 'cancel';
    if (sure || this.needs_input(asked)) this.asked = asked;
    else void this.act(asked, asked.given);
  }

  private question(asked: Asked): TemplateResult {
    const t = this.app.t;
    const {action, mode} = asked;
    const no = html`<button type="button" @click=${() => (this.asked = undefined)}>${t('cancel')}</button>`;
    const words = mode ? t(`disconnect.${mode}_words`) : action.description;
    return html`<wa-ask .app=${this.app} .heading=${mode === 'force' ? t('disconnect.force') : action.title} @closed=${() => (this.asked = undefined)}>
      <p>${words}</p>
      ${mode === 'ask' || mode === 'force' ? html`<wa-phone-steps .app=${this.app}></wa-phone-steps>` : nothing}
      ${this.needs_input(asked)
        ? html`<wa-action-form .app=${this.app} .action=${action} .given=${asked.given} .problem=${this.problem} ?busy=${this.busy}
            @send=${(event: CustomEvent) => void this.act(asked, event.detail as Record<string, unknown>)}>${no}</wa-action-form>`
        : html`${this.refusal(this.problem)}<div class="row">
            <button class=${action.flags.includes('dangerous') ? 'danger' : 'main'} ?disabled=${this.busy} @click=${() => void this.act(asked, asked.given)}>${mode === 'force' ? t('disconnect.force') : action.title}</button>${no}</div>`}
    </wa-ask>`;
  }

  private async act(asked: Asked, input: Record<string, unknown>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const operation = await this.app.client.act(`/v1/accounts/${this.account.id}/actions/${asked.action.id}`, input);
      this.asked = undefined;
      this.dispatchEvent(new CustomEvent('done'));
      // What waits for a person on the phone may take days: the number's state tells its end.
      if (asked.mode !== 'ask') this.finish(asked.action, await this.settled(operation));
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
      this.dispatchEvent(new CustomEvent('done'));
    }
  }

  private async settled(operation: Operation): Promise<Operation> {
    const until = Date.now() + patience_ms;
    let now = operation;
    while (now.state === 'pending' && Date.now() < until) {
      await new Promise((resume) => setTimeout(resume, pause_ms));
      now = await this.app.client.operation(operation.id);
    }
    return now;
  }

  private finish(action: Action, operation: Operation): void {
    if (operation.state === 'failed' && operation.problem) this.problem = operation.problem;
    else this.said = this.app.t(operation.state === 'pending' ? 'actions.goes_on' : 'actions.done', {action: action.title});
  }
}
