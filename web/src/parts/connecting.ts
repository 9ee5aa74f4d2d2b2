import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {ConnectResult, Operation, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {icon, type Shape} from '../look/icons.js';
import type {Key} from '../text/catalogue.js';
import {Screen} from './screen.js';

const every = 1_000;
const second = 1_000;
const of_phone = ['waiting', 'exchange', 'inspect', 'numbers', 'subscribe', 'fields', 'delivery', 'contacts', 'history'] as const;
const of_api = ['waiting', 'exchange', 'inspect', 'numbers', 'subscribe', 'register', 'fields', 'delivery'] as const;
type Stage = (typeof of_phone)[number] | (typeof of_api)[number];
const can_be_skipped = new Set(['fields', 'delivery']);
const also: Record<string, Stage> = {claim: 'exchange', choose: 'numbers', settle: 'history'};

const for_another_path = /^dialog_(left|without|migration|access)/;

const dedicated = (operation: Operation): boolean => operation.provider === 'meta';

/**
 * A running connection: the dialog's window, then the steps with ticks, then what came of it. Whether the window is
 * closed is a hint only: the platform's pages cut it off from this one. What counts is the operation, asked for every
 * second and at once when the callback's page calls. Tells `anew` when somebody wants a clean attempt.
 */
@customElement('wa-connecting')
export class Connecting extends Screen {
  static override styles = [
    base,
    css`
      ol {
        list-style: none;
        padding: 0;
      }
      ol li {
        align-items: center;
        display: flex;
        gap: 0.6rem;
        padding-block: 0.3rem;
      }
      code {
        overflow-wrap: anywhere;
      }
      .good {
        color: var(--good);
      }
      .bad {
        color: var(--bad);
      }
    `,
  ];

  @property({attribute: false}) operation_id = '';
  @property({attribute: false}) popup: Window | null = null;
  /** Of the SDK's window: why its code was not taken, and whether it is gone without one. */
  @property({attribute: false}) unheard: Problem | undefined;
  @property({type: Boolean}) silent = false;
  @state() private operation: Operation | undefined;
  @state() private problem: Problem | undefined;
  @state() private elapsed = 0;
  @state() private busy = false;
  private channel: BroadcastChannel | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;

  private readonly poll = this.polls(() => this.load(), every, (problem) => (this.problem = problem));

  override connectedCallback(): void {
    super.connectedCallback();
    this.channel = new BroadcastChannel('coexist-connect');
    this.channel.addEventListener('message', () => this.poll.now());
    this.clock = setInterval(() => this.count(), second);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.channel?.close();
    clearInterval(this.clock);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('operation_id') && this.operation?.id !== this.operation_id) {
      this.operation = undefined;
      this.poll.now();
    }
  }

  private async load(): Promise<void> {
    this.operation = await this.app.client.operation(this.operation_id);
    this.problem = undefined;
    if (this.operation.state !== 'pending') this.poll.stop();
  }

  private count(): void {
    if (this.operation) this.elapsed = Math.max(0, Date.now() - new Date(this.operation.created_at).getTime());
  }

  protected override render(): TemplateResult {
    const operation = this.operation;
    if (!operation) return this.problem ? html`${this.refusal(this.problem)}${this.start_again()}` : this.waiting();
    const result = operation.result as unknown as ConnectResult;
    return html`${this.refusal(this.problem)}
      ${operation.state === 'succeeded' ? this.done(operation) : operation.state === 'failed' ? this.failed(operation) : result.stage === 'waiting' ? this.in_dialog(operation, result) : nothing}
      ${operation.state === 'pending' && result.stage === 'choose' ? this.choice(operation, result) : nothing}
      ${this.steps(operation, result)}`;
  }

  private in_dialog(operation: Operation, result: ConnectResult): TemplateResult {
    const t = this.app.t;
    const minutes = Math.floor(this.elapsed / (60 * second));
    const said = this.said(operation, result);
    if (said) return said;
    return html`<section class="card">
      <h2>${t('dialog.open')}</h2>
      ${this.refusal(this.unheard)}
      ${this.silent && !this.unheard ? html`<p class="note warn" role="status">${t('dialog.silent')}</p>` : nothing}
      <ul>${dedicated(operation) ? html`<li>${t('dialog.dedicated')}</li>` : html`<li>${t('dialog.code')}</li><li>${t('dialog.sms')}</li>`}<li>${t('dialog.last')}</li></ul>
      <p class="muted">${minutes > 0 ? t('dialog.minutes', {count: minutes}) : t('dialog.now')}</p>
      <div class="row">
        <a class="button" href=${result.authorization_url ?? ''} target="wa-connect" @click=${(event: Event) => this.reopen(event, result)}>${t('dialog.closed')}</a>
        <button @click=${() => void this.call_off()} ?disabled=${this.busy}>${t('dialog.start_again')}</button>
      </div>
    </section>`;
  }

  /** What the dialog's window told last of itself, where that is no good end: in words, with the next step. */
  private said(operation: Operation, result: ConnectResult): TemplateResult | undefined {
    const {t, texts} = this.app;
    const step = result.steps.findLast((one) => one.code?.startsWith('dialog_'));
    if (step?.state !== 'warned') return undefined;
    const alone = dedicated(operation);
    const detail = (alone ? texts.find(`said.${step.code}_api`) : undefined) ?? texts.find(`said.${step.code}`) ?? step.detail;
    const next = (alone && for_another_path.test(step.code ?? '') ? t('said.next_api') : undefined) ?? texts.find(`said.${step.code}.next`);
    return html`<section class="card">
      <h2>${t('said.title')}</h2>
      <div class="note bad" role="alert"><p>${detail}</p>${next ? html`<p>${next}</p>` : nothing}
        ${step.platform || step.trace_id ? html`<p class="small">${step.platform ? t('said.number', {code: step.platform}) : nothing} ${step.trace_id ? t('said.session', {session: step.trace_id}) : nothing}</p>` : nothing}</div>
      ${this.refusal(this.unheard)}
      <p class="muted">${t('said.or_wait')}</p>
      <div class="row">
        <button class="main" @click=${() => void this.call_off()} ?disabled=${this.busy}>${t('dialog.start_again')}</button>
        <a class="button" href=${this.app.address({screen: 'diagnose', operation: operation.id})} @click=${(event: Event) => this.app.follow(event, {screen: 'diagnose', operation: operation.id})}>${t('diagnose.link')}</a>
      </div>
    </section>`;
  }

  private reopen(event: Event, result: ConnectResult): void {
    event.preventDefault();
    window.open(result.authorization_url, 'wa-connect', 'popup,width=680,height=780');
  }

  /** A half-finished attempt is never continued: it is ended, and the next begins clean. */
  private async call_off(): Promise<void> {
    await this.tell({cancel: true});
    this.dispatchEvent(new CustomEvent('anew'));
  }

  private async tell(more: Record<string, unknown>): Promise<void> {
    const operation = this.operation!;
    this.busy = true;
    try {
      await this.app.client.act(`/v1/channels/${operation.provider}/actions/continue_connect`, {tenant: operation.tenant, operation: operation.id, ...more});
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
      this.poll.now();
    }
  }

  private choice(operation: Operation, result: ConnectResult): TemplateResult {
    const t = this.app.t;
    return html`<section class="card">
      <h2>${t('connect.choose')}</h2>
      <div class="row">${result.candidates?.map(
        (one) => html`<button ?disabled=${this.busy} @click=${() => void this.tell({phone_number_id: one.phone_number_id})}>${this.phone(one.address)} ${one.name}</button>`,
      )}</div>
      <p class="muted small">${operation.id}</p>
    </section>`;
  }

  private steps(operation: Operation, result: ConnectResult): TemplateResult {
    const t = this.app.t;
    const stages: readonly Stage[] = dedicated(operation) ? of_api : of_phone;
    const last = result.steps.at(-1)?.step ?? 'waiting';
    const stage = result.stage === 'failed' ? last : result.stage;
    const at = result.stage === 'done' ? stages.length : stages.indexOf((also[stage] ?? stage) as Stage);
    const failed = operation.state === 'failed';
    return html`<section class="card">
      <h2>${t('connect.steps')}</h2>
      <ol aria-live="polite">
        ${stages.map((one, place) => {
          const shape: Shape = place < at ? 'tick' : place > at ? 'circle' : failed ? 'cross' : 'turning';
          const tone = place < at ? 'good' : place > at ? 'muted' : failed ? 'bad' : '';
          const word: Key = place < at ? 'step.done' : place > at ? 'step.later' : failed ? 'step.failed' : 'step.now';
          return html`<li class=${tone}>${icon(shape, shape === 'turning' ? 'turning' : '')}<span>${t(`step.${one}`)}<span class="only-read"> ${t(word)}</span></span></li>`;
        })}
      </ol>
      ${operation.state === 'pending' && can_be_skipped.has(result.stage)
        ? html`<p class="muted">${t(`wait.${result.stage}` as 'wait.fields')}</p><button ?disabled=${this.busy} @click=${() => void this.tell({go_on: true})}>${t('connect.go_on')}</button>`
        : nothing}
      ${this.for_support(operation, result)}
    </section>`;
  }

  private for_support(operation: Operation, result: ConnectResult): TemplateResult {
    return html`<details><summary class="small">${this.app.t('details')}</summary>
      <p class="small"><code>${operation.id}</code> ${operation.problem ? html`<code>${operation.problem.code}</code>` : nothing}</p>
      <ul class="small">${result.steps.map((step) => html`<li>${this.app.format.moment(step.at, this.app.zone(operation.tenant))}: ${step.step} ${step.state} ${step.code} ${step.detail} ${step.trace_id}</li>`)}</ul>
    </details>`;
  }

  private done(operation: Operation): TemplateResult {
    const t = this.app.t;
    const place = {screen: 'number', id: operation.account ?? ''} as const;
    return html`<section class="card" role="status">
      <h2 class="good">${icon('tick')} ${t('connected.title')}</h2>
      ${dedicated(operation)
        ? html`<p>${t('connected.dedicated')}</p>`
        : html`<ul><li>${t('connected.import')}</li><li>${t('connected.keep_open')}</li><li>${t('connected.weekly')}</li></ul>`}
      <a class="button main" href=${this.app.address(place)} @click=${(event: Event) => this.app.follow(event, place)}>${t('connected.look')}</a>
    </section>`;
  }

  private failed(operation: Operation): TemplateResult {
    return html`<section class="card"><h2>${this.app.t('connect.failed')}</h2>${this.refusal(operation.problem)}
      <div class="row">${this.start_again()}<a class="button" href=${this.app.address({screen: 'diagnose', operation: operation.id})} @click=${(event: Event) => this.app.follow(event, {screen: 'diagnose', operation: operation.id})}>${this.app.t('diagnose.link')}</a></div></section>`;
  }

  private start_again(): TemplateResult {
    return html`<button class="main" @click=${() => this.dispatchEvent(new CustomEvent('anew'))}>${this.app.t('dialog.start_again')}</button>`;
  }
}
