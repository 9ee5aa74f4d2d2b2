import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Operation, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {icon, type Shape} from '../look/icons.js';
import {Screen} from './screen.js';

type State = 'good' | 'missing' | 'doubt' | 'ask';

interface Check {
  id: string;
  state: State;
  detail?: string;
  value?: string;
  code?: string; // which of several faults
  at?: string;
}

const shapes: Record<State, Shape> = {good: 'tick', missing: 'cross', doubt: 'alert', ask: 'unknown'};
const tones: Record<State, string> = {good: 'good', missing: 'bad', doubt: 'warn', ask: 'muted'};
const half_a_second = 500;

/** What an admin looks at before a number is connected, each with how to mend it. Tells `checked` after a look. */
@customElement('wa-setup')
export class Setup extends Screen {
  static override styles = [
    base,
    css`
      li {
        list-style: none;
        overflow-wrap: anywhere; /* addresses and names of permissions on a phone */
        padding-block: 0.3rem;
        padding-inline-start: 1.75rem;
        position: relative;
      }
      li > svg {
        inset-block-start: 0.45rem;
        inset-inline-start: 0;
        position: absolute;
      }
      ul {
        padding: 0;
      }
      .good {
        color: var(--good);
      }
      .bad {
        color: var(--bad);
      }
      .warn {
        color: var(--warn);
      }
    `,
  ];

  @property({attribute: false}) provider: 'coex' | 'meta' = 'coex';
  @property({attribute: false}) tenant = '';
  @property({attribute: false}) road = ''; // the app, where there are several
  @state() private checks: Check[] | undefined;
  @state() private ready = false;
  @state() private busy = false;
  @state() private problem: Problem | undefined;

  private async look(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      let operation: Operation = await this.app.client.act(`/v1/channels/${this.provider}/actions/check_setup`, {tenant: this.tenant, ...(this.road ? {road: this.road} : {})});
      while (operation.state === 'pending') {
        await new Promise((resume) => setTimeout(resume, half_a_second));
        operation = await this.app.client.operation(operation.id);
      }
      this.problem = operation.problem;
      this.checks = operation.result?.checks as Check[] | undefined;
      this.ready = operation.result?.ready === true;
      this.dispatchEvent(new CustomEvent('checked'));
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`<details ?open=${this.checks !== undefined && !this.ready}>
      <summary>${t('setup.title')}</summary>
      <p class="muted">${t('setup.words')}</p>
      ${this.refusal(this.problem)}
      <div role="status">${this.checks ? html`<p>${t(this.ready ? 'setup.ready' : 'setup.not_ready')}</p><ul>${this.checks.map((check) => this.one(check))}</ul>` : nothing}</div>
      <button ?disabled=${this.busy || !this.tenant} @click=${() => void this.look()}>${t('setup.check')}</button>
    </details>`;
  }

  private one(check: Check): TemplateResult {
    const {t, texts, format} = this.app;
    const mend = check.state === 'good' ? undefined : ((check.code && texts.find(`setup.${check.id}_${check.code}`)) ?? texts.find(`setup.${check.id}_mend`));
    return html`<li class=${tones[check.state]}>${icon(shapes[check.state])} <strong>${texts.find(`setup.${check.id}`) ?? check.id}</strong>
      <span class="small">(${t(`setup.state_${check.state}`)})</span>
      ${mend ? html`<br><span>${mend}</span>` : nothing}
      ${check.value && check.state !== 'good' ? html`<br><code>${check.value}</code>` : nothing}
      ${check.at ? html`<br><span class="small">${t('setup.seen_at', {when: format.moment(check.at, this.app.zone(this.tenant))})}</span>` : nothing}
      ${check.detail ? html`<br><span class="small">${check.detail}</span>` : nothing}</li>`;
  }
}
