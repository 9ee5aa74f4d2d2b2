import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {DiagnosisAnswer, Operation, Problem, Verdict} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {Screen} from '../parts/screen.js';

const second = 1_000;
const half_a_second = 500;
const longest_wait = 30_000;

interface Catalogue {
  screens: {id: string; words: string}[];
}

/**
 * What keeps a number from being connected, by name: from a connection that failed, from a number, or from what
 * somebody saw. Reading the verdict changes nothing; *Check again* reads the number at WhatsApp first where there is one.
 */
@customElement('wa-diagnose')
export class Diagnose extends Screen {
  static override styles = [
    base,
    css`
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
      }
      legend {
        font-weight: 600;
        padding: 0;
      }
      .screens {
        display: grid;
        gap: 0 1rem;
        grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr));
      }
      ol li {
        padding-block: 0.25rem;
      }
      pre {
        font-size: 0.8125rem;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
    `,
  ];

  @property({attribute: false}) operation_id = '';
  @property({attribute: false}) account_id = '';
  @state() private catalogue: Catalogue | undefined;
  @state() private answer: DiagnosisAnswer | undefined;
  @state() private asked_at = 0;
  @state() private now = 0;
  @state() private saw = new Set<string>();
  @state() private words = '';
  @state() private busy = false;
  @state() private copied = '';
  @state() private problem: Problem | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = setInterval(() => (this.now = Date.now()), second);
    void this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const other = changed.has('operation_id') || changed.has('account_id');
    if (!other || (!this.operation_id && !this.account_id)) return;
    this.answer = undefined;
    void this.ask();
  }

  private async begin(): Promise<void> {
    try {
      this.catalogue = await this.app.client.get<Catalogue>('/v1/diagnosis');
    } catch (error) {
      this.problem = problem_of(error);
    }
  }

  private question(): Record<string, unknown> {
    return {
      ...(this.operation_id ? {operation: this.operation_id} : {}),
      ...(this.account_id ? {account: this.account_id} : {}),
      ...(this.saw.size > 0 ? {saw: [...this.saw]} : {}),
      ...(this.words.trim() ? {words: this.words.trim()} : {}),
    };
  }

  private async ask(): Promise<void> {
    const question = this.question();
    if (Object.keys(question).length === 0) return;
    this.busy = true;
    try {
      this.answer = await this.app.client.post<DiagnosisAnswer>('/v1/diagnosis', question);
      this.asked_at = this.now = Date.now();
      this.problem = undefined;
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }

  /** A number is read at WhatsApp first; what it says comes into the verdict. */
  private async again(): Promise<void> {
    this.busy = true;
    try {
      if (this.account_id) {
        const end = Date.now() + longest_wait;
        let operation: Operation = await this.app.client.act(`/v1/accounts/${this.account_id}/actions/refresh`, {});
        while (operation.state === 'pending' && Date.now() < end) {
          await new Promise((resume) => setTimeout(resume, half_a_second));
          operation = await this.app.client.operation(operation.id);
        }
      }
      await this.ask();
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`<div class="page">
      ${this.back_to_numbers()}
      <h1>${t('diagnose.title')}</h1>
      <p>${t('diagnose.words')}</p>
      ${this.refusal(this.problem)}
      <div role="status">${this.answer ? this.verdicts(this.answer) : nothing}</div>
      ${this.form()}
    </div>`;
  }

  private form(): TemplateResult {
    const t = this.app.t;
    return html`<form class="card" @submit=${(event: Event) => this.submit(event)}>
      <label class="field"><span>${t('diagnose.said')}</span>
        <textarea rows="3" maxlength="2000" .value=${this.words} @input=${(event: Event) => (this.words = (event.target as HTMLTextAreaElement).value)}></textarea></label>
      <fieldset>
        <legend>${t('diagnose.screens')}</legend>
        ${this.catalogue
          ? html`<div class="screens">${this.catalogue.screens.map(
              (one) => html`<label class="choice"><input type="checkbox" .checked=${this.saw.has(one.id)} @change=${() => this.toggle(one.id)}><span>${one.words}</span></label>`,
            )}</div>`
          : this.problem ? nothing : this.waiting()}
      </fieldset>
      <button class="main" ?disabled=${this.busy}>${t('diagnose.ask')}</button>
    </form>`;
  }

  private submit(event: Event): void {
    event.preventDefault();
    void this.find_out();
  }

  /** The answer stands above the questions, which may have been scrolled through to the button. */
  private async find_out(): Promise<void> {
    await this.ask();
    await this.updateComplete;
    this.renderRoot.querySelector('[role=alert], [role=status]')?.scrollIntoView({block: 'start'});
  }

  private toggle(id: string): void {
    const saw = new Set(this.saw);
    if (!saw.delete(id)) saw.add(id);
    this.saw = saw;
  }

  private verdicts(answer: DiagnosisAnswer): TemplateResult {
    if (answer.unknown) return html`<div class="note warn"><p>${answer.unknown.detail}</p><p>${answer.unknown.next}</p></div>`;
    const [first, ...others] = answer.verdicts;
    return html`${first ? this.verdict(first) : nothing}
      ${others.length > 0 ? html`<details><summary>${this.app.t('diagnose.others', {count: others.length})}</summary>${others.map((one) => this.verdict(one))}</details>` : nothing}`;
  }

  private verdict(verdict: Verdict): TemplateResult {
    const t = this.app.t;
    return html`<section class="card">
      <p class="small muted">${verdict.certainty_words}</p>
      <h2>${verdict.name}</h2>
      <p>${verdict.words}</p>
      <h3>${t('diagnose.evidence')}</h3>
      <ul>${verdict.evidence.map((one) => html`<li>${one.words}</li>`)}</ul>
      <h3>${t('diagnose.steps')}</h3>
      <ol>${verdict.steps.map((step) => html`<li>${step.words} <span class="muted small">(${step.who_words})</span></li>`)}</ol>
      ${this.next(verdict)}
      ${verdict.support ? this.support(verdict.blocker, verdict.support) : nothing}
    </section>`;
  }

  private next(verdict: Verdict): TemplateResult {
    const t = this.app.t;
    const {again} = verdict;
    const left = Math.max(0, Math.ceil((again.seconds ?? 0) - (this.now - this.asked_at) / second));
    return html`<p>${again.state === 'later' && left === 0 ? nothing : again.words}
        ${left > 0 ? html`<strong role="timer">${this.countdown(left)}</strong>` : nothing}</p>
      <div class="row">
        <button ?disabled=${this.busy || left > 0} @click=${() => void this.again()}>${t('diagnose.again')}</button>
        ${this.operation_id && this.app.admin && again.state !== 'stop' && left === 0
          ? html`<a class="button" href=${this.app.address({screen: 'connect'})} @click=${(event: Event) => this.app.follow(event, {screen: 'connect'})}>${t('dialog.start_again')}</a>`
          : nothing}
      </div>`;
  }

  private countdown(seconds: number): string {
    const t = this.app.t;
    const minute = 60;
    const hour = 60 * minute;
    const day = 24 * hour;
    if (seconds >= day) return t('diagnose.days', {count: Math.ceil(seconds / day)});
    if (seconds >= hour) return t('diagnose.hours', {count: Math.ceil(seconds / hour)});
    if (seconds > minute) return t('diagnose.minutes', {count: Math.ceil(seconds / minute)});
    return t('diagnose.seconds', {count: seconds});
  }

  private support(blocker: string, text: string): TemplateResult {
    const t = this.app.t;
    return html`<details>
      <summary>${t('diagnose.support')}</summary>
      <pre lang="en" dir="ltr">${text}</pre>
      <div class="row"><button @click=${() => void this.copy(blocker, text)}>${t('diagnose.copy')}</button><span role="status">${this.copied === blocker ? t('blocked.copied') : nothing}</span></div>
    </details>`;
  }

  private async copy(blocker: string, text: string): Promise<void> {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    this.copied = blocker;
  }
}
