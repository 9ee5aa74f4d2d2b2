import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Account, Action, Problem, Provider} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {icon} from '../look/icons.js';
import {of_conversation} from '../parts/actions.js';
import '../parts/phone_steps.js';
import {Screen} from '../parts/screen.js';

const providers = ['coex', 'meta', 'meow'] as const;

/**
 * One page for the wall behind the reception: what this kind of number is, what to do each day, and what can be done
 * with it. Actions are those that the plugin offers for it, in its words.
 */
@customElement('wa-guide')
export class Guide extends Screen {
  static override styles = [
    base,
    css`
      h1 {
        margin-block-start: 0.75rem;
      }
      h1 svg {
        color: var(--accent);
      }
      .columns {
        columns: 2 20rem;
        column-gap: 2rem;
      }
      section {
        break-inside: avoid;
        margin-block-end: 1rem;
      }
      @media print {
        .no-print {
          display: none !important;
        }
        .page {
          font-size: 8pt;
          line-height: 1.25;
          max-inline-size: none;
          padding: 0;
        }
        .columns {
          columns: 3;
          column-gap: 1rem;
        }
        h1 {
          font-size: 15pt;
        }
        h2 {
          font-size: 10pt;
        }
        p,
        ul,
        ol {
          margin-block: 0.15rem;
        }
        section {
          break-inside: auto;
          margin-block-end: 0.3rem;
        }
      }
    `,
  ];

  @property() provider: Provider = 'coex';
  @state() private actions: Action[] | undefined;
  @state() private problem: Problem | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('provider')) return;
    this.actions = undefined;
    this.problem = undefined;
    void this.load();
  }

  /** What the channel itself offers, and what a number of it does; a hotel without such a number sees the first alone. */
  private async load(): Promise<void> {
    const {client} = this.app;
    const provider = this.provider;
    try {
      const channel = await client.get<{actions: Action[]}>(`/v1/channels/${provider}/actions`);
      const {accounts} = await client.get<{accounts: Account[]}>(`/v1/accounts?provider=${provider}&limit=200`);
      const one = accounts.find((account) => account.state !== 'removed');
      const own = one ? await this.app.actions(one.id) : [];
      if (provider === this.provider) this.actions = [...own, ...channel.actions];
    } catch (error) {
      this.problem = problem_of(error);
    }
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    const provider = this.provider;
    return html`<div class="page">
      <nav class="row no-print" aria-label=${t('guide.kinds')}>${providers.map((one) => {
        const place = {screen: 'guide', provider: one} as const;
        return html`<a class="button" href=${this.app.address(place)} aria-current=${one === provider ? 'page' : nothing} @click=${(event: Event) => this.app.follow(event, place)}>${icon(one)}${t(`provider.${one}`)}</a>`;
      })}<button class="main" @click=${() => window.print()}>${t('guide.print')}</button></nav>
      <h1>${icon(provider)} ${t('guide.title', {kind: t(`provider.${provider}`)})}</h1>
      <p>${t(`guide.what_${provider}`)}</p>
      ${this.refusal(this.problem)}
      <div class="columns">
        <section><h2>${t('guide.daily')}</h2><ol>
          <li>${t('guide.daily_look')}</li><li>${t('guide.daily_answer')}</li><li>${t(`guide.daily_${provider}`)}</li><li>${t('guide.daily_claim')}</li><li>${t('guide.daily_note')}</li><li>${t('guide.daily_unknown')}</li>
        </ol></section>
        ${this.actions ? this.offered(this.actions) : this.problem ? nothing : this.waiting()}
        <section><h2>${t('guide.not')}</h2><p>${t(`guide.not_${provider}`)}</p></section>
        <section><h2>${t('phone.cost')}</h2><p>${t(`cost.${provider}`)}</p></section>
        ${provider === 'coex'
          ? html`<section><h2>${t('phone.keep')}</h2><p>${t('phone.keep_words')}</p></section>
              <section><h2>${t('phone.end')}</h2><p>${t('phone.end_words')}</p><wa-phone-steps .app=${this.app}></wa-phone-steps></section>`
          : nothing}
      </div>
    </div>`;
  }

  private offered(actions: Action[]): TemplateResult {
    const t = this.app.t;
    const list = (title: string, these: Action[], briefly = false): TemplateResult | typeof nothing =>
      these.length === 0
        ? nothing
        : html`<section><h2>${title}</h2>${briefly
            ? html`<p>${these.map((one) => one.title).join(' · ')}</p>`
            : html`<ul>${these.map((one) => html`<li><strong>${one.title}</strong>${one.flags.includes('admin') ? html` <span class="muted">(${t('guide.admins')})</span>` : nothing}: ${one.description}</li>`)}</ul>`}</section>`;
    const writes = actions.filter((one) => of_conversation(one) && !one.flags.includes('channel'));
    const number = actions.filter((one) => !of_conversation(one) || one.flags.includes('channel'));
    return html`${list(t('guide.with_guests'), writes, true)} ${list(t('guide.with_number'), number)}`;
  }
}
